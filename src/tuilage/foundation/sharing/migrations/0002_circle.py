"""The circle's body: whose rows an actor sees today, who may add themselves, who may open exceptionally."""

from django.db import migrations

BODY = """
set local role tuilage_guard;
create or replace function my_circle() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  -- One branch an index each (an OR would read the whole table), and what depends on the actor alone asked once.
  select s.person_id from sharing_participation s
   where s.team_id = any(array(select my_teams())) and s.period @> (select my_today()) and s.role <> 'partner'
  union
  -- Without a post today nobody stands anywhere.
  select s.person_id from sharing_participation s
   where s.professional_id = (select my_id()) and s.period @> (select my_today()) and s.role <> 'partner'
     and (select exists (select 1 from my_teams()))
  union
  -- A partner needs a consent that was not taken back.
  select s.person_id from sharing_participation s
    join sharing_consent c on c.person_id = s.person_id and c.withdrawn_on is null
   where s.role = 'partner' and s.period @> (select my_today())
     and (s.team_id = any(array(select my_teams()))
       or s.professional_id = (select my_id()) and (select exists (select 1 from my_teams())))
     and (c.team_id = s.team_id or c.team_id = any(array(select my_teams())))
  union
  select b.person_id from sharing_breakglass b
   where b.professional_id = (select my_id()) and b.until > now() and (select exists (select 1 from my_teams())) $$;

-- In the circle by a post and its duty. A partner, or whoever reads for four hours, lets nobody in, puts nobody out:
-- else a consent taken back, or an exceptional access that is over, would leave a door open behind it.
create or replace function sharing_stands(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select 1 from sharing_participation s
    where s.person_id = person and s.role <> 'partner' and s.period @> my_today()
      and (s.team_id = any(array(select my_teams()))
        or s.professional_id = my_id() and exists (select 1 from my_teams()))) $$;

-- Whoever receives may add their team for a person they have just made, or one who is already theirs.
create or replace function sharing_may_receive(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select sharing_stands(person)
      or (exists (select 1 from people_person p where p.id = person and p.created_by_id = my_id()
                   and p.created_at between now() - interval '1 hour' and clock_timestamp())
          and not exists (select 1 from sharing_participation s where s.person_id = person)) $$;

-- Exceptional access stays inside one's structure: a person of another territory cannot be opened at all.
create or replace function sharing_may_break_glass(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (
    select 1 from sharing_participation s join organisations_team t on t.id = s.team_id
      join organisations_team mine on mine.structure_id = t.structure_id
     where s.person_id = person and s.role <> 'partner' and mine.id in (select my_teams()))
   and exists (select 1 from my_roles() r where r in ('medico_social_secretary', 'case_worker', 'head_of_service')) $$;

-- Known to the département: the telephone of the desk of the house that knows them, never of a service whose name
-- or number would tell more (child protection); and whether the asker may open the file exceptionally.
create or replace function people_reach(person uuid) returns table (phone text, openable boolean) language sql stable
  security definer set search_path = public, pg_temp as $$
  select coalesce(
      (select coalesce(nullif(case when st.kind in ('site', 'department') then st.phone end, ''), nullif(up.phone, ''))
         from sharing_participation s join organisations_team t on t.id = s.team_id
           join organisations_structure st on st.id = t.structure_id
           left join organisations_structure up on up.id = st.parent_id and up.kind in ('site', 'department')
        where s.person_id = person and s.role <> 'partner'
        order by s.period @> my_today() desc, lower(s.period) desc limit 1),
      (select d.phone from organisations_structure d where d.kind = 'department' and d.phone <> '' order by d.id limit 1),
      ''),
    sharing_may_break_glass(person) $$;

-- A draft that is dropped or expires is gone: its history would keep for ever what was never said to anybody.
create function sharing_forget_draft() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin delete from sharing_noteevent where pgh_obj_id = old.id and tier = 'draft'; return null; end $$;
reset role;
grant delete on sharing_noteevent to tuilage_guard;
-- After the trigger that writes the history: triggers of one event run in the order of their names.
create trigger z_forget_draft after delete on sharing_note for each row when (old.tier = 'draft')
  execute function sharing_forget_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("organisations", "0002_teams_and_roles"), ("people", "0002_identity")]
    operations = [migrations.RunSQL(BODY, migrations.RunSQL.noop)]
