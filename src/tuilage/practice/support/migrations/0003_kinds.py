"""The kinds a département starts with. Data: it changes the words, adds and withdraws kinds as it decides."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("3f0d5f0e-95d1-4c2c-9d5b-5d6a3a3f6b11")
SOCIAL_WORKER = ["social-worker"]

KINDS = [
    (
        "global", "Accompagnement social global", 6,
        "Un accompagnement proposé à une personne volontaire, qui regarde sa situation dans son ensemble : logement,"
        " santé, budget, famille, travail, liens. Les objectifs, la durée et les critères d’évaluation sont fixés avec"
        " elle avant de commencer.",
        "Il ne remplace ni une mesure décidée par un juge, ni le suivi d’un service spécialisé. Une réponse ponctuelle"
        " (un droit, une aide, une information) n’est pas un accompagnement. Sans l’adhésion de la personne, il n’y en"
        " a pas.",
    ),
    (
        "aeb", "Action éducative budgétaire (AEB)", 6,
        "Un accompagnement autour du budget, avec une conseillère ou un conseiller en économie sociale et familiale :"
        " comprendre ses ressources et ses charges, rétablir l’équilibre, éviter les dettes.",
        "Il ne gère pas l’argent à la place de la personne et ne remplace ni un dossier de surendettement ni une mesure"
        " d’accompagnement social personnalisé (MASP) ou judiciaire.",
    ),
    (
        "autonomy", "Accompagnement vers l’autonomie des jeunes", 12,
        "Un accompagnement de jeunes de 16 à 25 ans vers un logement, une formation ou un travail, à leur rythme, avec"
        " les partenaires qu’ils choisissent.",
        "Il ne remplace pas l’aide sociale à l’enfance, ni le parcours de la mission locale, avec lesquels il se"
        " coordonne.",
    ),
    (
        "home", "Accompagnement du maintien à domicile", 12,
        "Un accompagnement des personnes âgées ou en situation de handicap qui veulent rester chez elles, et de leurs"
        " aidants : droits, aides, sécurité du logement, liens.",
        "Il ne remplace ni les soins, ni l’évaluation de l’APA ou de la PCH, ni une mesure de protection.",
    ),
]  # fmt: skip


def fill(apps: Any, editor: Any) -> None:
    kind = apps.get_model("support", "SupportKind")
    for order, (code, label, months, description, limits) in enumerate(KINDS, 1):
        kind(
            id=uuid5(NAMESPACE, code), code=code, label=label, description=description, limits=limits,
            needs_adhesion=True, opinion_professions=SOCIAL_WORKER, default_months=months, order=order * 10,
        ).save(force_insert=True)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("support", "0002_guards")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
