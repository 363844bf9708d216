"""The letters a département begins with: to be rewritten in its own words."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("5f4b0c6e-2a55-4f0e-9c66-0f6f9f6a1c21")
SIGNED = "{{ author.name }}\n{{ author.post }}"

TEMPLATES = [
    (
        "rendez-vous", "Proposition de rendez-vous",
        "Pour convier une personne, en disant pourquoi, avec qui, et comment changer de jour.",
        "letter", "Proposition de rendez-vous", True,
        """{{ person.civility }},

Nous vous proposons un rendez-vous pour [l’objet du rendez-vous].

- Quand : [le jour et l’heure]
- Avec : {{ author.name }}, {{ author.post }}
- Où : {{ team.structure }}, [l’adresse du lieu]

Si ce jour ou cette heure ne vous conviennent pas, appelez-nous au {{ team.phone }} : nous chercherons ensemble un autre moment. Vous pouvez venir avec la personne de votre choix.

Apportez, si vous les avez :
- une pièce d’identité
- [les papiers utiles à ce rendez-vous]

Dites-nous ce qui faciliterait votre venue : un interprète, un lieu accessible, un rendez-vous chez vous ou par téléphone.

Bien à vous,""",
    ),
    (
        "attestation-de-passage", "Attestation de passage",
        "À remettre à la personne qui le demande, pour son employeur ou France Travail. Ne dit rien du motif de sa venue.",
        "certificate", "Attestation de passage", False,
        """{{ author.name }}, {{ author.post }} à {{ team.structure }}, atteste de la venue de :

{{ person.polite_name }}, {{ person.birth }},

le [jour], de [heure d’arrivée] à [heure de départ].

Cette attestation est remise à la personne, à sa demande, pour servir et valoir ce que de droit.""",
    ),
    (
        "attestation-accompagnement", "Attestation d’accompagnement en cours",
        "Dit seulement qu’un accompagnement social est en cours, et depuis quand.",
        "certificate", "Attestation d’accompagnement social", False,
        """{{ author.name }}, {{ author.post }} à {{ team.structure }}, atteste que notre équipe accompagne :

{{ person.polite_name }}, {{ person.birth }},

depuis le {{ support.since }}. Cet accompagnement est en cours à ce jour.

Cette attestation est remise à la personne, à sa demande, pour servir et valoir ce que de droit.""",
    ),
    (
        "rapport-social", "Rapport social",
        "Pour appuyer une demande (FSL, logement, surendettement, secours). Écrit avec la personne, qui le relit.",
        "report", "Rapport social", False,
        """À l’attention de : [le service destinataire]
Objet de la demande : [ce qui est demandé]

La personne : {{ person.polite_name }}, {{ person.birth }}, {{ person.address }}.
Référent ou référente : {{ circle.keyworker }}. Connue de notre service depuis le {{ circle.since }}.

Ce que la personne demande, dans ses mots : « [ses mots] »

Sa situation, pour ce qui est utile à cette demande : [logement, ressources, charges, famille]

Ce qui a déjà été fait, et ce que cela a donné : [les démarches et leurs suites]

Les objectifs fixés avec la personne : {{ support.goals }}

Notre avis : [l’avis, ses raisons, et ce que permettrait une réponse favorable]

Ce que la personne dit de ce rapport : [ses observations]

Ce rapport a été écrit avec la personne, qui l’a relu et en a reçu une copie. Il ne contient que ce qui est nécessaire à l’examen de la demande.""",
    ),
    (
        "bailleur-creancier", "Courrier à un bailleur ou à un créancier",
        "Pour demander un délai ou proposer un échéancier, avec l’accord de la personne.",
        "letter", "Demande d’échéancier", False,
        """Madame, Monsieur,

Avec son accord, nous vous écrivons au sujet de {{ person.polite_name }}, {{ person.address }}, référence [numéro de bail, de contrat ou de dossier].

Des difficultés passagères ne permettent pas de régler en une fois la somme de [montant] euros. {{ person.polite_name }} souhaite s’en acquitter et vous propose, à la mesure de ses ressources :

- [montant] euros par mois
- à partir du [date]
- en plus des échéances courantes

Nous vous serions reconnaissants de suspendre les poursuites pendant ce temps, et de nous confirmer votre accord par écrit avant le [date].

Notre équipe se tient à votre disposition au {{ team.phone }}.

Nous vous prions d’agréer, Madame, Monsieur, nos salutations distinguées.""",
    ),
    (
        "fiche-de-liaison", "Fiche de liaison",
        "Pour passer le relais à un partenaire sans que la personne ait à tout redire. Seulement avec son accord.",
        "liaison", "Fiche de liaison", False,
        """De : {{ author.name }}, {{ author.post }}, {{ team.structure }}, {{ team.phone }}
À : [le partenaire et son service]

La personne : {{ person.polite_name }}, {{ person.birth }}
Comment la joindre : {{ person.phone }}

Ce qu’elle demande, dans ses mots : « [ses mots] »

Ce qu’elle souhaite que vous sachiez : [l’essentiel, et cela seulement]

Ce qui est déjà en place : {{ support.goals }}

Ce que nous vous demandons : [la suite attendue, et pour quand]

La personne a donné son accord à cet envoi le [date]. Elle en a reçu une copie, et peut revenir sur son accord à tout moment. Merci de nous dire, et de lui dire, ce qui aura été possible.""",
    ),
]  # fmt: skip


def lay(apps: Any, schema_editor: Any) -> None:
    kinds = {kind.code: kind for kind in apps.get_model("papers", "PaperKind").objects.all()}
    template = apps.get_model("papers", "LetterTemplate")
    for code, name, what_for, kind, title, to_person, body in TEMPLATES:
        template(
            id=uuid5(NAMESPACE, f"template {code}"), code=code, name=name, what_for=what_for, kind=kinds[kind],
            title=title, to_person=to_person, body=body, signature=SIGNED,
        ).save(force_insert=True)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_kinds")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
