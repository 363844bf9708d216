"""From the proposal to the follow-up: kinds in versions, resumed supports, versions of the project, follow-ups.

Each support points to the version of its kind under which it was proposed. Those that exist take the first version,
which has the key of its kind: rewriting the column needs no right on the rows, that nobody may see all of.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import tuilage.core.database.keys
import tuilage.core.database.rowsecurity
from django.db import migrations, models


FIRST_VERSIONS = """
insert into support_kindversion (id, created_at, label, description, limits, legal_ground, needs_adhesion, needs_goal,
    needs_duration, needs_criteria, opinion_professions, default_months, min_months, max_months, no_news_days, number,
    since, kind_id, by_id)
  select id, now(), label, description, limits, legal_ground, needs_adhesion, needs_goal, needs_duration, needs_criteria,
    opinion_professions, default_months, min_months, max_months, no_news_days, 1, created_at::date, id, null
    from support_supportkind;
set constraints all immediate;
alter table support_support alter column terms_id type uuid using kind_id;
alter table support_supportevent alter column terms_id type uuid using kind_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ('organisations', '0002_teams_and_roles'),
        ('people', '0003_identifiers_and_cautions'),
        ('support', '0006_words_around'),
    ]

    operations = [
pgtrigger.migrations.RemoveTrigger(
            model_name='goal',
            name='update_update',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='goal',
            name='delete_delete',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='review',
            name='update_update',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='review',
            name='delete_delete',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='step',
            name='update_update',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='step',
            name='delete_delete',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='support',
            name='update_update',
        ),
pgtrigger.migrations.RemoveTrigger(
            model_name='support',
            name='delete_delete',
        ),
migrations.CreateModel(
            name='AwaitedDecision',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('change', models.CharField(max_length=300, verbose_name='what changed for the person')),
                ('changed_on', models.DateField(verbose_name='changed on')),
                ('institution', models.CharField(max_length=200, verbose_name='who decides')),
                ('what', models.CharField(max_length=300, verbose_name='what is awaited')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='what was decided')),
('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awaited_decisions', to='people.person')),
],
            options={
                'verbose_name': 'awaited decision',
                'ordering': ['changed_on', 'created_at'],
            },
        ),
migrations.CreateModel(
            name='AwaitedDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('change', models.CharField(max_length=300, verbose_name='what changed for the person')),
                ('changed_on', models.DateField(verbose_name='changed on')),
                ('institution', models.CharField(max_length=200, verbose_name='who decides')),
                ('what', models.CharField(max_length=300, verbose_name='what is awaited')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='what was decided')),
('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.professional')),
('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='support.awaiteddecision')),
],
            options={
                'abstract': False,
            },
        ),
migrations.CreateModel(
            name='ClosureBatch',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('on', models.DateField(verbose_name='ended on')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.team')),
],
            options={
                'ordering': ['-created_at'],
            },
        ),
migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('on', models.DateField(verbose_name='asked on')),
                ('reached', models.CharField(choices=[('told', 'the person told us'), ('near', 'somebody close told us'), ('nobody', 'nobody could be reached')], max_length=10, verbose_name='who told it')),
                ('words', models.TextField(blank=True, verbose_name='how it is, in their words')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="the person's rating")),
('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
('support', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='support.support')),
],
            options={
                'verbose_name': 'follow-up',
                'ordering': ['-on', '-created_at'],
            },
        ),
migrations.CreateModel(
            name='FollowUpEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('on', models.DateField(verbose_name='asked on')),
                ('reached', models.CharField(choices=[('told', 'the person told us'), ('near', 'somebody close told us'), ('nobody', 'nobody could be reached')], max_length=10, verbose_name='who told it')),
                ('words', models.TextField(blank=True, verbose_name='how it is, in their words')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="the person's rating")),
('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.professional')),
('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='support.followup')),
('support', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.support')),
],
            options={
                'abstract': False,
            },
        ),
migrations.CreateModel(
            name='KindVersion',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('label', models.CharField(max_length=120, verbose_name='name')),
                ('description', models.TextField(verbose_name='what it is')),
                ('limits', models.TextField(verbose_name='where it stops')),
                ('legal_ground', models.CharField(blank=True, help_text='A voluntary support has none. An RSA contract, for instance, is an obligation.', max_length=200, verbose_name='if it is an obligation: on what ground')),
                ('needs_adhesion', models.BooleanField(default=True, verbose_name="asks for the person's adhesion")),
                ('needs_goal', models.BooleanField(default=True, verbose_name='asks for a goal set with the person')),
                ('needs_duration', models.BooleanField(default=True, verbose_name='asks for a duration')),
                ('needs_criteria', models.BooleanField(default=True, verbose_name='asks for criteria fixed beforehand')),
                ('opinion_professions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='Codes of professions (S1-054).', size=None, verbose_name='professions whose supports pass before the team')),
                ('default_months', models.PositiveSmallIntegerField(default=6, verbose_name='usual duration, in months')),
                ('min_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='shortest duration, in months')),
                ('max_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='longest duration, in months')),
                ('no_news_days', models.PositiveSmallIntegerField(default=120, verbose_name='days without news after which the team looks at it')),
                ('number', models.PositiveSmallIntegerField()),
                ('since', models.DateField(verbose_name='since')),
('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='support.supportkind')),
],
            options={
                'ordering': ['kind', '-number'],
            },
        ),
migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('permanent', 'permanent place'), ('temporary', 'temporary place'), ('day', 'day place'), ('service', 'service that comes to the person (SAVS, SAMSAH…)')], max_length=10, verbose_name='kind of place')),
                ('name', models.CharField(max_length=200, verbose_name='where')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='people.person')),
],
            options={
                'verbose_name': 'place',
                'ordering': ['period'],
            },
        ),
