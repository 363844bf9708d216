"""Stories told on people of the crowd: a couple, a support taken up, one meant to last, one that waits for the team.

They are people of the keyworker's circle who have no support yet, always the same ones for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef

from tuilage.core.database.context import Actor, acting, system
from tuilage.foundation.people.models import Person, Relation
from tuilage.foundation.sharing import cast
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions
from tuilage.practice.support.actions.together import Said
from tuilage.practice.support.models import Support
from tuilage.practice.support.stories import _actor, _opinion

ADULT, OLD = 25, 68


def tell_others(today: date) -> None:
    """Each story is told when there is somebody to tell it about: a tiny crowd hears fewer."""
    worker = _actor("keyworker")
    with acting(worker, "demonstration"):
        adults = _without_support(today, today.year - OLD, today.year - ADULT)
        old = _without_support(today, 1900, today.year - OLD)
        first, second, third, fourth = (next(adults, None) for _ in range(4))
        if third:
            _resumed(worker, today, third)
        if fourth:
            _waiting(worker, today, fourth)
    if first and second:
        _couple(worker, today, first, second)
    if (person := next(old, None)) is not None:
        _lasting(worker, today, person)


def _without_support(today: date, since: int, until: int) -> Iterator[Person]:
    """Those born between two years whom the keyworker's team receives and who have no support, the eldest first."""
    rows = Person.objects.filter(birth_year__gt=since, birth_year__lte=until, died_on=None)
    received = Participation.objects.filter(
        person_id=OuterRef("pk"), team_id=cast.key("team west"), role="reception", period__contains=today
    )
    known = [cast.key(name) for name in ("older_lady", "young_person", "daughter", "stranger")]
    found = (
        rows.filter(Exists(received))
        .exclude(pk__in=known)
        .exclude(Exists(Support.objects.filter(person_id=OuterRef("pk"))))
    )
    # A person's key is drawn at random: their name and day of birth come from the seed.
    return iter(found.order_by("birth_year", "birth_month", "birth_day", "birth_name", "first_names")[:9])


def _couple(worker: Actor, today: date, one: Person, other: Person) -> None:
    """One entry, a file each; the goals typed once; what was said of the other stays apart."""
    with acting(system("demo"), "demonstration"):
        Relation(
            person=one, other=other, kind=Relation.Kind.PARTNER,
            period=DateRange(today - timedelta(days=900), None, "[)"),
        ).save(force_insert=True)  # fmt: skip
    start = today - timedelta(days=24)
    with acting(worker, "demonstration"):
        said = (
            Said("Un logement où les enfants ont chacun leur lit.", "Il ne veut pas parler de ses dettes devant moi."),
            Said("Finir de payer ce que je dois avant de déménager."),
        )  # fmt: skip
        first, second = actions.propose_together(
            worker, (one.pk, other.pk), "global", "spontaneous", said, ["home", "money", "ties"], start
        )
        actions.record_adhesion(worker, first, "signed", start + timedelta(days=4))
        actions.record_adhesion(worker, second, "oral", start + timedelta(days=11))
        actions.add_shared_goal(
            worker, first, "Nous avons un bail à nos deux noms", "", "Hébergés à quatre dans un deux-pièces",
            "Trois pièces, un loyer que l’on peut payer", start + timedelta(days=11),
        )  # fmt: skip
        actions.add_goal(
            worker, second, "Mes dettes sont écrites et un plan tient", on=start + timedelta(days=11)
        )


def _resumed(worker: Actor, today: date, person: Person) -> None:
    """It ran before Tuilage: taken up as it is, completed on the way; a goal is there, the rest is to come."""
    support = actions.resume(
        worker, person.pk, "global", today - timedelta(days=430), cast.key("keyworker"),
        own_words="Continuer avec la même personne, c’est tout ce que je demande.",
    )  # fmt: skip
    actions.record_adhesion(worker, support, "oral")
    actions.add_goal(worker, support, "Mon dossier de retraite est déposé", on=today)


def _waiting(worker: Actor, today: date, person: Person) -> None:
    """All is there but the team's opinion: the next regulation sees it first."""
    start = today - timedelta(days=17)
    support = actions.propose(
        worker, person.pk, "global", "proposed", "Retravailler, mais pas avant d’avoir fait garder la petite.",
        ["work", "family"], start,
    )  # fmt: skip
    actions.record_adhesion(worker, support, "signed", start + timedelta(days=3))
    actions.record_power(worker, support, 3)
    actions.add_goal(
        worker, support, "Ma fille a une place chez une assistante maternelle", "Je ne la laisse pas à n’importe qui.",
        "Gardée par une voisine, quand elle peut", "Trois jours par semaine", start + timedelta(days=3),
    )  # fmt: skip
    actions.add_criterion(
        worker, support, "Un contrat de garde signé avant la rentrée", start + timedelta(days=3)
    )
    actions.set_duration(worker, support, 8)


def _lasting(worker: Actor, today: date, person: Person) -> None:
    """No prospect of leaving, and that is right: looked at again each year, on how life is going."""
    start = today - timedelta(days=300)
    with acting(worker, "demonstration"):
        support = actions.propose(
            worker, person.pk, "home", "proposed", "Qu’on ne me déracine pas. Ici je connais chaque bruit.",
            ["daily_life", "ties"], start,
        )  # fmt: skip
        actions.record_adhesion(worker, support, "oral", start + timedelta(days=6))
        actions.add_goal(
            worker, support, "Je reste chez moi, et quelqu’un passe", on=start + timedelta(days=6)
        )
        actions.add_criterion(
            worker, support, "Une visite par semaine, toute l’année", start + timedelta(days=6)
        )
        why = "Elle vieillit seule et chez elle : il n’y a pas de sortie à préparer, il y a une présence à tenir."
        actions.set_duration(worker, support, 12, lasting=True, why_lasting=why)
    _opinion(support, "Une présence qui dure, sans objectif de sortie.", start + timedelta(days=9))
    with acting(worker, "demonstration"):
        actions.engage(worker, support, start + timedelta(days=12), cast.key("keyworker"))
        actions.hold_review(
            worker, support, on=today - timedelta(days=40), person_rating=4, person_words="Le jardin donne encore, venez voir.",
            living_conditions="Elle mange bien, sort le jeudi au marché. L’escalier devient difficile.",
            next_on=today + timedelta(days=50),
        )  # fmt: skip
