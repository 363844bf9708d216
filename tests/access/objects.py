"""One of each thing that a route opens, about a person, made by the same actions as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tests.access import counter, supports, surroundings
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.papers import actions as papers
from tuilage.foundation.papers import letters
from tuilage.foundation.papers.demo import photographed
from tuilage.foundation.papers.models import LetterTemplate, PaperKind, PersonPaper, WantedPaper
from tuilage.foundation.people import actions as people
from tuilage.foundation.people.cautions import give_caution
from tuilage.foundation.people.models import (
    Caution,
    CautionKind,
    ExternalIdentifier,
    ExternalSystem,
    HouseholdMembership,
    LegalProtection,
    Person,
    Relation,
)
from tuilage.foundation.people.pages.identifiers import add_identifier
from tuilage.foundation.sharing import actions as sharing
from tuilage.foundation.sharing import cast
from tuilage.foundation.sharing.models import Consent, Note, Participation
from tuilage.practice.reception import actions as reception
from tuilage.practice.reception.models import Answer, Request
from tuilage.practice.support import actions as support
from tuilage.practice.support.models import Criterion, Goal, Handover, Step, Support


def _professional(name: str) -> Professional:
    return Professional.objects.get(pk=cast.key(name))


def _elsewhere() -> Team:
    """A partner team that nobody of the cast is in: the stranger stays a stranger to all of them."""
    found = Team.objects.filter(pk=cast.key("team elsewhere")).first()
    if found is None:
        found = Team(
            id=cast.key("team elsewhere"),
            structure_id=cast.key("structure town"),
            name="Antenne d'un autre CCAS",
        )
        found.save(force_insert=True)
    return found


def _software() -> ExternalSystem:
    """A software beside Tuilage, the same for everybody."""
    found = ExternalSystem.objects.filter(code="social-aid").first()
    if found is None:
        found = ExternalSystem(code="social-aid", name="Aide sociale", address="https://aide.example/{value}")
        found.save(force_insert=True)
    return found


def build(worker: str, head: str | None, next_one: str | None, about: str) -> None:
    """Fill the file of `about`, as `worker`; a handover only where somebody can take over."""
    person_id, day = cast.key(about), today()
    with acting(actor_for(_professional(worker))) as actor:
        person = Person.objects.get(pk=person_id)
        sharing.write_note(
            actor, person_id, "note", "shared", timezone.now(), "Premier appel, elle rappellera."
        )
        sharing.give_consent(actor, person_id, _elsewhere().pk, "les démarches de logement", day, "oral")
        people.add_relation(actor, person, kind="friend", other_name="Lucette Pons", start=day)
        people.add_to_household(actor, person, start=day)
        people.add_protection(
            actor, person, kind="curatorship", exercised_by="Association tutélaire", contact="", start=day
        )
        give_caution(actor, person_id, CautionKind.objects.order_by("order")[0], day + timedelta(days=60))
        add_identifier(actor, person, _software(), about)
        _papers(actor, person)
        request = reception.receive(
            actor, person_id, "desk", "Je n'arrive plus à payer le loyer.", ["housing"]
        )
        reception.diagnose(actor, person_id, "Le loyer a augmenté, le salaire non.", [], request=request)
        reception.answer(actor, request, reception.Given("information", "Le FSL lui a été expliqué."))
        supports.build(actor, person_id)
        counter.fill(actor, person_id)
        found = support.propose(actor, person_id, "aeb", "spontaneous", "Tenir mon budget seule.", ["money"])
        found = support.tell_project(actor, found, own_words="Tenir mon budget seule.", domains=["money"])
        support.record_adhesion(actor, found, "oral")
        support.add_goal(actor, found, "Un budget tenu trois mois de suite")
        support.add_criterion(actor, found, "Aucun rejet de prélèvement pendant trois mois")
        support.set_duration(actor, found, 6)
    if head:
        with acting(actor_for(_professional(head))) as chief:
            support.record_team_opinion(chief, found.pk, "favourable")
    with acting(actor_for(_professional(worker))) as actor:
        if head:
            support.engage(actor, found.pk, day, cast.key(worker))
        support.add_step(actor, found.pk, "Réunir les relevés", "person", due_on=day + timedelta(days=9))
        if next_one:
            support.plan_handover(
                actor,
                found.pk,
                cast.key(next_one),
                day + timedelta(days=5),
                day + timedelta(days=35),
                "Départ prévu",
            )


def _papers(actor: Actor, person: Person) -> None:
    """A paper photographed, one to bring, a letter."""
    kind = PaperKind.objects.get(code="identity")
    said = papers.About(kind, today(), PersonPaper.Source.PHOTOGRAPHED, "shared")
    papers.file_paper(actor, person.pk, said, [photographed("Pièce d’identité", [person.name])])
    papers.ask_for(actor, person.pk, [PaperKind.objects.get(code="payslip")], "le FSL", None)
    template = LetterTemplate.objects.get(code="attestation-de-passage")
    words = {
        "title": "Attestation",
        "recipient": "",
        "subject": "",
        "body": "Venue ce jour.",
        "signature": "",
    }
    letters.keep_letter(actor, person, template, {**words, "tier": "shared"})


def objects_about(name: str, worker: str) -> dict[str, UUID]:
    """The keys of what `build` made, as route arguments name them."""
    person_id = cast.key(name)
    with acting(actor_for(_professional(worker))):
        first: Any = lambda model: model.objects.filter(person_id=person_id).order_by("created_at").first()  # noqa: E731
        found = {
            "person": person_id,
            "note": first(Note).pk,
            "consent": first(Consent).pk,
            "relation": Relation.objects.filter(person_id=person_id, other_name="Lucette Pons").get().pk,
            "membership": first(HouseholdMembership).pk,
            "protection": first(LegalProtection).pk,
            "caution": first(Caution).pk,
            "identifier": first(ExternalIdentifier).pk,
            "participation": first(Participation).pk,
            "paper": PersonPaper.objects.get(person_id=person_id, source="photographed").pk,
            "letter": PersonPaper.objects.get(person_id=person_id, source="made").pk,
            "wanted": first(WantedPaper).pk,
            "request": first(Request).pk,
            **counter.keys(person_id, cast.key(worker)),
            "answer": Answer.objects.get(request__person_id=person_id).pk,
            "support": first(Support).pk,
            "goal": first(Goal).pk,
            "criterion": first(Criterion).pk,
            "step": first(Step).pk,
        }
        found |= supports.objects(person_id)
        handover = first(Handover)
        found |= surroundings.objects(name)
        return found | ({"handover": handover.pk} if handover else {})