migrations.CreateModel(
            name='PlaceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('permanent', 'permanent place'), ('temporary', 'temporary place'), ('day', 'day place'), ('service', 'service that comes to the person (SAVS, SAMSAH…)')], max_length=10, verbose_name='kind of place')),
                ('name', models.CharField(max_length=200, verbose_name='where')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.professional')),
('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='support.place')),
],
            options={
                'abstract': False,
            },
        ),
migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('how', models.CharField(blank=True, choices=[('oral', 'by word of mouth'), ('signed', 'by signature')], max_length=10, verbose_name='how')),
                ('why', models.CharField(choices=[('start', 'start'), ('change', 'change of the project'), ('end', 'another agreed end'), ('completed', 'completed after it was taken up')], max_length=10, verbose_name='why')),
                ('content', models.JSONField(default=dict)),
('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('support', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='support.support')),
],
            options={
                'verbose_name': 'version of the project',
                'ordering': ['-number'],
            },
        ),
migrations.CreateModel(
            name='PlanVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('how', models.CharField(blank=True, choices=[('oral', 'by word of mouth'), ('signed', 'by signature')], max_length=10, verbose_name='how')),
                ('why', models.CharField(choices=[('start', 'start'), ('change', 'change of the project'), ('end', 'another agreed end'), ('completed', 'completed after it was taken up')], max_length=10, verbose_name='why')),
                ('content', models.JSONField(default=dict)),
('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='support.planversion')),
('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.professional')),
('support', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.support')),
],
            options={
                'abstract': False,
            },
        ),
migrations.CreateModel(
            name='SupportForm',
            fields=[
                ('id', models.UUIDField(default=tuilage.core.database.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('since', models.DateField(verbose_name='since')),
                ('headings', models.JSONField(blank=True, default=list)),
('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.professional')),
('kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='written_forms', to='support.supportkind')),
],
            options={
                'ordering': ['kind', '-number'],
            },
        ),
migrations.RemoveConstraint(
            model_name='support',
            name='support_support_rows',
        ),
migrations.RemoveConstraint(
            model_name='support',
            name='support_started_whole',
        ),
migrations.RemoveConstraint(
            model_name='support',
            name='support_adhesion_before_start',
        ),
migrations.AddField(
            model_name='goal',
            name='difficulty',
            field=models.CharField(blank=True, max_length=300, verbose_name='what makes it hard today'),
        ),
migrations.AddField(
            model_name='goal',
            name='domain',
            field=models.CharField(blank=True, choices=[('daily_life', 'daily life, shopping, meals'), ('home', "home, living in one's own place"), ('money', 'managing money, debts'), ('rights', 'rights, papers'), ('health', 'health, care'), ('work', 'work, training'), ('family', 'family, being a parent'), ('ties', 'people around, leisure'), ('mobility', 'getting about'), ('digital', 'computers, internet'), ('safety', 'safety, violence')], max_length=20, verbose_name='area of life'),
        ),
migrations.AddField(
            model_name='goal',
            name='together',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
migrations.AddField(
            model_name='goalevent',
            name='difficulty',
            field=models.CharField(blank=True, max_length=300, verbose_name='what makes it hard today'),
        ),
migrations.AddField(
            model_name='goalevent',
            name='domain',
            field=models.CharField(blank=True, choices=[('daily_life', 'daily life, shopping, meals'), ('home', "home, living in one's own place"), ('money', 'managing money, debts'), ('rights', 'rights, papers'), ('health', 'health, care'), ('work', 'work, training'), ('family', 'family, being a parent'), ('ties', 'people around, leisure'), ('mobility', 'getting about'), ('digital', 'computers, internet'), ('safety', 'safety, violence')], max_length=20, verbose_name='area of life'),
        ),
migrations.AddField(
            model_name='goalevent',
            name='together',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
migrations.AddField(
            model_name='review',
            name='living_conditions',
            field=models.TextField(blank=True, verbose_name='how life is going there'),
        ),
migrations.AddField(
            model_name='reviewevent',
            name='living_conditions',
            field=models.TextField(blank=True, verbose_name='how life is going there'),
        ),
migrations.AddField(
            model_name='step',
            name='dropped_on',
            field=models.DateField(blank=True, null=True, verbose_name='taken away on'),
        ),
migrations.AddField(
            model_name='step',
            name='leans_on',
            field=models.CharField(blank=True, max_length=300, verbose_name='what it leans on'),
        ),
migrations.AddField(
            model_name='stepevent',
            name='dropped_on',
            field=models.DateField(blank=True, null=True, verbose_name='taken away on'),
        ),
migrations.AddField(
            model_name='stepevent',
            name='leans_on',
            field=models.CharField(blank=True, max_length=300, verbose_name='what it leans on'),
        ),
migrations.AddField(
            model_name='support',
            name='about_others',
            field=models.TextField(blank=True, verbose_name='about somebody else'),
        ),
migrations.AddField(
            model_name='support',
            name='completed_on',
            field=models.DateField(blank=True, null=True, verbose_name='completed on'),
        ),
migrations.AddField(
            model_name='support',
            name='follow_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='to be asked again on'),
        ),
migrations.AddField(
            model_name='support',
            name='form_texts',
            field=models.JSONField(blank=True, default=dict, verbose_name='what is written under each heading'),
        ),
migrations.AddField(
            model_name='support',
            name='lasting_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it is meant to last'),
        ),
migrations.AddField(
            model_name='support',
            name='months_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why that long, for this person'),
        ),
migrations.AddField(
            model_name='support',
            name='needs_duration',
            field=models.BooleanField(default=True, editable=False),
        ),
migrations.AddField(
            model_name='support',
            name='preparing_since',
            field=models.DateField(blank=True, null=True, verbose_name='in preparation since'),
        ),
migrations.AddField(
            model_name='support',
            name='programme',
            field=models.CharField(blank=True, max_length=200, verbose_name='programme it uses'),
        ),
migrations.AddField(
            model_name='support',
            name='programme_period',
            field=django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True, verbose_name="the programme's own dates"),
        ),
migrations.AddField(
            model_name='support',
            name='resumed_on',
            field=models.DateField(blank=True, null=True, verbose_name='taken up in Tuilage on'),
        ),
migrations.AddField(
            model_name='support',
            name='team_opinion_present',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name='who was there'),
        ),
