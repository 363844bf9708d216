"""What the foundation can say of a person in a letter: who they are, who stands beside them, which team writes."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.registries import LetterFacts, letter_facts
from tuilage.foundation.organisations.models import Assignment, Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.panels import shown
from tuilage.foundation.people.rules import born_in_words
from tuilage.foundation.sharing.models import Participation


def civility(gender: str) -> str:
    """ "Madame", "Monsieur", or both where it is not known."""
    match gender:
        case Person.Gender.WOMAN:
            return gettext("Madam")
        case Person.Gender.MAN:
            return gettext("Sir")
    return gettext("Madam, Sir")


def polite_name(person: Person) -> str:
    """ "Madame Odette Marchand": how an envelope says it."""
    if person.gender not in (Person.Gender.WOMAN, Person.Gender.MAN):
        return person.name
    return f"{civility(person.gender)} {person.name}"


def address_lines(person: Person) -> list[str]:
    """Where to write to them, a line each; empty for whoever has no address."""
    if person.housing == Person.Housing.NONE:
        return []
    lines = [line.strip() for line in person.address.splitlines() if line.strip()]
    return [*lines, person.commune.name] if person.commune else lines


def of_person(actor: Actor, person_id: UUID) -> dict[str, str]:
    """Who the person is. One query, none where the page has already read them."""
    person = shown(person_id)
    if person is None:
        return {}
    return {
        "person.name": person.name,
        "person.polite_name": polite_name(person),
        "person.civility": civility(person.gender),
        "person.last_name": person.used_name or person.birth_name,
        "person.first_name": person.usual_first_name or person.first_names,
        "person.birth": born_in_words(person.birth, person.gender) if person.birth_year else "",
        "person.address": ", ".join(address_lines(person)),
        "person.phone": person.phone,
    }


def of_circle(actor: Actor, person_id: UUID) -> dict[str, str]:
    """Who stands beside them, and since when they are known. One query."""
    rows = Participation.objects.filter(person_id=person_id, period__contains=today())
    found = list(rows.select_related("professional", "team").order_by("period"))
    key = next((row for row in found if row.role == "keyworker" and row.professional), None)
    first = min((row.period.lower for row in found if row.period.lower), default=None)
    return {
        "circle.keyworker": str(key.professional) if key else "",
        "circle.since": short_day(first) if first else "",
    }


def of_team(actor: Actor, person_id: UUID) -> dict[str, str]:
    """The team that writes and whoever signs. Two queries."""
    team = writing_team(actor)
    place = team.structure.commune.name if team and team.structure.commune else ""
    return {
        "team.name": team.name if team else "",
        "team.structure": team.structure.name if team else "",
        "team.phone": (team.phone or team.structure.phone) if team else "",
        "team.email": (team.email or team.structure.email) if team else "",
        "team.place": place,
        "author.name": actor.name,
        "author.post": own_post(actor),
        "day.today": short_day(today()),
    }


def writing_team(actor: Actor) -> Team | None:
    """The team in whose name the actor writes."""
    rows = Team.objects.filter(pk__in=actor.teams).select_related("structure__commune")
    return rows.order_by("name").first()


def own_post(actor: Actor) -> str:
    """The title of the post the actor holds today."""
    if actor.id is None:
        return ""
    held = Assignment.objects.filter(professional_id=actor.id, period__contains=today())
    return held.order_by("-share").values_list("post__title", flat=True).first() or ""


letter_facts.add(
    "people",
    LetterFacts(
        "people", _("The person"),
        {
            "person.name": _("first name and name"),
            "person.polite_name": _("Madam or Sir, first name and name"),
            "person.civility": _("Madam or Sir"),
            "person.last_name": _("name"),
            "person.first_name": _("first name"),
            "person.birth": _("date of birth"),
            "person.address": _("address"),
            "person.phone": _("telephone"),
        },
        of_person, order=10,
    ),
)  # fmt: skip
letter_facts.add(
    "sharing",
    LetterFacts(
        "sharing", _("The circle"),
        {"circle.keyworker": _("keyworker"), "circle.since": _("known to the service since")},
        of_circle, order=20,
    ),
)  # fmt: skip
letter_facts.add(
    "organisations",
    LetterFacts(
        "organisations", _("The team that writes"),
        {
            "team.name": _("name of the team"),
            "team.structure": _("name of the structure"),
            "team.phone": _("telephone of the team"),
            "team.email": _("e-mail of the team"),
            "team.place": _("town of the team"),
            "author.name": _("name of whoever writes"),
            "author.post": _("post of whoever writes"),
            "day.today": _("today's date"),
        },
        of_team, order=30,
    ),
)  # fmt: skip
