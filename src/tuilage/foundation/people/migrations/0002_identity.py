"""Finding persons: keys that only the guard writes and searches."""

from django.db import migrations

FUNCTIONS = """
grant update on people_identitykey to tuilage_guard;
revoke all on people_identitykey from tuilage_app;

set local role tuilage_guard;

-- Whom to call about a person, and whether the asker may open their file exceptionally. Sharing gives it its body.
create function people_reach(person uuid) returns table (phone text, openable boolean) language sql stable
  security definer set search_path = public, pg_temp as $$ select null::text, false where false $$;

-- A household that one has just made, or in which somebody of one's circle lives: never that of a stranger.
create or replace function people_may_join(household uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select 1 from people_householdmembership m
                  where m.household_id = household and m.person_id in (select my_circle()))
      or exists (select 1 from people_household h where h.id = household and h.created_by_id = my_id()
                  and h.created_at between now() - interval '1 hour' and clock_timestamp()) $$;

create function people_write_keys(person uuid, new_keys text[], year int, month int, day int) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not (acting_as('demo', 'import')
      or person in (select my_circle())
      or exists (select 1 from people_person p where p.id = person and p.created_by_id = my_id()
                  and p.created_at between now() - interval '1 hour' and clock_timestamp())) then
    raise insufficient_privilege using message = 'the keys of a person are written by those who may write the person';
  end if;
  insert into people_identitykey (person_id, keys, birth_year, birth_month, birth_day)
    values (person, new_keys, year, month, day)
    on conflict (person_id) do update set keys = excluded.keys, birth_year = excluded.birth_year,
      birth_month = excluded.birth_month, birth_day = excluded.birth_day;
end $$;

-- `units`: one per word typed, {"exact": [...], "sound": [...], "near": [...]}. `needed`: how many must be met.
-- Of somebody outside the asker's circle it says a telephone number, and a key only if the asker may open the file;
-- and only when two words (one of them letter by letter) or a word and the whole date of birth were right: one name
-- alone fishes nobody out, nor does the same one typed twice in two spellings (`pair` leaves those out).
-- No LIMIT before the index has answered: with one, the planner reads the whole table. It cannot know how few rows an
-- array meets either, and would join by reading everything: the settings leave it the indexes only.
create function people_find(units jsonb, needed int, year int, month int, day int)
  returns table (person_id uuid, visible boolean, phone text, openable boolean, score real)
  language plpgsql stable security definer rows 20 set search_path = public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_custom_plan set jit = off as $$
begin
  return query
  with unit as materialized (
    select array(select jsonb_array_elements_text(u.value -> 'exact')) as exact,
           array(select jsonb_array_elements_text(u.value -> 'sound')) as sound,
           array(select jsonb_array_elements_text(u.value -> 'near')) as near
      from jsonb_array_elements(units) u),
  pair as materialized (
    select one.exact as sure, other.exact || other.sound || other.near as also
      from unit one cross join unit other
     where not (one.exact || one.sound || one.near) && (other.exact || other.sound || other.near)
       and not exists (select 1 from unnest(one.exact) a, unnest(other.exact) b
                        where right(a, length(b) - 1) = substr(b, 2) or right(b, length(a) - 1) = substr(a, 2))),
  hit as materialized (
    select k.person_id as id, count(*) as matched
      from unit join people_identitykey k on k.keys && (unit.exact || unit.sound || unit.near)
     group by k.person_id having count(*) >= needed),
  circle as materialized (select c as id from my_circle() c),
  seen as materialized (
    select hit.id, hit.matched, hit.id in (select circle.id from circle) as mine from hit),
  kept as materialized (
    select seen.id, seen.mine, k.keys,
        case when year is null or k.birth_year is null then 0
             when k.birth_year = year and coalesce(k.birth_month = month, true) and coalesce(k.birth_day = day, true)
               then 0.1 + 0.1 * (k.birth_month = month and month is not null)::int
                        + 0.1 * (k.birth_day = day and day is not null)::int
             when k.birth_year = year and k.birth_month = day and k.birth_day = month then 0.15
             when (k.birth_year = year)::int + coalesce(k.birth_month = month, false)::int
                + coalesce(k.birth_day = day, false)::int >= 2 then 0.1
             when abs(k.birth_year - year) <= 1 then -0.1
             else -0.5 end as birth
      from seen join people_identitykey k on k.person_id = seen.id
     where seen.mine
        or (seen.matched >= 2 and exists (select 1 from pair where k.keys && pair.sure and k.keys && pair.also))
        or (k.birth_year = year and k.birth_month = month and k.birth_day = day)),
  scored as materialized (
    select kept.id, kept.mine, kept.birth + (
        select avg(case when kept.keys && unit.exact then 1.0 when kept.keys && unit.sound then 0.9
                        when kept.keys && unit.near then 0.8 else 0 end) from unit) as points
      from kept order by 3 desc, 2 desc, 1 limit 60)
  select case when scored.mine or reach.openable then scored.id end, scored.mine,
         case when scored.mine then '' else coalesce(reach.phone, '') end,
         not scored.mine and coalesce(reach.openable, false), scored.points::real
    from scored left join lateral people_reach(scored.id) reach on not scored.mine
   where scored.points >= 0.3
   order by scored.points desc, scored.mine desc, scored.id limit 20;
end $$;
reset role;

-- Nobody lives twice in the same household at the same time; a child may live in two.
alter table people_householdmembership
  add column household_r uuidrange generated always as (uuidrange(household_id, household_id, '[]')) stored,
  add column person_r uuidrange generated always as (uuidrange(person_id, person_id, '[]')) stored,
  add constraint people_householdmembership_once
    exclude using gist (household_r with &&, person_r with &&, period with &&);
"""

UNDO = """
alter table people_householdmembership drop constraint people_householdmembership_once,
  drop column household_r, drop column person_r;
drop function people_find(jsonb, int, int, int, int);
drop function people_write_keys(uuid, text[], int, int, int);
drop function people_reach(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