migrations.AddField(
            model_name='support',
            name='together',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='one entry with another support'),
        ),
migrations.AddField(
            model_name='support',
            name='wishes',
            field=models.JSONField(blank=True, default=dict, verbose_name='wishes and needs, by area of life'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='about_others',
            field=models.TextField(blank=True, verbose_name='about somebody else'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='completed_on',
            field=models.DateField(blank=True, null=True, verbose_name='completed on'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='follow_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='to be asked again on'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='form_texts',
            field=models.JSONField(blank=True, default=dict, verbose_name='what is written under each heading'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='lasting_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it is meant to last'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='months_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why that long, for this person'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='needs_duration',
            field=models.BooleanField(default=True, editable=False),
        ),
migrations.AddField(
            model_name='supportevent',
            name='preparing_since',
            field=models.DateField(blank=True, null=True, verbose_name='in preparation since'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='programme',
            field=models.CharField(blank=True, max_length=200, verbose_name='programme it uses'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='programme_period',
            field=django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True, verbose_name="the programme's own dates"),
        ),
migrations.AddField(
            model_name='supportevent',
            name='resumed_on',
            field=models.DateField(blank=True, null=True, verbose_name='taken up in Tuilage on'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='team_opinion_present',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name='who was there'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='together',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='one entry with another support'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='wishes',
            field=models.JSONField(blank=True, default=dict, verbose_name='wishes and needs, by area of life'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='legal_ground',
            field=models.CharField(blank=True, help_text='A voluntary support has none. An RSA contract, for instance, is an obligation.', max_length=200, verbose_name='if it is an obligation: on what ground'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='max_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='longest duration, in months'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='min_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='shortest duration, in months'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='needs_criteria',
            field=models.BooleanField(default=True, verbose_name='asks for criteria fixed beforehand'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='needs_duration',
            field=models.BooleanField(default=True, verbose_name='asks for a duration'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='needs_goal',
            field=models.BooleanField(default=True, verbose_name='asks for a goal set with the person'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='no_news_days',
            field=models.PositiveSmallIntegerField(default=120, verbose_name='days without news after which the team looks at it'),
        ),
migrations.AddField(
            model_name='supportkind',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
migrations.AlterField(
            model_name='criterion',
            name='answer',
            field=models.CharField(blank=True, choices=[('met', 'yes'), ('partly', 'partly'), ('not_met', 'no'), ('unknown', 'could not be asked')], max_length=10, verbose_name='answer'),
        ),
migrations.AlterField(
            model_name='criterionevent',
            name='answer',
            field=models.CharField(blank=True, choices=[('met', 'yes'), ('partly', 'partly'), ('not_met', 'no'), ('unknown', 'could not be asked')], max_length=10, verbose_name='answer'),
        ),
migrations.AddField(
            model_name='support',
            name='closure_batch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supports', to='support.closurebatch'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='closure_batch',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.closurebatch'),
        ),
migrations.AddField(
            model_name='support',
            name='terms',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.kindversion'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='terms',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.kindversion'),
        ),
migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
migrations.AlterField(
            model_name='support',
            name='terms',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.kindversion'),
        ),
migrations.AlterField(
            model_name='supportevent',
            name='terms',
            field=models.ForeignKey(editable=False, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.kindversion'),
        ),
migrations.AddField(
            model_name='support',
            name='form',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.supportform'),
        ),
migrations.AddField(
            model_name='supportevent',
            name='form',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.supportform'),
        ),
migrations.AddIndex(
            model_name='support',
            index=models.Index(condition=models.Q(('together__isnull', False)), fields=['together'], name='support_together'),
        ),
migrations.AddIndex(
            model_name='support',
            index=models.Index(condition=models.Q(('follow_up_on__isnull', False)), fields=['follow_up_on'], name='support_follow_up'),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete="(person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')))", insert="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))", name='support_support_rows', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import', 'clock')))", stats=('id', 'person_id', 'team_id', 'kind_id', 'status', 'origin', 'proposed_on', 'started_on', 'planned_end', 'closed_on', 'closure_reason', 'running', 'adhesion_how', 'lasting', 'power_before', 'power_after', 'person_rating', 'results', 'team_opinion_on', 'resumed_on', 'completed_on', 'preparing_since', 'follow_up_on', 'voluntary', 'closure_batch_id', 'together'), update="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import', 'clock')))"),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('running__isnull', False), ('started_on__isnull', False), ('status__in', ['engaged', 'closed']), models.Q(('months__isnull', False), ('needs_duration', False), models.Q(('completed_on__isnull', True), ('resumed_on__isnull', False)), _connector='OR')), models.Q(('running__isnull', True), ('started_on__isnull', True), ('status__in', ['proposed', 'preparing', 'abandoned'])), _connector='OR'), name='support_started_whole', violation_error_message='A support that started has its first day and its duration.'),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['engaged', 'closed']), _negated=True), ('voluntary', False), models.Q(('completed_on__isnull', True), ('resumed_on__isnull', False)), models.Q(('adhesion_on__isnull', False), ('adhesion_on__lte', models.F('started_on'))), models.Q(('adhesion_on__isnull', False), ('adhesion_on__lte', models.F('completed_on'))), _connector='OR'), name='support_adhesion_before_start', violation_error_message="The support cannot start before the person's adhesion is recorded."),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_on__isnull', True), ('resumed_on__isnull', True)), models.Q(('proposed_on__lte', models.F('started_on')), ('resumed_on__isnull', False), ('started_on__isnull', False), ('started_on__lt', models.F('resumed_on')), models.Q(('completed_on__isnull', True), ('completed_on__gte', models.F('resumed_on')), _connector='OR')), _connector='OR'), name='support_resumed_whole', violation_error_message='A support taken up in Tuilage began before that day.'),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('lasting', False), ('lasting_because', ''), ('lasting_because__regex', '[[:alpha:]].*[[:alpha:]]'), _connector='OR'), name='support_lasting_said', violation_error_message='Say in words why it is meant to last.'),
        ),
migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('follow_up_on__isnull', True), models.Q(('follow_up_on__gte', models.F('closed_on')), ('status', 'closed')), _connector='OR'), name='support_follow_up_after', violation_error_message='One asks how it is after the end.'),
        ),
