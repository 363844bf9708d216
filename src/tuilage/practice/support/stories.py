"""The cast's supports in the demonstration, told by the actions themselves."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from tuilage.core.database.context import Actor, acting
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.sharing import cast
from tuilage.practice.support import actions
from tuilage.practice.support.models import Goal, Support


def _actor(name: str) -> Actor:
    return actor_for(Professional.objects.get(pk=cast.key(name)))


def tell_cast(today: date) -> None:
    """The older lady: an ended support, one in a handover, one being prepared. The young person: one that runs."""
    lady, young = cast.key("older_lady"), cast.key("young_person")
    _past(today, lady)
    _budget(today, lady)
    _home(today, lady)
    _young(today, young)


def _opinion(support: Support, text: str, on: date) -> None:
    head = _actor("head")
    with acting(head, "demonstration"):
        actions.record_team_opinion(head, support, "advice", text, on)


def _past(today: date, person: UUID) -> None:
    """Two winters ago: a first support, ended well."""
    adviser = _actor("adviser")
    start = today - timedelta(days=640)
    with acting(adviser, "demonstration"):
        support = actions.propose(
            adviser, person, "aeb", "spontaneous", "Je ne comprends plus rien à mes papiers depuis que mon mari est parti.",
            ["rights", "money"], start,
        )  # fmt: skip
        actions.record_adhesion(adviser, support, "signed", start + timedelta(days=3))
        actions.record_power(adviser, support, 2)
        goal = actions.add_goal(
            adviser, support, "Je touche la pension à laquelle j’ai droit", on=start + timedelta(days=3)
        )
        criterion = actions.add_criterion(
            adviser, support, "La pension de réversion arrive sur mon compte", start + timedelta(days=3)
        )
        actions.set_duration(adviser, support, 6)
        actions.engage(adviser, support, start + timedelta(days=10), cast.key("adviser"))
        actions.hold_review(
            adviser, support, on=start + timedelta(days=90), person_rating=4, person_words="Le dossier est parti, je dors mieux.",
            professional_rating=4, professional_words="Toutes les pièces ont été réunies.",
        )  # fmt: skip
        actions.reach_goal(adviser, goal, on=start + timedelta(days=170))
        actions.close_support(
            adviser, support, on=start + timedelta(days=180), reason="reached", answers={criterion.pk: ("met", "")},
            person_evaluation="J’ai eu toujours la même personne en face de moi. C’est ça qui m’a aidée.", person_rating=5,
            exit_plan="La caisse de retraite par téléphone ; revenir à la permanence du mardi si un courrier l’inquiète.",
            results=["rights"], power_after=4,
        )  # fmt: skip


def _budget(today: date, person: UUID) -> None:
    """Led by the social worker, handed over to the family economics adviser: both are there."""
    worker = _actor("keyworker")
    start = today - timedelta(days=150)
    with acting(worker, "demonstration"):
        support = actions.propose(
            worker, person, "aeb", "proposed", "Je voudrais chauffer ma maison sans avoir peur de la facture.",
            ["money", "home"], start,
        )  # fmt: skip
        actions.record_adhesion(worker, support, "signed", start + timedelta(days=5))
        actions.record_power(worker, support, 2)
        goal = actions.add_goal(
            worker, support, "J’ai chaud chez moi cet hiver", "Je ne veux plus vivre dans la cuisine.",
            "14 degrés dans la chambre, poêle en panne", "18 degrés, une facture que je peux payer", start + timedelta(days=5),
        )  # fmt: skip
        actions.add_goal(worker, support, "Je paie l’énergie sans retard", on=start + timedelta(days=5))
        actions.add_criterion(
            worker, support, "18 degrés dans la chambre en janvier", start + timedelta(days=5)
        )
        actions.add_criterion(
            worker, support, "Trois factures de suite payées à temps", start + timedelta(days=5)
        )
        actions.set_duration(worker, support, 9)
    _opinion(
        support,
        "Faire entrer la CESF tôt : l’équilibre du budget est l’essentiel.",
        start + timedelta(days=8),
    )
    with acting(worker, "demonstration"):
        actions.engage(worker, support, start + timedelta(days=12), cast.key("keyworker"))
        done = actions.add_step(
            worker,
            support,
            "Apporter les factures de l’an dernier",
            "person",
            start + timedelta(days=25),
            goal=goal,
        )
        actions.done_step(worker, done, start + timedelta(days=24))
        actions.add_step(
            worker,
            support,
            "Déposer le dossier du fonds de solidarité logement",
            "professional",
            today + timedelta(days=6),
            goal=goal,
        )
        actions.add_step(
            worker,
            support,
            "Choisir avec Martine les travaux à faire d’abord",
            "person",
            today + timedelta(days=20),
            goal=goal,
        )
        actions.hold_review(
            worker, support, on=start + timedelta(days=80), person_rating=3, person_words="Le chauffagiste est venu, mais j’ai encore froid la nuit.",
            professional_rating=4, professional_words="Le tarif a été revu, deux factures payées.", next_on=today + timedelta(days=9),
        )  # fmt: skip
        handover = actions.plan_handover(
            worker, support, cast.key("adviser"), today - timedelta(days=10), today + timedelta(days=20),
            "Le budget devient l’essentiel : Yann prend le relais",
        )  # fmt: skip
        actions.tick(worker, handover, {"told": True}, today - timedelta(days=4))
        actions.record_word(worker, handover, "Je le connais déjà. Je voudrais garder le mardi.")


def _home(today: date, person: UUID) -> None:
    """Being prepared: what is missing still shows."""
    worker = _actor("keyworker")
    with acting(worker, "demonstration"):
        support = actions.propose(
            worker, person, "home", "proposed", "Je veux rester chez moi, avec mon chat et mes voisins.",
            ["daily_life", "safety", "ties"], today - timedelta(days=6),
        )  # fmt: skip
        actions.record_adhesion(worker, support, "oral", today - timedelta(days=2))
        actions.add_goal(worker, support, "Je ne tombe plus la nuit", on=today - timedelta(days=2))


def _young(today: date, person: UUID) -> None:
    """Soon of age: a home and an apprenticeship, the mission locale beside."""
    worker = _actor("keyworker")
    start = today - timedelta(days=110)
    with acting(worker, "demonstration"):
        support = actions.propose(
            worker, person, "autonomy", "spontaneous", "Je veux mon appart et apprendre la charpente. Le reste, on verra après.",
            ["home", "work", "rights"], start,
        )  # fmt: skip
        actions.record_adhesion(worker, support, "signed", start + timedelta(days=6))
        actions.record_power(worker, support, 3)
        actions.add_goal(
            worker,
            support,
            "Je signe un contrat d’apprentissage",
            target="Avant mes 18 ans",
            on=start + timedelta(days=6),
        )
        actions.add_goal(
            worker,
            support,
            "J’ai un endroit à moi",
            "Un endroit où personne n’entre sans frapper.",
            on=start + timedelta(days=6),
        )
        actions.add_criterion(
            worker, support, "Un contrat signé, et trois mois tenus", start + timedelta(days=6)
        )
        actions.set_duration(worker, support, 12)
    _opinion(
        support, "Préparer le passage à la majorité avec l’ASE dès maintenant.", start + timedelta(days=10)
    )
    with acting(worker, "demonstration"):
        actions.engage(worker, support, start + timedelta(days=14), cast.key("keyworker"))
        goal = Goal.objects.filter(support=support).order_by("position").first()
        actions.add_step(
            worker,
            support,
            "Appeler trois entreprises de charpente",
            "person",
            today + timedelta(days=4),
            goal=goal,
        )
        actions.add_step(
            worker, support, "Visiter le foyer de jeunes travailleurs", "person", today - timedelta(days=3)
        )
        actions.hold_review(
            worker, support, on=start + timedelta(days=60), person_rating=4, person_words="J’ai fait un stage, le patron me reprend peut-être.",
            professional_rating=3, professional_words="Le logement n’avance pas encore.", next_on=today + timedelta(days=12),
        )  # fmt: skip
