"""What the database holds of those around a person: one for a sole ground, nobody leaves on a change of status; the post."""

from django.db import migrations

RANGES = """
alter table support_groundkind add constraint support_groundkind_sole unique (id, sole);
alter table support_supportground
  add column support_r uuidrange generated always as (uuidrange(support_id, support_id, '[]')) stored,
  add column sole_person uuidrange generated always as
    (case when sole then uuidrange(person_id, person_id, '[]') end) stored,
  add column sole_kind uuidrange generated always as
    (case when sole then uuidrange(kind_id, kind_id, '[]') end) stored,
  add constraint support_ground_one unique (support_r, period without overlaps),
  -- One answers for each person where the law says one: RSA (CASF L.262-27), a child of the ASE.
  add constraint support_ground_sole unique (sole_person, sole_kind, period without overlaps),
  add constraint support_ground_sole_kind foreign key (kind_id, sole) references support_groundkind (id, sole),
  add constraint support_ground_same_person foreign key (support_id, person_id)
    references support_support (id, person_id) on update cascade deferrable initially deferred;
alter table support_personstatus
  add column person_r uuidrange generated always as (uuidrange(person_id, person_id, '[]')) stored,
  add column kind_r uuidrange generated always as (uuidrange(kind_id, kind_id, '[]')) stored,
  add constraint support_personstatus_one unique (person_r, kind_r, period without overlaps);
alter table support_coworker
  add column support_r uuidrange generated always as (uuidrange(support_id, support_id, '[]')) stored,
  add column who_r uuidrange generated always as (uuidrange(professional_id, professional_id, '[]')) stored,
  add constraint support_coworker_one unique (support_r, who_r, period without overlaps),
  add constraint support_coworker_same_person foreign key (support_id, person_id)
    references support_support (id, person_id) on update cascade deferrable initially deferred;
alter table support_coordinator
  add column person_r uuidrange generated always as (uuidrange(person_id, person_id, '[]')) stored,
  add constraint support_coordinator_one unique (person_r, period without overlaps);
alter table support_attribution
  add constraint support_attribution_same_person foreign key (support_id, person_id)
    references support_support (id, person_id) on update cascade deferrable initially deferred;
"""