migrations.AddConstraint(
            model_name='awaiteddecision',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete="(person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')))", insert="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))", name='support_awaiteddecision_rows', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", stats=('id', 'changed_on', 'asked_on', 'decided_on'), update="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))"),
        ),
migrations.AddConstraint(
            model_name='awaiteddecision',
            constraint=models.CheckConstraint(condition=models.Q(('change__regex', '[[:alpha:]].*[[:alpha:]]'), ('institution__regex', '[[:alpha:]].*[[:alpha:]]'), ('what__regex', '[[:alpha:]].*[[:alpha:]]')), name='support_decision_said', violation_error_message='Say what changed, who decides, and what is awaited.'),
        ),
migrations.AddConstraint(
            model_name='awaiteddecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('decision', '')), models.Q(('decided_on__gte', models.F('changed_on')), ('decision__regex', '[[:alpha:]].*[[:alpha:]]')), _connector='OR'), name='support_decision_whole', violation_error_message='A decision has its date, after the change, and what was decided.'),
        ),
migrations.AddConstraint(
            model_name='awaiteddecisionevent',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete='false', insert='pg_trigger_depth() > 0', name='support_awaiteddecision_history', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", update='false'),
        ),
migrations.AddConstraint(
            model_name='followup',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete="(person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')))", insert="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))", name='support_followup_rows', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", stats=('id', 'support_id', 'on', 'reached', 'rating'), update="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))"),
        ),
migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), ('rating__range', (1, 5)), _connector='OR'), name='support_followup_rated', violation_error_message='A rating goes from 1 to 5.'),
        ),
migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('reached', 'nobody'), ('words__regex', '[[:alpha:]].*[[:alpha:]]'), _connector='OR'), name='support_followup_said', violation_error_message='Write how it is, in their words.'),
        ),
migrations.AddConstraint(
            model_name='followupevent',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete='false', insert='pg_trigger_depth() > 0', name='support_followup_history', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", update='false'),
        ),
migrations.AddConstraint(
            model_name='kindversion',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='support_kindversion_number'),
        ),
migrations.AddConstraint(
            model_name='place',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete="(person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')))", insert="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))", name='support_place_rows', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", stats=('id', 'kind', 'period'), update="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))"),
        ),
migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[[:alpha:]].*[[:alpha:]]')), name='support_place_said', violation_error_message='Say where it is.'),
        ),
migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__startswith__isnull', False)), name='support_place_lasts', violation_error_message='A place lasts for a day at least.'),
        ),
migrations.AddConstraint(
            model_name='placeevent',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete='false', insert='pg_trigger_depth() > 0', name='support_place_history', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", update='false'),
        ),
migrations.AddConstraint(
            model_name='planversion',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete="(person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service')))", insert="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))", name='support_planversion_rows', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", stats=('id', 'support_id', 'number', 'agreed_on', 'how', 'why'), update="((person_id in (select my_circle()) and exists (select 1 from my_roles() r where r in ('case_worker', 'head_of_service'))) or (select acting_as('demo', 'import')))"),
        ),
migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('support', 'number'), name='support_planversion_number'),
        ),
migrations.AddConstraint(
            model_name='planversionevent',
            constraint=tuilage.core.database.rowsecurity.RowPolicy(delete='false', insert='pg_trigger_depth() > 0', name='support_planversion_history', read="(person_id in (select my_circle()) or (select acting_as('demo', 'import')))", update='false'),
        ),
