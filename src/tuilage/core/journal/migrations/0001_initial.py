"""The journal's tables: partitioned by month, insert-only for the application, sealed by the guard."""

from django.db import migrations, models

import tuilage.core.database.keys
from tuilage.core.journal.canonical import MISSING, digest

TABLES = """
create table journal_entry (
  id uuid not null, at timestamptz not null, actor_id uuid, system varchar(30) not null,
  service varchar(200) not null, act varchar(20) not null, person_id uuid, part varchar(200) not null,
  reason text not null, primary key (at, id)
) partition by range (at);
create index journal_entry_person on journal_entry (person_id, at desc);
create index journal_entry_actor on journal_entry (actor_id, at desc);

-- A purged entry leaves its seal, without its key: the digest alone could be guessed by trying who read whom.
create table journal_seal (
  seq bigint primary key, entry_id uuid, at timestamptz not null, digest bytea not null, hash bytea not null
);
create table journal_pending (entry_id uuid not null, at timestamptz not null);

create table journal_entry_default partition of journal_entry default;
revoke all on journal_entry_default from tuilage_app, tuilage_guard;

-- A month is filled from the default partition, then attached: what was waiting there finds its place, and the
-- journal is never locked against its writers.
create function journal_make_months(first date, months int) returns int language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' as $$
declare start timestamptz; part text; made int := 0;
begin
  if months not between 1 and 60 or first not between now() - interval '40 months' and now() + interval '1 month' then
    raise exception 'from 1 to 60 months, beginning about now';
  end if;
  for i in 0..months - 1 loop
    start := date_trunc('month', first::timestamp) + make_interval(months => i);
    part := 'journal_entry_' || to_char(start, 'YYYYMM');
    continue when to_regclass(part) is not null;
    execute format('create table %I (like journal_entry)', part);
    execute format('revoke all on %I from tuilage_app, tuilage_guard', part);
    execute format('with moved as (delete from journal_entry_default where at >= %L and at < %L returning *)
      insert into %I select * from moved', start, start + interval '1 month', part);
    execute format('alter table journal_entry attach partition %I for values from (%L) to (%L)',
      part, start, start + interval '1 month');
    made := made + 1;
  end loop;
  return made;
end $$;
select journal_make_months((now() - interval '12 months')::date, 36);

-- What should worry somebody: lines outside every month, and how many months are still ahead.
create function journal_room_ahead(out unplaced bigint, out months_ahead int) language sql stable security definer
  set search_path = public, pg_temp set timezone = 'UTC' as $$
  select (select count(*) from journal_entry_default),
    (select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'journal_entry'::regclass
        and c.relname > 'journal_entry_' || to_char(now(), 'YYYYMM') and c.relname ~ '[0-9]{6}$')::int
$$;

alter table journal_entry enable row level security;
alter table journal_entry force row level security;
revoke all on journal_entry, journal_seal, journal_pending from tuilage_app;
grant select, insert on journal_entry to tuilage_app;
grant select on journal_seal to tuilage_app;
grant select on journal_entry to tuilage_guard;
grant select, insert on journal_seal to tuilage_guard;
grant select, insert, delete on journal_pending to tuilage_guard;

-- The database's own clock, within the writer's transaction: neither earlier nor later, and in one's own name.
create policy journal_entry_i on journal_entry for insert to tuilage_app with check (
  at between now() and clock_timestamp()
  and actor_id is not distinct from (select my_id())
  and system = coalesce(current_setting('tuilage.system', true), '')
  and (actor_id is not null or system <> '' or act = 'refused'));
create policy journal_entry_r on journal_entry for select to tuilage_app using (
  actor_id = (select my_id())
  or exists (select 1 from my_roles() r where r = 'data_protection_officer')
  or person_id in (select my_circle())
  or (select acting_as('sealing')));
create policy journal_entry_g on journal_entry to tuilage_guard using (true);

set local role tuilage_guard;

create function journal_note_pending() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin insert into journal_pending values (new.id, new.at); return null; end $$;

-- Seals the entries that wait, oldest first, and returns how many and the last link of the chain.
create function journal_seal(batch int, out sealed int, out seq bigint, out hash bytea)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare line record; seqs bigint[] := '{}'; ids uuid[] := '{}'; instants timestamptz[] := '{}';
  digests bytea[] := '{}'; hashes bytea[] := '{}';
begin
  if not acting_as('sealing') then
    raise exception 'only the sealing actor seals the journal' using errcode = 'insufficient_privilege';
  end if;
  -- One sealer at a time: a second one waits, then goes on from where the first one ended.
  perform pg_advisory_xact_lock(hashtextextended('tuilage journal', 0));
  sealed := 0;
  select s.seq, s.hash into journal_seal.seq, journal_seal.hash from journal_seal s order by s.seq desc limit 1;
  seq := coalesce(seq, 0);
  hash := coalesce(hash, decode(repeat('00', 32), 'hex'));
  for line in
    with taken as (
      delete from journal_pending where ctid = any(array(
        select p.ctid from journal_pending p order by p.at, p.entry_id limit batch))
      returning entry_id, at)
    select t.entry_id, t.at, case when e.id is null then 'MISSING'::bytea else DIGEST end as digest
      from taken t left join journal_entry e on e.id = t.entry_id and e.at = t.at
     order by t.at, t.entry_id
  loop
    sealed := sealed + 1;
    seq := seq + 1;
    hash := sha256(hash || line.digest);
    seqs[sealed] := seq; ids[sealed] := line.entry_id; instants[sealed] := line.at;
    digests[sealed] := line.digest; hashes[sealed] := hash;
  end loop;
  if sealed > 0 then
    insert into journal_seal select * from unnest(seqs, ids, instants, digests, hashes);
  end if;
end $$;

reset role;
create trigger journal_pending after insert on journal_entry
  for each row execute function journal_note_pending();
""".replace("DIGEST", digest("e")).replace("MISSING", MISSING.decode())

UNDO = """
drop table journal_entry, journal_seal, journal_pending cascade;
drop function journal_note_pending(), journal_seal(int), journal_room_ahead(), journal_make_months(date, int);
"""

ACTS = [
    ("read", "consulted"),
    ("search", "searched"),
    ("export", "exported"),
    ("refused", "was refused"),
    ("break_glass", "opened exceptionally"),
    ("account", "changed an account"),
    ("purge", "purged the journal"),
]


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
                        ("act", models.CharField(choices=ACTS, max_length=20)),
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
                        ("entry_id", models.UUIDField(null=True)),
                        ("at", models.DateTimeField()),
                        ("digest", models.BinaryField()),
                        ("hash", models.BinaryField()),
                    ],
                    options={"db_table": "journal_seal"},
                ),
            ],
        )
    ]