KEPT = """
set local role tuilage_guard;
-- A change of status or of ground ends nobody's place: whoever answers, or works beside, does so before and after.
create function support_check_kept(the_person uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare c record;
begin
  for c in
    select s.id as support_id, x.day from (
      select null::uuid as support_id, happens_on as day from support_statuschange
       where person_id = the_person and state = 'planned'
      union
      select g.support_id, lower(g.period) from support_supportground g join support_supportground before
          on before.support_id = g.support_id and upper(before.period) = lower(g.period)
       where g.person_id = the_person) x
      join support_support s on s.person_id = the_person and (x.support_id is null or s.id = x.support_id)
       and s.running @> x.day and s.running @> x.day - 1
  loop
    if not exists (select 1 from support_keyworker k where k.support_id = c.support_id and k.lane = 'responsible'
                     and k.period @> c.day and k.period @> c.day - 1) then
      raise exception 'a change of status may not end a keyworker'
        using errcode = 'check_violation', constraint = 'support_change_keeps_keyworker';
    end if;
    if exists (select 1 from support_coworker w where w.support_id = c.support_id and upper(w.period) = c.day) then
      raise exception 'a change of status may not end a co-worker'
        using errcode = 'check_violation', constraint = 'support_change_keeps_coworker';
    end if;
  end loop;
end $$;
create function support_kept() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform support_check_kept(case when tg_op = 'DELETE' then old.person_id else new.person_id end);
  return null;
end $$;

-- Nobody there: the next one left during a handover, it is cancelled and the present one goes on; who answers holds no
-- post any more, or is away long with nobody beside: the post answers, par intérim. The clock alone asks, each hour.
create function support_keep_answered(the_day date, gone text, away text)
  returns table (withdrawn integer, held integer) language plpgsql security definer set search_path = public, pg_temp as $$
declare h record; k record; place uuid; the_post record;
begin
  if not acting_as('clock') then
    raise insufficient_privilege using message = 'only the clock does this';
  end if;
  withdrawn := 0; held := 0;
  for h in select o.* from support_handover o
    where o.status in ('planned', 'running') and o.passes_on > the_day and not exists (
      select 1 from organisations_assignment a join organisations_post p on p.id = a.post_id
       where a.professional_id = o.to_professional_id and a.period @> greatest(the_day, o.starts_on)
         and p.period @> greatest(the_day, o.starts_on))
  loop
    update support_handover set status = 'cancelled', version = version + 1 where id = h.id;
    for k in select * from support_keyworker where handover_id = h.id loop
      if k.lane = 'incoming' and lower(k.period) < the_day then
        update support_keyworker set period = daterange(lower(k.period), the_day) where id = k.id;
        update sharing_participation set period = daterange(lower(k.period), the_day) where id = k.participation_id;
      else
        delete from support_keyworker where id = k.id;
        delete from sharing_participation where id = k.participation_id;
        if k.lane = 'responsible' then
          update sharing_participation s set period = daterange(lower(b.period), upper(k.period))
            from support_keyworker b where b.support_id = h.support_id and b.lane = 'responsible'
             and upper(b.period) = h.passes_on and s.id = b.participation_id;
          update support_keyworker b set period = daterange(lower(b.period), upper(k.period))
            where b.support_id = h.support_id and b.lane = 'responsible' and upper(b.period) = h.passes_on;
        end if;
      end if;
    end loop;
    withdrawn := withdrawn + 1;
  end loop;
  for k in
    with absent as (
      select p.id, not exists (
          select 1 from organisations_assignment a join organisations_post o on o.id = a.post_id
           where a.professional_id = p.id and a.period @> the_day and o.period @> the_day) as gone
        from organisations_professional p)
    select w.*, s.team_id as of_team, n.gone as is_gone from absent n
      join support_keyworker w on w.professional_id = n.id and w.lane = 'responsible'
       and w.period @> the_day and lower(w.period) < the_day
      join support_support s on s.id = w.support_id and s.running @> the_day
     where (n.gone or exists (
             select 1 from organisations_absence b where b.professional_id = n.id and b.long and b.period @> the_day)
           and not exists (
             select 1 from support_keyworker i where i.support_id = w.support_id and i.lane = 'incoming'
              and i.period @> the_day))
       -- Nobody stops on the day of a change: the day after will do.
       and not exists (select 1 from support_statuschange c
                        where c.person_id = w.person_id and c.state = 'planned' and c.happens_on = the_day)
       and not exists (select 1 from support_supportground g
                        where g.support_id = w.support_id and lower(g.period) = the_day)
  loop
    select o.id, o.team_id into the_post from organisations_post o
      left join organisations_assignment a on a.post_id = o.id and a.professional_id = k.professional_id
     where o.role in ('case_worker', 'head_of_service') and o.period @> the_day
       and (a.id is not null or o.team_id = k.of_team)
     order by a.id is not null desc, o.team_id = k.of_team desc, o.role, upper(a.period) desc nulls first, o.id limit 1;
    continue when not found;
    place := uuidv7();
    update support_keyworker set period = daterange(lower(k.period), the_day) where id = k.id;
    update sharing_participation set period = daterange(lower(k.period), the_day)
      where id = k.participation_id and lower(period) < the_day;
    insert into sharing_participation (id, created_at, person_id, team_id, role, period, ground)
      values (place, now(), k.person_id, the_post.team_id, 'keyworker', daterange(the_day, upper(k.period)),
              case when k.is_gone then gone else away end);
    insert into support_keyworker (id, created_at, support_id, person_id, post_id, period, lane, participation_id, ground)
      values (uuidv7(), now(), k.support_id, k.person_id, the_post.id, daterange(the_day, upper(k.period)),
              'responsible', place, case when k.is_gone then gone else away end);
    held := held + 1;
  end loop;
  return next;
end $$;
reset role;
grant update, delete on support_keyworker, support_handover, sharing_participation to tuilage_guard;

create constraint trigger support_kept after insert or update of happens_on, state, person_id on support_statuschange
  deferrable initially deferred for each row when (new.state = 'planned') execute function support_kept();
create constraint trigger support_kept after insert or update of period on support_supportground
  deferrable initially deferred for each row execute function support_kept();
create constraint trigger support_kept after update of period or delete on support_keyworker
  deferrable initially deferred for each row execute function support_kept();
create constraint trigger support_kept after update of period on support_coworker
  deferrable initially deferred for each row execute function support_kept();
"""

UNDO = """
drop trigger support_kept on support_statuschange;
drop trigger support_kept on support_supportground;
drop trigger support_kept on support_keyworker;
drop trigger support_kept on support_coworker;
drop function support_keep_answered(date, text, text), support_kept(), support_check_kept(uuid);
alter table support_attribution drop constraint support_attribution_same_person;
alter table support_coordinator drop constraint support_coordinator_one, drop column person_r;
alter table support_coworker drop constraint support_coworker_one, drop constraint support_coworker_same_person,
  drop column support_r, drop column who_r;
alter table support_personstatus drop constraint support_personstatus_one, drop column person_r, drop column kind_r;
alter table support_supportground drop constraint support_ground_one, drop constraint support_ground_sole,
  drop constraint support_ground_sole_kind, drop constraint support_ground_same_person, drop column support_r,
  drop column sole_person, drop column sole_kind;
alter table support_groundkind drop constraint support_groundkind_sole;
"""


class Migration(migrations.Migration):
    dependencies = [("support", "0004_around_the_person")]
    operations = [migrations.RunSQL(RANGES + KEPT, UNDO)]
