"""The words a département starts with around a person: roles, tasks, statuses, papers, settings, grounds. Its data."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("5a4d8f53-6c0e-4f0b-9d0e-0a5b7b1b7c11")

TERMS: dict[str, list[tuple[str, str, str, int | None]]] = {
    "co_role": [
        ("budget", "Budget et factures", "", None),
        ("home", "Logement", "", None),
        ("rights", "Droits et démarches", "", None),
        ("family", "Parentalité", "", None),
        ("health", "Santé", "", None),
        ("work", "Emploi et formation", "", None),
        ("ties", "Liens, quartier, loisirs", "", None),
    ],
    "keyworker_task": [
        ("listen", "Reçoit la personne et écoute ce qu’elle demande", "", None),
        ("project", "Construit le projet avec elle et le regarde avec elle", "", None),
        ("answer", "Répond de l’accompagnement à tout moment", "", None),
        ("change", "Prépare avec elle les changements et la fin", "", None),
    ],
    "coordinator_task": [
        ("gather", "Réunit les services autour de la personne, avec elle", "", None),
        ("who-does-what", "Veille à ce que chacun sache qui fait quoi", "", None),
        ("share", "Fait circuler ce que la personne accepte de partager", "", None),
        ("alert", "Alerte quand personne ne répond d’un besoin", "", None),
        ("reach", "Reste joignable par la personne et par ses proches", "", None),
    ],
    "status": [
        ("minor", "Mineur accompagné", "", None),
        ("minor-ase", "Mineur confié à l’aide sociale à l’enfance", "", None),
        ("young-adult-ase", "Jeune majeur de l’aide sociale à l’enfance", "", None),
        ("disabled-adult", "Adulte en situation de handicap", "", None),
        ("mission-locale", "Jeune en insertion avec la mission locale", "", None),
        ("pjj", "Jeune suivi par la protection judiciaire de la jeunesse", "", None),
        ("adult", "Adulte", "", None),
    ],
    "paper": [
        ("identity", "Carte d’identité ou titre de séjour valable", "", None),
        ("birth", "Acte de naissance", "", None),
        ("health", "Carte Vitale à son nom, complémentaire santé", "", None),
        ("bank", "Compte bancaire à son nom", "", None),
        ("school", "Diplômes et certificats de scolarité", "", None),
        ("home", "Un logement assuré le lendemain des 18 ans", "", None),
        ("income", "Une ressource assurée le lendemain des 18 ans", "", None),
        ("health-book", "Carnet de santé remis", "", None),
    ],
    "step": [
        ("interview", "L’entretien des 17 ans a eu lieu", "Un an avant la majorité (CASF L.222-5-1).", None),
        ("wish", "La personne a dit ce qu’elle veut pour la suite", "", None),
        ("next-services", "Les services de la suite sont venus la rencontrer", "", None),
        ("met", "Une réunion a eu lieu avec elle et ceux qui restent", "", None),
    ],
    "number": [
        ("overlap", "Jours de recouvrement d’un relais", "", 30),
        ("objection", "Jours pour faire une objection à une attribution", "", 5),
        ("services", "Services présents à partir desquels il faut un coordonnateur", "", 2),
        ("majority", "Mois avant la majorité à partir desquels elle se prépare", "", 12),
    ],
}
GROUNDS = [
    ("social", "Action sociale du département", "Référente ou référent", "CASF L.123-2", False, ""),
    ("rsa", "Revenu de solidarité active (RSA)", "Référente ou référent unique du RSA", "CASF L.262-27", True, "adult"),
    ("ase", "Aide sociale à l’enfance (ASE)", "Référente ou référent de l’enfant", "CASF L.223-1-1", True, "child"),
    ("young-adult", "Accompagnement jeune majeur (ASE)", "Référente ou référent jeune majeur", "CASF L.222-5", True, "adult"),
    ("autonomy", "Autonomie, handicap", "Référente ou référent autonomie", "", False, ""),
    ("pjj", "Protection judiciaire de la jeunesse", "Éducatrice ou éducateur référent", "", False, ""),
]


def fill(apps: Any, editor: Any) -> None:
    term, ground = apps.get_model("support", "Term"), apps.get_model("support", "GroundKind")
    for family, lines in TERMS.items():
        for order, (code, label, detail, amount) in enumerate(lines, 1):
            term(
                id=uuid5(NAMESPACE, f"{family} {code}"), family=family, code=code, label=label, detail=detail,
                amount=amount, order=order * 10,
            ).save(force_insert=True)  # fmt: skip
    for order, (code, label, title, law, sole, whom) in enumerate(GROUNDS, 1):
        ground(
            id=uuid5(NAMESPACE, f"ground {code}"), code=code, label=label, keyworker_title=title, law=law, sole=sole,
            whom=whom, order=order * 10,
        ).save(force_insert=True)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("support", "0005_kept_answered")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
