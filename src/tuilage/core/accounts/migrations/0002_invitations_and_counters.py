"""Invitations, ending every session at once, and the table where failed sign-ins are counted (shared by processes)."""

from django.db import migrations, models

CACHE = """
create table accounts_cache (
  cache_key varchar(255) primary key, value text not null, expires timestamptz not null
);
create index accounts_cache_expires on accounts_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("database", "0001_vocabulary")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="invited"),
        ),
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(CACHE, "drop table accounts_cache"),
    ]
