"""What the database knows of posts: nobody holds the same post twice at once; my teams and my roles, today."""

from django.db import migrations

BODY = """
alter table organisations_assignment
  add column post_r uuidrange generated always as (uuidrange(post_id, post_id, '[]')) stored,
  add column professional_r uuidrange generated always as (uuidrange(professional_id, professional_id, '[]')) stored,
  add constraint organisations_assignment_once
    exclude using gist (post_r with &&, professional_r with &&, period with &&),
  add constraint organisations_assignment_period check (not isempty(period));
alter table organisations_teamzone
  add column team_r uuidrange generated always as (uuidrange(team_id, team_id, '[]')) stored,
  add column zone_r uuidrange generated always as (uuidrange(zone_id, zone_id, '[]')) stored,
  add constraint organisations_teamzone_once
    exclude using gist (team_r with &&, zone_r with &&, period with &&);

set local role tuilage_guard;
create or replace function my_teams() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  select distinct p.team_id from organisations_assignment a join organisations_post p on p.id = a.post_id
   where a.professional_id = my_id() and a.period @> my_today() and p.period @> my_today() $$;

create or replace function my_roles() returns setof text language sql stable security definer
  set search_path = public, pg_temp as $$
  select distinct p.role::text from organisations_assignment a join organisations_post p on p.id = a.post_id
   where a.professional_id = my_id() and a.period @> my_today() and p.period @> my_today() $$;
reset role;

-- Posts open files, so nobody takes one: the administrator gives them, to others; an import or the demonstration too.
create function organisations_given() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not acting_as('demo', 'import') then
    if not exists (select 1 from my_roles() r where r = 'administrator') then
      raise insufficient_privilege using message = 'posts are given by the administrator';
    end if;
    if tg_table_name = 'organisations_assignment' then
      if my_id() in (new.professional_id, old.professional_id) then
        raise insufficient_privilege using message = 'nobody gives themselves a post';
      end if;
    end if;
  end if;
  return coalesce(new, old);
end $$;
create trigger organisations_given before insert or update or delete on organisations_assignment
  for each row execute function organisations_given();
create trigger organisations_given before insert or update or delete on organisations_post
  for each row execute function organisations_given();
create trigger organisations_given before insert or update or delete on organisations_professional
  for each row execute function organisations_given();

-- Counting needs to know posts and shares of time, not names.
grant select on organisations_team, organisations_structure, organisations_post, organisations_profession,
  organisations_assignment, organisations_teamzone to tuilage_stats;
"""

UNDO = """
drop trigger organisations_given on organisations_assignment;
drop trigger organisations_given on organisations_post;
drop trigger organisations_given on organisations_professional;
drop function organisations_given();
alter table organisations_assignment drop constraint organisations_assignment_once,
  drop constraint organisations_assignment_period, drop column post_r, drop column professional_r;
alter table organisations_teamzone drop constraint organisations_teamzone_once, drop column team_r, drop column zone_r;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("database", "0001_vocabulary")]
    operations = [migrations.RunSQL(BODY, UNDO)]
