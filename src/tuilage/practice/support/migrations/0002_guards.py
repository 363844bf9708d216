"""What the database itself refuses: two keyworkers or none, a start without what the person must have, a mute end."""

from django.db import migrations

PARTS = ("goal", "criterion", "step", "review", "handover", "keyworker")

# A part of a support is about the support's person: the two cannot differ, merging two files moves both.
SAME_PERSON = """
alter table support_support add constraint support_support_person unique (id, person_id);
""" + "".join(
    f"alter table support_{part} add constraint support_{part}_same_person foreign key (support_id, person_id)"
    " references support_support (id, person_id) on update cascade deferrable initially deferred;\n"
    for part in PARTS
)

KEYWORKERS = """
-- Exactly one responsible keyworker at any instant: never two (unique), never none (foreign key over periods).
alter table support_keyworker
  add column main uuidrange generated always as
    (case when lane = 'responsible' then uuidrange(support_id, support_id, '[]') end) stored,
  add column beside uuidrange generated always as
    (case when lane = 'incoming' then uuidrange(handover_id, handover_id, '[]') end) stored,
  add column beside_support uuidrange generated always as
    (case when lane = 'incoming' then uuidrange(support_id, support_id, '[]') end) stored,
  add constraint support_keyworker_one unique (main, period without overlaps),
  add constraint support_keyworker_handed unique (beside, period without overlaps),
  add constraint support_keyworker_beside unique (beside_support, period without overlaps);

alter table support_support
  add column idr uuidrange generated always as (uuidrange(id, id, '[]')) stored,
  add constraint support_running_shape check
    (running is null or (not isempty(running) and lower_inc(running) and lower(running) = started_on
      and upper(running) is not distinct from closed_on)),
  add constraint support_never_without foreign key (idr, period running)
    references support_keyworker (main, period period) deferrable initially deferred;
create index support_support_idr on support_support (idr);

-- During a handover the next one works beside; and nobody works beside without a handover of that very support.
alter table support_handover
  add column idr uuidrange generated always as (uuidrange(id, id, '[]')) stored,
  add column overlap daterange generated always as
    (case when status <> 'cancelled' then daterange(starts_on, passes_on, '[)') end) stored,
  add constraint support_handover_of unique (id, support_id),
  add constraint support_handover_beside foreign key (idr, period overlap)
    references support_keyworker (beside, period period) deferrable initially deferred;
create index support_handover_idr on support_handover (idr);
alter table support_keyworker
  add constraint support_keyworker_of_handover foreign key (handover_id, support_id)
    references support_handover (id, support_id) deferrable initially deferred;
"""

KIND = """
alter table support_supportkind add constraint support_supportkind_needs unique (id, needs_adhesion);
alter table support_support add constraint support_kind_voluntary foreign key (kind_id, voluntary)
  references support_supportkind (id, needs_adhesion);
"""

# Read by the guard, for the one who writes may not see every row; deferred, so that an action writes in any order.
READY = """
set local role tuilage_guard;
create function support_check_whole(the_support uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare s record;
begin
  select su.*, k.opinion_professions into s from support_support su
    join support_supportkind k on k.id = su.kind_id where su.id = the_support;
  if not found or s.status not in ('engaged', 'closed') then return; end if;
  if not exists (select 1 from support_goal g
                  where g.support_id = s.id and g.set_with_person_on <= s.started_on) then
    raise exception 'no goal set with the person before the start'
      using errcode = 'check_violation', constraint = 'support_start_goal';
  end if;
  if not exists (select 1 from support_criterion c where c.support_id = s.id and c.fixed_on <= s.started_on) then
    raise exception 'no evaluation criterion fixed before the start'
      using errcode = 'check_violation', constraint = 'support_start_criterion';
  end if;
  if (s.team_opinion_on is null or s.team_opinion_on > s.started_on
      or s.team_opinion not in ('favourable', 'advice'))
     and exists (select 1 from support_keyworker w
                   join organisations_assignment a on a.professional_id = w.professional_id
                    and a.period @> s.started_on
                   join organisations_post p on p.id = a.post_id
                   join organisations_profession f on f.id = p.profession_id
                  where w.support_id = s.id and w.lane = 'responsible' and w.period @> s.started_on
                    and f.code = any (s.opinion_professions)) then
    raise exception 'the team has not given its opinion'
      using errcode = 'check_violation', constraint = 'support_start_opinion';
  end if;
  if s.status = 'closed' and exists (select 1 from support_criterion c where c.support_id = s.id and c.answer = '')
  then
    raise exception 'a criterion is not answered'
      using errcode = 'check_violation', constraint = 'support_closed_answered';
  end if;
end $$;

create function support_whole() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'support_support' then
    perform support_check_whole(new.id);
  elsif tg_op = 'DELETE' then
    perform support_check_whole(old.support_id);
  else
    perform support_check_whole(new.support_id);
    if new.support_id <> old.support_id then perform support_check_whole(old.support_id); end if;
  end if;
  return null;
end $$;
reset role;

create constraint trigger support_whole after insert or update of status, started_on, kind_id, team_opinion,
  team_opinion_on on support_support deferrable initially deferred
  for each row when (new.status in ('engaged', 'closed')) execute function support_whole();
create constraint trigger support_whole after update of support_id, set_with_person_on or delete on support_goal
  deferrable initially deferred for each row execute function support_whole();
create constraint trigger support_whole after update of support_id, fixed_on, answer or delete on support_criterion
  deferrable initially deferred for each row execute function support_whole();
"""

UNDO = """
drop trigger support_whole on support_criterion;
drop trigger support_whole on support_goal;
drop trigger support_whole on support_support;
drop function support_whole(), support_check_whole(uuid);
alter table support_support drop constraint support_kind_voluntary, drop constraint support_never_without,
  drop constraint support_running_shape;
alter table support_supportkind drop constraint support_supportkind_needs;
alter table support_keyworker drop constraint support_keyworker_of_handover;
alter table support_handover drop constraint support_handover_beside, drop constraint support_handover_of,
  drop column overlap, drop column idr;
alter table support_support drop column idr;
alter table support_keyworker drop constraint support_keyworker_one, drop constraint support_keyworker_handed,
  drop constraint support_keyworker_beside, drop column main, drop column beside, drop column beside_support;
""" + "".join(f"alter table support_{part} drop constraint support_{part}_same_person;\n" for part in PARTS) + """
alter table support_support drop constraint support_support_person;
"""


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("organisations", "0002_teams_and_roles")]
    operations = [migrations.RunSQL(SAME_PERSON + KEYWORKERS + KIND + READY, UNDO)]
