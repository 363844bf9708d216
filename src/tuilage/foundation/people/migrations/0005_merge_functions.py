"""The guard unites two files and takes them apart again: every row that names a person moves, whichever room's it is."""

from django.db import migrations

FUNCTIONS = """
do $$ declare t regclass; begin
  -- Tables made before the policies granted it by themselves.
  for t in select c.oid from pg_class c where c.relkind = 'r' and c.relforcerowsecurity
             and c.relnamespace = 'public'::regnamespace and c.relname !~ '^journal_' loop
    execute format('grant update, delete on %s to tuilage_guard', t);
  end loop;
end $$;

set local role tuilage_guard;

-- Who may: sharing gives it its body (whose duty it is to stand around both, not who reads for four hours).
create function people_may_merge(one uuid, other uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$ select false $$;

-- Every column that names a person: the foreign keys, and the same columns of the history beside each table.
create function people_places() returns table (tab text, col text, pk text, pk_type text) language sql stable
  security definer set search_path = public, pg_temp as $$
  with named as (
    select c.conrelid as rel, a.attname as col from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = 'people_person'::regclass and array_length(c.conkey, 1) = 1
       and c.conrelid not in ('people_identitykey'::regclass, 'people_merge'::regclass, 'people_mergemove'::regclass)
       and c.conparentid = 0),
  every as (
    select rel, col from named
    union
    select e.oid, n.col from named n join pg_class t on t.oid = n.rel
      join pg_class e on e.relname = t.relname || 'event' and e.relnamespace = t.relnamespace
      join pg_attribute a on a.attrelid = e.oid and a.attname = n.col)
  select t.relname::text, every.col::text, k.attname::text, format_type(k.atttypid, k.atttypmod)
    from every join pg_class t on t.oid = every.rel
    join pg_index i on i.indrelid = every.rel and i.indisprimary and i.indnkeyatts = 1
    join pg_attribute k on k.attrelid = every.rel and k.attnum = i.indkey[0]
   order by 1, 2 $$;

-- Whether another row leans on this one: then it moves, it is never put away.
create function people_leant_on(tab text, key uuid) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare place record; found_one boolean;
begin
  for place in select c.conrelid::regclass as rel, a.attname as col from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = tab::regclass and array_length(c.conkey, 1) = 1 loop
    execute format('select exists (select 1 from %s where %I = $1)', place.rel, place.col) into found_one using key;
    if found_one then return true; end if;
  end loop;
  return false;
end $$;

-- How many rows of each table would move. For those in whose circle both stand.
create function people_merge_preview(survivor uuid, absorbed uuid) returns table (tab text, n bigint)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare place record;
begin
  if not (survivor in (select my_circle()) and absorbed in (select my_circle())) then return; end if;
  for place in select p.* from people_places() p where p.tab !~ 'event$' loop
    execute format('select count(*) from %I where %I = $1', place.tab, place.col) into n using absorbed;
    tab := place.tab;
    if n > 0 then return next; end if;
  end loop;
end $$;

create function people_row_back(tab text, line jsonb) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare columns text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
   where a.attrelid = tab::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  execute format('insert into %1$I (%2$s) select %2$s from jsonb_populate_record(null::%1$I, $1)', tab, columns)
    using line;
end $$;

-- History is not written for what moves (each row would say that it was "corrected"): the merge itself is its history.
create function people_without_history(quiet boolean) returns void language sql security definer
  set search_path = public, pg_temp as $$
  select set_config('pgtrigger.ignore', case when quiet then
      coalesce((select array_agg(distinct t.tgname::text)::text from pg_trigger t where t.tgname ~ '^pgtrigger_'), '{}')
    else '{}' end, true) $$;

-- `alike`: [{"table", "column", "same": [...]}]: two rows that agree in these say the same thing; when their periods
-- meet, they become one that lasts as long as both.
create function people_merge(the_merge uuid, one uuid, gone uuid, why text, choice jsonb, alike jsonb) returns jsonb
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  place record; ids text[]; moved text[]; dropped jsonb; widened jsonb; id text; line jsonb; twin record;
  turn int := 0; totals jsonb := '{}'; rule jsonb; old_keys text[];
begin
  if one = gone or not people_may_merge(one, gone) then
    raise insufficient_privilege using message = 'two files are united by those who stand around both';
  end if;
  perform 1 from people_person p where p.id in (one, gone) order by p.id for update;
  if exists (select 1 from people_merge m where m.absorbed_id in (one, gone) and m.undone_at is null) then
    raise object_not_in_prerequisite_state using message = 'one of the files is already part of another';
  end if;
  select k.keys into old_keys from people_identitykey k where k.person_id = gone;
  insert into people_merge (id, created_at, survivor_id, absorbed_id, absorbed_name, keys, chosen, moved, reason, merged_by_id)
    select the_merge, clock_timestamp(), one, gone,
      btrim(concat_ws(' ', coalesce(nullif(p.usual_first_name, ''), p.first_names), coalesce(nullif(p.used_name, ''), p.birth_name))),
      coalesce(old_keys, '{}'), choice, '{}', why, my_id() from people_person p where p.id = gone;
  perform people_without_history(true);
  for place in select * from people_places() loop
    execute format('select array_agg(%1$I::text order by %1$I) from %2$I where %3$I = $1', place.pk, place.tab, place.col)
      into ids using gone;
    continue when ids is null;
    moved := '{}'; dropped := '[]'; widened := '[]';
    select r into rule from jsonb_array_elements(alike) r
     where r ->> 'table' = place.tab and r ->> 'column' = place.col;
    if rule is not null then
      foreach id in array ids loop
        execute format(
          'select s.id, s.period from %1$I s join %1$I m on m.id = $1::uuid where s.%2$I = $2 and s.id <> m.id
             and (s.period && m.period or s.period -|- m.period) and %3$s order by s.created_at limit 1',
          place.tab, place.col, (select coalesce(string_agg(format('s.%1$I is not distinct from m.%1$I', c), ' and '), 'true')
             from jsonb_array_elements_text(rule -> 'same') c)) into twin using id, one;
        continue when twin.id is null or people_leant_on(place.tab, id::uuid);
        begin
          execute format('delete from %1$I t where t.id = $1::uuid returning to_jsonb(t)', place.tab) into line using id;
          execute format('update %1$I set period = range_merge(period, $2::daterange) where id = $1', place.tab)
            using twin.id, line ->> 'period';
          dropped := dropped || jsonb_build_array(line);
          widened := widened || jsonb_build_array(jsonb_build_object('id', twin.id, 'before', twin.period::text,
            'after', (select range_merge(twin.period, (line ->> 'period')::daterange)::text)));
          ids := array_remove(ids, id);
        exception when unique_violation or exclusion_violation or foreign_key_violation then null;
        end;
      end loop;
    end if;
    begin
      execute format('update %I set %I = $1 where %I = any($2::%s[])', place.tab, place.col, place.pk, place.pk_type)
        using one, ids;
      moved := ids;
    exception when unique_violation or exclusion_violation or check_violation then
      foreach id in array ids loop
        begin
          execute format('update %I set %I = $1 where %I = $2::%s', place.tab, place.col, place.pk, place.pk_type)
            using one, id;
          moved := moved || id;
        exception when unique_violation or exclusion_violation or check_violation then
          -- It says again, or of oneself, what the other file says: put away, and given back if the merge is undone.
          execute format('delete from %1$I t where t.%2$I = $1::%3$s returning to_jsonb(t)', place.tab, place.pk, place.pk_type)
            into line using id;
          dropped := dropped || jsonb_build_array(line);
        end;
      end loop;
    end;
    turn := turn + 1;
    insert into people_mergemove (id, created_at, merge_id, position, "table", "column", moved, dropped, widened)
      values (gen_random_uuid(), clock_timestamp(), the_merge, turn, place.tab, place.col, moved, dropped, widened);
    if place.tab !~ 'event$' then
      totals := totals || jsonb_build_object(place.tab, coalesce((totals ->> place.tab)::int, 0) + cardinality(moved)
        + jsonb_array_length(dropped));
    end if;
  end loop;
  -- Found by the names of both; the one who is gone is known to nobody any more.
  insert into people_mergemove (id, created_at, merge_id, position, "table", "column", moved, dropped, widened)
    select gen_random_uuid(), clock_timestamp(), the_merge, turn + 1, 'people_identitykey', 'person_id', '{}',
      jsonb_build_array(to_jsonb(k)), '[]' from people_identitykey k where k.person_id = gone;
  delete from people_identitykey k where k.person_id = gone;
  update people_merge m set moved = totals where m.id = the_merge;
  perform people_without_history(false);
  return totals;
end $$;

create function people_unmerge(the_merge uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare m record; step record; place record; line jsonb;
begin
  select * into m from people_merge where id = the_merge and undone_at is null for update;
  if m.id is null or not people_may_merge(m.survivor_id, m.survivor_id) then
    raise insufficient_privilege using message = 'a merge is undone by those who stand around the person';
  end if;
  if exists (select 1 from people_merge later where later.undone_at is null and later.id <> m.id
      and (later.absorbed_id = m.survivor_id or later.survivor_id = m.survivor_id and later.created_at > m.created_at)) then
    raise object_not_in_prerequisite_state using message = 'a later merge is undone first';
  end if;
  update people_merge set undone_at = clock_timestamp(), undone_by_id = my_id() where id = m.id;
  perform people_without_history(true);
  for step in select * from people_mergemove s where s.merge_id = m.id order by s.position desc loop
    for line in select w from jsonb_array_elements(step.widened) w loop
      -- What was ended or changed since stays as it is.
      execute format('update %I set period = $2::daterange where id = $1::uuid and period = $3::daterange', step.table)
        using line ->> 'id', line ->> 'before', line ->> 'after';
    end loop;
    select * into place from people_places() p where p.tab = step.table and p.col = step.column;
    if place.tab is not null then
      execute format('update %I set %I = $1 where %I = any($2::%s[]) and %I = $3', place.tab, place.col, place.pk,
        place.pk_type, place.col) using m.absorbed_id, step.moved, m.survivor_id;
    end if;
    for line in select d from jsonb_array_elements(step.dropped) d loop
      perform people_row_back(step.table, line);
    end loop;
  end loop;
  perform people_without_history(false);
end $$;

-- Whose file answers for this one today; null when it is nobody's of the asker's circle.
create function people_now(person uuid) returns uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with recursive chain as (
    select m.survivor_id from people_merge m where m.absorbed_id = person and m.undone_at is null
    union
    select m.survivor_id from people_merge m join chain on m.absorbed_id = chain.survivor_id where m.undone_at is null)
  select chain.survivor_id from chain
   where not exists (select 1 from people_merge m where m.absorbed_id = chain.survivor_id and m.undone_at is null)
     and chain.survivor_id in (select my_circle()) $$;

-- The persons whose file went into that of somebody of the asker's circle: who read it is told there.
create function people_absorbed() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with recursive gone as (
    select m.absorbed_id from people_merge m where m.undone_at is null and m.survivor_id in (select my_circle())
    union
    select m.absorbed_id from people_merge m join gone on m.survivor_id = gone.absorbed_id where m.undone_at is null)
  select absorbed_id from gone $$;

create or replace function people_write_keys(person uuid, new_keys text[], year int, month int, day int) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not (acting_as('demo', 'import')
      or person in (select my_circle())
      or exists (select 1 from people_person p where p.id = person and p.created_by_id = my_id()
                  and p.created_at between now() - interval '1 hour' and clock_timestamp())) then
    raise insufficient_privilege using message = 'the keys of a person are written by those who may write the person';
  end if;
  -- Also by the names of the files that were united with theirs.
  select array(select distinct k from unnest(new_keys || coalesce((
      select array_agg(old) from people_merge m, unnest(m.keys) old where m.survivor_id = person and m.undone_at is null),
    '{}')) k order by k) into new_keys;
  insert into people_identitykey (person_id, keys, birth_year, birth_month, birth_day)
    values (person, new_keys, year, month, day)
    on conflict (person_id) do update set keys = excluded.keys, birth_year = excluded.birth_year,
      birth_month = excluded.birth_month, birth_day = excluded.birth_day;
end $$;

-- Pairs of the asker's circle who may be one person: a word in common and the same birth (or day and month in the
-- other order), or the very same words and births that do not differ in more than one part. The rest is asked in Python.
create function people_doubles(most int) returns table (first uuid, second uuid) language sql stable security definer
  set search_path = public, pg_temp set jit = off as $$
  with circle as materialized (select c as id from my_circle() c),
  known as materialized (
    select k.person_id as id, k.birth_year as y, k.birth_month as m, k.birth_day as d,
           array(select x from unnest(k.keys) x where left(x, 1) = '.' order by x) as words
      from people_identitykey k join circle on circle.id = k.person_id),
  pair as (
    select least(a.id, b.id) as first, greatest(a.id, b.id) as second from known a join known b
        on b.y = a.y and b.m = a.m and b.d = a.d and a.id < b.id and a.words && b.words
    union
    select least(a.id, b.id), greatest(a.id, b.id) from known a join known b
        on b.y = a.y and b.m = a.d and b.d = a.m and a.m <> a.d and a.id <> b.id and a.words && b.words
    union
    select least(a.id, b.id), greatest(a.id, b.id) from known a join known b on b.words = a.words and a.id < b.id
       and coalesce(a.y <> b.y, false)::int + coalesce(a.m <> b.m, false)::int + coalesce(a.d <> b.d, false)::int <= 1
     where cardinality(a.words) > 1)
  select pair.first, pair.second from pair
   where not exists (select 1 from people_doubleverdict v where v.verdict = 'different'
      and (v.first_id, v.second_id) in ((pair.first, pair.second), (pair.second, pair.first)))
   order by 1, 2 limit most $$;

reset role;

-- Of a file that is part of another now, the readings go on being told.
create policy journal_entry_united on journal_entry for select to tuilage_app
  using (person_id in (select people_absorbed()));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_merging"), ("journal", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
