"""The guards follow what a support's kind asked when it was proposed; resumed supports are held once completed."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("3f0d5f0e-95d1-4c2c-9d5b-5d6a3a3f6b11")

SAME_PERSON = "".join(
    f"alter table support_{part} add constraint support_{part}_same_person foreign key (support_id, person_id)"
    " references support_support (id, person_id) on update cascade deferrable initially deferred;\n"
    for part in ("planversion", "followup")
)
# A support's copies of the conditions are those of the version it points to, a version of its own kind.
TERMS = """
alter table support_support drop constraint support_kind_voluntary;
alter table support_supportkind drop constraint support_supportkind_needs;
alter table support_kindversion add constraint support_kindversion_needs unique (id, kind_id, needs_adhesion, needs_duration);
alter table support_support add constraint support_terms_of_kind foreign key (terms_id, kind_id, voluntary, needs_duration)
  references support_kindversion (id, kind_id, needs_adhesion, needs_duration);
create function support_version_kept() returns trigger language plpgsql as $$
begin
  raise exception 'a version is never changed' using errcode = 'check_violation', constraint = 'support_version_kept';
end $$;
create trigger support_version_kept before update or delete on support_kindversion for each row execute function support_version_kept();
create trigger support_version_kept before update or delete on support_supportform for each row execute function support_version_kept();
"""
# What was agreed counts from the first day; for a support that ran before Tuilage, from the day it was completed.
READY = """
set local role tuilage_guard;
create or replace function support_check_whole(the_support uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare s record; last_day date;
begin
  select su.*, k.opinion_professions, k.needs_goal, k.needs_criteria, k.min_months, k.max_months into s
    from support_support su join support_kindversion k on k.id = su.terms_id where su.id = the_support;
  if not found or s.status not in ('engaged', 'closed') then return; end if;
  last_day := coalesce(s.completed_on, s.started_on);
  if s.resumed_on is null or s.completed_on is not null then
    if s.needs_goal and not exists (select 1 from support_goal g
                    where g.support_id = s.id and g.set_with_person_on <= last_day) then
      raise exception 'no goal set with the person before the start'
        using errcode = 'check_violation', constraint = 'support_start_goal';
    end if;
    if s.needs_criteria
       and not exists (select 1 from support_criterion c where c.support_id = s.id and c.fixed_on <= last_day) then
      raise exception 'no evaluation criterion fixed before the start'
        using errcode = 'check_violation', constraint = 'support_start_criterion';
    end if;
    if s.months is not null and (s.months < coalesce(s.min_months, 1) or s.months > coalesce(s.max_months, 120)) then
      raise exception 'the duration is not within the limits of the kind'
        using errcode = 'check_violation', constraint = 'support_start_months';
    end if;
  end if;
  if s.resumed_on is null and (s.team_opinion_on is null or s.team_opinion_on > s.started_on
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
  if s.status = 'closed' and s.exit_plan !~ '[[:alpha:]].*[[:alpha:]]' then
    raise exception 'an end says what comes next'
      using errcode = 'check_violation', constraint = 'support_closed_exit_plan';
  end if;
end $$;
reset role;
drop trigger support_whole on support_support;
create constraint trigger support_whole after insert or update of status, started_on, kind_id, terms_id, months,
  completed_on, resumed_on, team_opinion, team_opinion_on, exit_plan on support_support deferrable initially deferred
  for each row when (new.status in ('engaged', 'closed')) execute function support_whole();
"""

KINDS = [
    (
        "rsa", "Accompagnement social d’un allocataire du RSA", 12, 1, 24, False,
        "CASF, art. L. 262-34 à L. 262-36 (contrat d’engagement)",
        "L’accompagnement d’une personne qui perçoit le RSA et que le Département oriente vers un accompagnement social :"
        " un référent unique, un contrat d’engagement écrit avec elle, ses objectifs à elle.",
        "C’est une obligation réciproque, et non un accompagnement volontaire. Il ne décide pas du droit au RSA et ne"
        " remplace pas l’accompagnement vers l’emploi de France Travail.",
        [("Ma situation aujourd’hui", ""), ("Ce que je m’engage à faire", "Des démarches possibles, datées."),
         ("Ce que le Département s’engage à faire", ""), ("Mes difficultés particulières", "Santé, garde, mobilité…")],
    ),
    (
        "ppe", "Projet pour l’enfant", 12, 1, 24, False, "CASF, art. L. 223-1-1",
        "Le projet écrit pour un enfant suivi par l’aide sociale à l’enfance, avec ses parents et avec lui : ce dont il a"
        " besoin, ce que chacun fait.",
        "Il accompagne une mesure et ne la remplace pas : la décision du juge ou du Département reste à part.",
        [("Ce que dit l’enfant", ""), ("Ce que disent ses parents", ""), ("Ses besoins", "Santé, école, liens, vie de tous les jours."),
         ("Qui fait quoi", "")],
    ),
    (
        "pps", "Projet personnalisé de scolarisation", 12, 1, 12, True, "Code de l’éducation, art. L. 112-2",
        "Ce qui permet à un élève en situation de handicap d’aller à l’école comme les autres, écrit avec lui et sa famille.",
        "La décision appartient à la commission des droits et de l’autonomie (CDAPH).",
        [("Ce que veut l’élève", ""), ("À l’école", "Aménagements, aide humaine."), ("À la maison et ailleurs", "")],
    ),
]  # fmt: skip
COMMON = [
    ("La situation aujourd’hui", "Avec les mots de la personne."),
    ("Ce sur quoi on peut s’appuyer", "Ce qu’elle sait faire, qui l’aide."),
    ("Ce que la personne fera", ""), ("Ce que le service fera", ""),
    ("Les autres services, et qui fait le lien", ""),
]  # fmt: skip
AEB = [
    ("Ressources du foyer", "Chaque mois, par personne."), ("Charges du foyer", "Loyer, énergie, assurances, transports."),
    ("Dettes et crédits", "À qui, combien, quel plan."), ("Reste pour vivre", "Par jour et par personne."),
    ("Ce que l’on veut changer", ""), ("Engagements de la personne", ""), ("Engagements de la conseillère", ""),
]  # fmt: skip


def _headings(lines: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"code": f"h{number}", "label": label, "guide": guide} for number, (label, guide) in enumerate(lines, 1)]


def fill(apps: Any, editor: Any) -> None:
    from tuilage.core.database.clock import today

    kind, terms, form = (apps.get_model("support", name) for name in ("SupportKind", "KindVersion", "SupportForm"))
    day = today()
    form(id=uuid5(NAMESPACE, "common form"), kind=None, number=1, since=day, headings=_headings(COMMON)).save(force_insert=True)
    for order, (code, label, months, least, most, adhesion, ground, description, limits, lines) in enumerate(KINDS, 5):
        if kind.objects.filter(code=code).exists():
            continue
        facts = {
            "label": label, "description": description, "limits": limits, "legal_ground": ground,
            "needs_adhesion": adhesion, "default_months": months, "min_months": least, "max_months": most,
        }  # fmt: skip
        made = kind(id=uuid5(NAMESPACE, code), code=code, order=order * 10, **facts)
        made.save(force_insert=True)
        terms(id=made.pk, kind=made, number=1, since=day, **facts).save(force_insert=True)
        form(kind=made, number=1, since=day, headings=_headings(lines)).save(force_insert=True)
    aeb = kind.objects.filter(code="aeb").first()
    if aeb is not None:
        form(kind=aeb, number=1, since=day, headings=_headings(AEB)).save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("support", "0007_from_proposal_to_follow_up")]
    operations = [
        migrations.RunSQL(SAME_PERSON + TERMS + READY, migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
