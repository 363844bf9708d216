"""What the database knows of duty: one person at a time, and who is there at an instant, absences included."""

from django.db import migrations

BODY = """
alter table agenda_dutyturn
  add column roster_r uuidrange generated always as (uuidrange(roster_id, roster_id, '[]')) stored,
  add constraint agenda_dutyturn_one exclude using gist (roster_r with &&, period with &&);
-- A link says the kind of its roster, so that "one of each kind" is one index.
alter table agenda_rosterteam add constraint agenda_rosterteam_kind
  foreign key (roster_id, kind) references agenda_roster (id, kind);

set local role tuilage_guard;
-- Wider than the asker: that the one on call of another team is away, never why nor until when.
create function agenda_on_duty(teams uuid[], at timestamptz, day date)
  returns table (team_id uuid, kind text, professional_id uuid, away boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select s.team_id, s.kind::text, t.professional_id,
         exists (select 1 from organisations_absence a where a.professional_id = t.professional_id
                  and a.period @> day)
    from agenda_rosterteam s join agenda_dutyturn t on t.roster_id = s.roster_id
   where s.team_id = any(teams) and t.period @> at
     and (my_id() is not null or acting_as('clock', 'escalation', 'demo', 'import')) $$;
revoke all on function agenda_on_duty(uuid[], timestamptz, date) from public;
grant execute on function agenda_on_duty(uuid[], timestamptz, date) to tuilage_app;
reset role;
"""

UNDO = """
set local role tuilage_guard;
drop function agenda_on_duty(uuid[], timestamptz, date);
reset role;
alter table agenda_rosterteam drop constraint agenda_rosterteam_kind;
alter table agenda_dutyturn drop constraint agenda_dutyturn_one, drop column roster_r;
"""


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial"), ("organisations", "0002_teams_and_roles")]
    operations = [migrations.RunSQL(BODY, UNDO)]
