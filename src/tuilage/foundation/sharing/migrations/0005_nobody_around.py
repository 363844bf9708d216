"""A person whom nobody has received yet (a file brought them in) may be received, or opened exceptionally, at any desk."""

from django.db import migrations

BODY = """
set local role tuilage_guard;

-- Nobody has ever stood there, not even for a while: who was followed once is reached by those who did. A file that
-- is part of another has nobody around it either, and stays closed.
create function sharing_nobody_around(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select 1 from people_person p where p.id = person)
     and not exists (select 1 from sharing_participation s where s.person_id = person)
     and not exists (select 1 from people_merge m where m.absorbed_id = person and m.undone_at is null)
     and exists (select 1 from my_teams())
     and exists (select 1 from my_roles() r where r in ('medico_social_secretary', 'case_worker', 'head_of_service')) $$;

create or replace function sharing_may_receive(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select sharing_stands(person)
      or sharing_nobody_around(person)
      or (exists (select 1 from people_person p where p.id = person and p.created_by_id = my_id()
                   and p.created_at between now() - interval '1 hour' and clock_timestamp())
          and not exists (select 1 from sharing_participation s where s.person_id = person)) $$;

create or replace function sharing_may_break_glass(person uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select sharing_nobody_around(person)
   or exists (
    select 1 from sharing_participation s join organisations_team t on t.id = s.team_id
      join organisations_team mine on mine.structure_id = t.structure_id
     where s.person_id = person and s.role <> 'partner' and mine.id in (select my_teams()))
   and exists (select 1 from my_roles() r where r in ('medico_social_secretary', 'case_worker', 'head_of_service')) $$;

create or replace function people_unattended(persons uuid[])
  returns table (person_id uuid, birth_year int, commune_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.birth_year::int, p.commune_id from people_person p
   where p.id = any(persons) and sharing_nobody_around(p.id) $$;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_who_unites_files"), ("people", "0008_unattended_and_absorbed")]
    operations = [migrations.RunSQL(BODY, migrations.RunSQL.noop)]
