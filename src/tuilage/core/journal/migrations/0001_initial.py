"""The journal's tables: partitioned by month, insert-only for the application, sealed by the guard."""

from django.db import migrations, models

import tuilage.core.database.keys

TABLES = """
create table journal_entry (
  id uuid not null, at timestamptz not null, actor_id uuid, system varchar(30) not null,
  service varchar(200) not null, act varchar(20) not null, person_id uuid, part varchar(200) not null,
  reason text not null, primary key (id, at)
) partition by range (at);
create index journal_entry_person on journal_entry (person_id, at desc);
create index journal_entry_actor on journal_entry (actor_id, at desc);

create table journal_seal (seq bigint primary key, entry_id uuid not null, at timestamptz not null, hash bytea not null);
create table journal_pending (entry_id uuid not null, at timestamptz not null);

-- Months are made ahead by the owner's function; what falls outside them still has a place.
create table journal_entry_default partition of journal_entry default;
revoke all on journal_entry_default from tuilage_app, tuilage_guard;

create function journal_make_months(first date, months int) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare start date; part text;
begin
  for i in 0..months - 1 loop
    start := (date_trunc('month', first) + make_interval(months => i))::date;
    part := 'journal_entry_' || to_char(start, 'YYYYMM');
    if to_regclass(part) is null then
      execute format('create table %I partition of journal_entry for values from (%L) to (%L)',
        part, start, (start + interval '1 month')::date);
      execute format('revoke all on %I from tuilage_app, tuilage_guard', part);
    end if;
  end loop;
end $$;
select journal_make_months((now() - interval '36 months')::date, 60);

alter table journal_entry enable row level security;
alter table journal_entry force row level security;
revoke all on journal_entry, journal_seal, journal_pending from tuilage_app;
grant select, insert on journal_entry to tuilage_app;
grant select on journal_seal to tuilage_app;
grant select on journal_entry to tuilage_guard;
grant select, insert on journal_seal to tuilage_guard;
grant select, insert, delete on journal_pending to tuilage_guard;

create policy journal_entry_i on journal_entry for insert to tuilage_app with check (
  at between now() - interval '1 minute' and now() + interval '1 minute'
  and (actor_id is not distinct from (select my_id()))
  and (actor_id is not null or system <> '' or act = 'refused'));
create policy journal_entry_r on journal_entry for select to tuilage_app using (
  actor_id = (select my_id())
  or exists (select 1 from my_roles() r where r = 'data_protection_officer')
  or person_id = any(array(select my_circle()))
  or (select acting_as('sealing')));
create policy journal_entry_g on journal_entry to tuilage_guard using (true);

set local role tuilage_guard;
create function journal_note_pending() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin insert into journal_pending values (new.id, new.at); return null; end $$;
reset role;
create trigger journal_pending after insert on journal_entry
  for each row execute function journal_note_pending();
"""

UNDO = """
drop table journal_entry, journal_seal, journal_pending cascade;
drop function journal_note_pending(); drop function journal_make_months(date, int);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("database", "0001_vocabulary")]
    operations = [
        migrations.RunSQL(
            TABLES,
            UNDO,
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tuilage.core.database.keys.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("actor_id", models.UUIDField(null=True)),
                        ("system", models.CharField(blank=True, max_length=30)),
                        ("service", models.CharField(blank=True, max_length=200)),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("read", "consulted"),
                                    ("search", "searched"),
                                    ("export", "exported"),
                                    ("refused", "was refused"),
                                    ("break_glass", "opened exceptionally"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("person_id", models.UUIDField(null=True)),
                        ("part", models.CharField(blank=True, max_length=200)),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "db_table": "journal_entry",
                        "indexes": [
                            models.Index(fields=["person_id", "-at"], name="journal_entry_person"),
                            models.Index(fields=["actor_id", "-at"], name="journal_entry_actor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("entry_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
                        ("hash", models.BinaryField()),
                    ],
                    options={"db_table": "journal_seal"},
                ),
            ],
        )
    ]