migrations.AddConstraint(
            model_name='supportform',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='support_supportform_number', nulls_distinct=False),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."baseline" IS DISTINCT FROM (NEW."baseline") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."difficulty" IS DISTINCT FROM (NEW."difficulty") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."person_words" IS DISTINCT FROM (NEW."person_words") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."reached_on" IS DISTINCT FROM (NEW."reached_on") OR OLD."sentence" IS DISTINCT FROM (NEW."sentence") OR OLD."set_with_person_on" IS DISTINCT FROM (NEW."set_with_person_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."support_id" IS DISTINCT FROM (NEW."support_id") OR OLD."target" IS DISTINCT FROM (NEW."target") OR OLD."together" IS DISTINCT FROM (NEW."together"))', func='INSERT INTO "support_goalevent" ("baseline", "created_at", "difficulty", "domain", "id", "person_id", "person_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reached_on", "sentence", "set_with_person_on", "status", "support_id", "target", "together") VALUES (OLD."baseline", OLD."created_at", OLD."difficulty", OLD."domain", OLD."id", OLD."person_id", OLD."person_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."position", OLD."reached_on", OLD."sentence", OLD."set_with_person_on", OLD."status", OLD."support_id", OLD."target", OLD."together"); RETURN NULL;', hash='22f2863dc15d250d967ab08f515f4b8845ab24c2', operation='UPDATE', pgid='pgtrigger_update_update_dc355', table='support_goal', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_goalevent" ("baseline", "created_at", "difficulty", "domain", "id", "person_id", "person_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reached_on", "sentence", "set_with_person_on", "status", "support_id", "target", "together") VALUES (OLD."baseline", OLD."created_at", OLD."difficulty", OLD."domain", OLD."id", OLD."person_id", OLD."person_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position", OLD."reached_on", OLD."sentence", OLD."set_with_person_on", OLD."status", OLD."support_id", OLD."target", OLD."together"); RETURN NULL;', hash='d23a063cf24f5d9fbca5d07c253e8cf476790fb3', operation='DELETE', pgid='pgtrigger_delete_delete_dbf66', table='support_goal', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_reviewevent" ("created_at", "held_by_id", "held_on", "id", "living_conditions", "next_on", "person_id", "person_rating", "person_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_rating", "professional_words", "progress", "support_id") VALUES (OLD."created_at", OLD."held_by_id", OLD."held_on", OLD."id", OLD."living_conditions", OLD."next_on", OLD."person_id", OLD."person_rating", OLD."person_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."professional_rating", OLD."professional_words", OLD."progress", OLD."support_id"); RETURN NULL;', hash='4dbd9ea9864b20e37e7da6316ff2133c88650909', operation='UPDATE', pgid='pgtrigger_update_update_9902e', table='support_review', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_reviewevent" ("created_at", "held_by_id", "held_on", "id", "living_conditions", "next_on", "person_id", "person_rating", "person_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_rating", "professional_words", "progress", "support_id") VALUES (OLD."created_at", OLD."held_by_id", OLD."held_on", OLD."id", OLD."living_conditions", OLD."next_on", OLD."person_id", OLD."person_rating", OLD."person_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."professional_rating", OLD."professional_words", OLD."progress", OLD."support_id"); RETURN NULL;', hash='d4e111196c44da2effe2475e1d249305b7f2c8e8', operation='DELETE', pgid='pgtrigger_delete_delete_99ed6', table='support_review', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_stepevent" ("by", "created_at", "done_on", "dropped_on", "due_on", "goal_id", "id", "leans_on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "support_id", "what") VALUES (OLD."by", OLD."created_at", OLD."done_on", OLD."dropped_on", OLD."due_on", OLD."goal_id", OLD."id", OLD."leans_on", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."professional_id", OLD."support_id", OLD."what"); RETURN NULL;', hash='0ffd26505df1700463de6348fe6ee224d85b810d', operation='UPDATE', pgid='pgtrigger_update_update_0bc29', table='support_step', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_stepevent" ("by", "created_at", "done_on", "dropped_on", "due_on", "goal_id", "id", "leans_on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "support_id", "what") VALUES (OLD."by", OLD."created_at", OLD."done_on", OLD."dropped_on", OLD."due_on", OLD."goal_id", OLD."id", OLD."leans_on", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."professional_id", OLD."support_id", OLD."what"); RETURN NULL;', hash='7a37449caa77eb32c473fd88a0814c247265a966', operation='DELETE', pgid='pgtrigger_delete_delete_f0710', table='support_step', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='support',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."abandoned_because" IS DISTINCT FROM (NEW."abandoned_because") OR OLD."abandoned_on" IS DISTINCT FROM (NEW."abandoned_on") OR OLD."about_others" IS DISTINCT FROM (NEW."about_others") OR OLD."adhesion_how" IS DISTINCT FROM (NEW."adhesion_how") OR OLD."adhesion_on" IS DISTINCT FROM (NEW."adhesion_on") OR OLD."adhesion_recorded_by_id" IS DISTINCT FROM (NEW."adhesion_recorded_by_id") OR OLD."adhesion_withdrawn_on" IS DISTINCT FROM (NEW."adhesion_withdrawn_on") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."closure_batch_id" IS DISTINCT FROM (NEW."closure_batch_id") OR OLD."closure_reason" IS DISTINCT FROM (NEW."closure_reason") OR OLD."completed_on" IS DISTINCT FROM (NEW."completed_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."domains" IS DISTINCT FROM (NEW."domains") OR OLD."evaluation_missing" IS DISTINCT FROM (NEW."evaluation_missing") OR OLD."exit_plan" IS DISTINCT FROM (NEW."exit_plan") OR OLD."follow_up_on" IS DISTINCT FROM (NEW."follow_up_on") OR OLD."form_id" IS DISTINCT FROM (NEW."form_id") OR OLD."form_texts" IS DISTINCT FROM (NEW."form_texts") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."lasting" IS DISTINCT FROM (NEW."lasting") OR OLD."lasting_because" IS DISTINCT FROM (NEW."lasting_because") OR OLD."life_project" IS DISTINCT FROM (NEW."life_project") OR OLD."months" IS DISTINCT FROM (NEW."months") OR OLD."months_because" IS DISTINCT FROM (NEW."months_because") OR OLD."needs_duration" IS DISTINCT FROM (NEW."needs_duration") OR OLD."network_effect" IS DISTINCT FROM (NEW."network_effect") OR OLD."networks" IS DISTINCT FROM (NEW."networks") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."own_words" IS DISTINCT FROM (NEW."own_words") OR OLD."pace" IS DISTINCT FROM (NEW."pace") OR OLD."pace_since" IS DISTINCT FROM (NEW."pace_since") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."person_evaluation" IS DISTINCT FROM (NEW."person_evaluation") OR OLD."person_rating" IS DISTINCT FROM (NEW."person_rating") OR OLD."planned_end" IS DISTINCT FROM (NEW."planned_end") OR OLD."power_after" IS DISTINCT FROM (NEW."power_after") OR OLD."power_before" IS DISTINCT FROM (NEW."power_before") OR OLD."preparing_since" IS DISTINCT FROM (NEW."preparing_since") OR OLD."programme" IS DISTINCT FROM (NEW."programme") OR OLD."programme_period" IS DISTINCT FROM (NEW."programme_period") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_on" IS DISTINCT FROM (NEW."proposed_on") OR OLD."results" IS DISTINCT FROM (NEW."results") OR OLD."resumed_on" IS DISTINCT FROM (NEW."resumed_on") OR OLD."running" IS DISTINCT FROM (NEW."running") OR OLD."started_on" IS DISTINCT FROM (NEW."started_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."strengths" IS DISTINCT FROM (NEW."strengths") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."team_opinion" IS DISTINCT FROM (NEW."team_opinion") OR OLD."team_opinion_by_id" IS DISTINCT FROM (NEW."team_opinion_by_id") OR OLD."team_opinion_on" IS DISTINCT FROM (NEW."team_opinion_on") OR OLD."team_opinion_present" IS DISTINCT FROM (NEW."team_opinion_present") OR OLD."team_opinion_text" IS DISTINCT FROM (NEW."team_opinion_text") OR OLD."terms_id" IS DISTINCT FROM (NEW."terms_id") OR OLD."together" IS DISTINCT FROM (NEW."together") OR OLD."voluntary" IS DISTINCT FROM (NEW."voluntary") OR OLD."wishes" IS DISTINCT FROM (NEW."wishes") OR OLD."work_project" IS DISTINCT FROM (NEW."work_project"))', func='INSERT INTO "support_supportevent" ("abandoned_because", "abandoned_on", "about_others", "adhesion_how", "adhesion_on", "adhesion_recorded_by_id", "adhesion_withdrawn_on", "closed_on", "closure_batch_id", "closure_reason", "completed_on", "created_at", "domains", "evaluation_missing", "exit_plan", "follow_up_on", "form_id", "form_texts", "id", "kind_id", "lasting", "lasting_because", "life_project", "months", "months_because", "needs_duration", "network_effect", "networks", "origin", "own_words", "pace", "pace_since", "person_evaluation", "person_id", "person_rating", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "power_after", "power_before", "preparing_since", "programme", "programme_period", "proposed_by_id", "proposed_on", "results", "resumed_on", "running", "started_on", "status", "strengths", "team_id", "team_opinion", "team_opinion_by_id", "team_opinion_on", "team_opinion_present", "team_opinion_text", "terms_id", "together", "voluntary", "wishes", "work_project") VALUES (OLD."abandoned_because", OLD."abandoned_on", OLD."about_others", OLD."adhesion_how", OLD."adhesion_on", OLD."adhesion_recorded_by_id", OLD."adhesion_withdrawn_on", OLD."closed_on", OLD."closure_batch_id", OLD."closure_reason", OLD."completed_on", OLD."created_at", OLD."domains", OLD."evaluation_missing", OLD."exit_plan", OLD."follow_up_on", OLD."form_id", OLD."form_texts", OLD."id", OLD."kind_id", OLD."lasting", OLD."lasting_because", OLD."life_project", OLD."months", OLD."months_because", OLD."needs_duration", OLD."network_effect", OLD."networks", OLD."origin", OLD."own_words", OLD."pace", OLD."pace_since", OLD."person_evaluation", OLD."person_id", OLD."person_rating", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."planned_end", OLD."power_after", OLD."power_before", OLD."preparing_since", OLD."programme", OLD."programme_period", OLD."proposed_by_id", OLD."proposed_on", OLD."results", OLD."resumed_on", OLD."running", OLD."started_on", OLD."status", OLD."strengths", OLD."team_id", OLD."team_opinion", OLD."team_opinion_by_id", OLD."team_opinion_on", OLD."team_opinion_present", OLD."team_opinion_text", OLD."terms_id", OLD."together", OLD."voluntary", OLD."wishes", OLD."work_project"); RETURN NULL;', hash='4cdbb5bc1d03489f8bd5990eb5c3897f832c6941', operation='UPDATE', pgid='pgtrigger_update_update_0872e', table='support_support', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='support',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_supportevent" ("abandoned_because", "abandoned_on", "about_others", "adhesion_how", "adhesion_on", "adhesion_recorded_by_id", "adhesion_withdrawn_on", "closed_on", "closure_batch_id", "closure_reason", "completed_on", "created_at", "domains", "evaluation_missing", "exit_plan", "follow_up_on", "form_id", "form_texts", "id", "kind_id", "lasting", "lasting_because", "life_project", "months", "months_because", "needs_duration", "network_effect", "networks", "origin", "own_words", "pace", "pace_since", "person_evaluation", "person_id", "person_rating", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "power_after", "power_before", "preparing_since", "programme", "programme_period", "proposed_by_id", "proposed_on", "results", "resumed_on", "running", "started_on", "status", "strengths", "team_id", "team_opinion", "team_opinion_by_id", "team_opinion_on", "team_opinion_present", "team_opinion_text", "terms_id", "together", "voluntary", "wishes", "work_project") VALUES (OLD."abandoned_because", OLD."abandoned_on", OLD."about_others", OLD."adhesion_how", OLD."adhesion_on", OLD."adhesion_recorded_by_id", OLD."adhesion_withdrawn_on", OLD."closed_on", OLD."closure_batch_id", OLD."closure_reason", OLD."completed_on", OLD."created_at", OLD."domains", OLD."evaluation_missing", OLD."exit_plan", OLD."follow_up_on", OLD."form_id", OLD."form_texts", OLD."id", OLD."kind_id", OLD."lasting", OLD."lasting_because", OLD."life_project", OLD."months", OLD."months_because", OLD."needs_duration", OLD."network_effect", OLD."networks", OLD."origin", OLD."own_words", OLD."pace", OLD."pace_since", OLD."person_evaluation", OLD."person_id", OLD."person_rating", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_end", OLD."power_after", OLD."power_before", OLD."preparing_since", OLD."programme", OLD."programme_period", OLD."proposed_by_id", OLD."proposed_on", OLD."results", OLD."resumed_on", OLD."running", OLD."started_on", OLD."status", OLD."strengths", OLD."team_id", OLD."team_opinion", OLD."team_opinion_by_id", OLD."team_opinion_on", OLD."team_opinion_present", OLD."team_opinion_text", OLD."terms_id", OLD."together", OLD."voluntary", OLD."wishes", OLD."work_project"); RETURN NULL;', hash='ebf3055ccf625110abec1249b55d325d92724897', operation='DELETE', pgid='pgtrigger_delete_delete_b01f0', table='support_support', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='awaiteddecision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_awaiteddecisionevent" ("asked_on", "by_id", "change", "changed_on", "created_at", "decided_on", "decision", "id", "institution", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (OLD."asked_on", OLD."by_id", OLD."change", OLD."changed_on", OLD."created_at", OLD."decided_on", OLD."decision", OLD."id", OLD."institution", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."what"); RETURN NULL;', hash='eb8f549e0317a827f8e3543d4bfde75f5f263302', operation='UPDATE', pgid='pgtrigger_update_update_d906b', table='support_awaiteddecision', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='awaiteddecision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_awaiteddecisionevent" ("asked_on", "by_id", "change", "changed_on", "created_at", "decided_on", "decision", "id", "institution", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (OLD."asked_on", OLD."by_id", OLD."change", OLD."changed_on", OLD."created_at", OLD."decided_on", OLD."decision", OLD."id", OLD."institution", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."what"); RETURN NULL;', hash='500ce6ddce8fa4b7414cbb82a8fbe10e2687b4a7', operation='DELETE', pgid='pgtrigger_delete_delete_7ed24', table='support_awaiteddecision', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_followupevent" ("by_id", "created_at", "id", "on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "reached", "support_id", "words") VALUES (OLD."by_id", OLD."created_at", OLD."id", OLD."on", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."rating", OLD."reached", OLD."support_id", OLD."words"); RETURN NULL;', hash='04e669e31019b2af30b603d2101bb976f77a6159', operation='UPDATE', pgid='pgtrigger_update_update_8e3ca', table='support_followup', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_followupevent" ("by_id", "created_at", "id", "on", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "reached", "support_id", "words") VALUES (OLD."by_id", OLD."created_at", OLD."id", OLD."on", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."rating", OLD."reached", OLD."support_id", OLD."words"); RETURN NULL;', hash='41a10086eaf4cc96872d9b511aa369fd67060276', operation='DELETE', pgid='pgtrigger_delete_delete_6dc3b', table='support_followup', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_placeevent" ("by_id", "created_at", "id", "kind", "name", "period", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."by_id", OLD."created_at", OLD."id", OLD."kind", OLD."name", OLD."period", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id"); RETURN NULL;', hash='9f7d6e5aaf42d1b722b10ad3c9dcc113586157b6', operation='UPDATE', pgid='pgtrigger_update_update_a44ac', table='support_place', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_placeevent" ("by_id", "created_at", "id", "kind", "name", "period", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."by_id", OLD."created_at", OLD."id", OLD."kind", OLD."name", OLD."period", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='6c12f5832de3ee2e7bc80cdfda189b7259cc2c3c', operation='DELETE', pgid='pgtrigger_delete_delete_9eb54', table='support_place', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "support_planversionevent" ("agreed_on", "content", "created_at", "how", "id", "number", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "support_id", "why") VALUES (OLD."agreed_on", OLD."content", OLD."created_at", OLD."how", OLD."id", OLD."number", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."recorded_by_id", OLD."support_id", OLD."why"); RETURN NULL;', hash='3696180acb69ec70f05e9b85709a991de7855ffa', operation='UPDATE', pgid='pgtrigger_update_update_6f19f', table='support_planversion', when='AFTER')),
        ),
pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "support_planversionevent" ("agreed_on", "content", "created_at", "how", "id", "number", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "support_id", "why") VALUES (OLD."agreed_on", OLD."content", OLD."created_at", OLD."how", OLD."id", OLD."number", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recorded_by_id", OLD."support_id", OLD."why"); RETURN NULL;', hash='ab0238869154795ea71d43c85cc3ef8d3452d791', operation='DELETE', pgid='pgtrigger_delete_delete_09f09', table='support_planversion', when='AFTER')),
        ),
]
