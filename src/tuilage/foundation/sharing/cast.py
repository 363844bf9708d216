"""The fixed cast: the same people in every test and in the demonstration, so that everyone knows them.

Names are given once, here. All are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from tuilage.core import access
from tuilage.core.accounts.models import User
from tuilage.foundation.organisations.models import (
    Assignment,
    Post,
    Profession,
    Professional,
    Structure,
    Team,
)
from tuilage.foundation.people.models import Person, Relation
from tuilage.foundation.sharing.models import Participation
from tuilage.foundation.territory.models import Commune

NAMESPACE = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
SINCE = date(2020, 1, 1)
ALWAYS = DateRange(SINCE, None, "[)")

PROFESSIONS = {
    "medico-social-secretary": ("Secrétaire médico-sociale", "Secrétaire"),
    "social-worker": ("Assistante ou assistant de service social", "AS"),
    "family-economics-adviser": ("Conseillère ou conseiller en économie sociale et familiale", "CESF"),
    "head-of-service": ("Cheffe ou chef de service action sociale", "Chef de service"),
    "integration-adviser": ("Conseillère ou conseiller en insertion", "Conseiller"),
    "policy-officer": ("Chargée ou chargé de mission", "Mission"),
    "data-protection-officer": ("Déléguée ou délégué à la protection des données", "DPD"),
    "system-administrator": ("Administratrice ou administrateur technique", "Technique"),
}


@dataclass(frozen=True)
class Role:
    """One professional of the cast: who they are, where, and the story that shows them."""

    key: str
    first_name: str
    last_name: str
    team: str
    profession: str
    role: str
    title: str
    story: str


TEAMS = {
    # key: (structure key, name)
    "west": ("centre", "Équipe action sociale, secteur ouest"),
    "east": ("centre", "Équipe action sociale, secteur est"),
    "far": ("other", "Équipe action sociale, autre territoire"),
    "youth": ("youth", "Accueil des jeunes"),
    "town": ("town", "Pôle social de la ville"),
    "direction": ("department", "Direction de l'action sociale"),
    "privacy": ("department", "Protection des données"),
    "technical": ("department", "Service informatique"),
}

PROFESSIONALS = (
    Role("secretary", "Nadia", "Ferreira", "west", "medico-social-secretary", access.SECRETARY,
         "Secrétaire médico-sociale", "À l'accueil : reçoit, signale l'urgence, répond ou passe le relais."),
    Role("keyworker", "Claire", "Lespinasse", "west", "social-worker", access.CASE_WORKER,
         "Assistante de service social", "Référente ; d'astreinte d'urgence certains jours."),
    Role("adviser", "Yann", "Le Gall", "west", "family-economics-adviser", access.CASE_WORKER,
         "Conseiller en économie sociale et familiale", "Prend le relais des accompagnements budgétaires."),
    Role("head", "Isabelle", "Montaut", "west", "head-of-service", access.HEAD_OF_SERVICE,
         "Cheffe de service action sociale", "Voit qui attend, la charge de l'équipe, les relais en cours."),
    Role("neighbour", "Hugo", "Castaing", "east", "social-worker", access.CASE_WORKER,
         "Assistant de service social", "Même maison, autre secteur : n'ouvre un dossier d'à côté qu'avec un motif."),
    Role("far_keyworker", "Maud", "Sarrazin", "far", "social-worker", access.CASE_WORKER,
         "Assistante de service social", "Référente de l'inconnu : un autre territoire."),
    Role("youth_partner", "Karim", "Benali", "youth", "integration-adviser", access.PARTNER,
         "Conseiller en insertion", "Voit ce que les jeunes ont accepté de partager."),
    Role("town_partner", "Sylvie", "Darroux", "town", "social-worker", access.PARTNER,
         "Travailleuse sociale du CCAS", "Voit ce que les personnes ont accepté de partager."),
    Role("policy_officer", "Thomas", "Verdier", "direction", "policy-officer", access.POLICY_OFFICER,
         "Chargé de mission schéma", "Suit le schéma et ses indicateurs ; ne voit aucun dossier."),
    Role("dpo", "Anne", "Kermarec", "privacy", "data-protection-officer", access.DATA_PROTECTION_OFFICER,
         "Déléguée à la protection des données", "Lit le journal des accès, aucun dossier."),
    Role("administrator", "Luc", "Pereira", "technical", "system-administrator", access.ADMINISTRATOR,
         "Administrateur technique", "Tient les comptes ; ne voit aucune personne."),
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """One person of the cast."""

    key: str
    first_names: str
    birth_name: str
    used_name: str
    gender: str
    birth: tuple[int, int, int]
    team: str | None
    story: str


PERSONS = (
    Somebody("older_lady", "Odette", "Faure", "Marchand", "woman", (1944, 3, 12), "west",
             "82 ans, seule dans une maison qu'elle n'arrive plus à chauffer."),
    Somebody("young_person", "Enzo", "Roussel", "", "man", (2009, 2, 3), "west",
             "17 ans, bientôt majeur, veut son propre logement et un apprentissage."),
    Somebody("daughter", "Martine", "Marchand", "Delmas", "woman", (1968, 9, 30), "west",
             "Fille et aidante d'Odette ; habite à une heure de route."),
    Somebody("stranger", "Armand", "Quillévéré", "", "man", (1979, 6, 21), "far",
             "Suivi dans un autre territoire : personne ici ne doit voir son dossier."),
)  # fmt: skip


def key(name: str) -> UUID:
    """The fixed key of something of the cast."""
    return uuid5(NAMESPACE, name)


def build_professionals(departement: str, communes: list[Commune]) -> None:
    """Structures, teams, posts, professionals and their accounts. `communes`: largest first, at least two."""
    for code, (label, short) in PROFESSIONS.items():
        Profession(id=key(code), code=code, label=label, short=short).save(force_insert=True)
    structures = {
        "department": (f"Département ({departement})", "department", None, communes[0]),
        "centre": (f"Maison du département, {communes[0].name}", "site", "department", communes[0]),
        "other": (f"Maison du département, {communes[1].name}", "site", "department", communes[1]),
        "youth": (f"Mission locale, {communes[0].name}", "youth", None, communes[0]),
        "town": (f"CCAS, {communes[0].name}", "town", None, communes[0]),
    }
    for code, (name, kind, parent, commune) in structures.items():
        parent_id = key(f"structure {parent}") if parent else None
        Structure(
            id=key(f"structure {code}"),
            name=name,
            kind=kind,
            parent_id=parent_id,
            commune=commune,
            phone="05 00 00 00 00",
        ).save(force_insert=True)
    for code, (structure, name) in TEAMS.items():
        Team(
            id=key(f"team {code}"),
            structure_id=key(f"structure {structure}"),
            name=name,
            phone="05 00 00 00 01",
        ).save(force_insert=True)
    for role in PROFESSIONALS:
        _build_professional(role)


def _build_professional(role: Role) -> None:
    account = User(
        id=key(f"account {role.key}"),
        username=role.first_name.lower(),
        email=f"{role.first_name.lower()}@tuilage.example",
        password=make_password(None),
    )
    account.save(force_insert=True)
    professional = Professional(
        id=key(role.key), account=account, first_name=role.first_name, last_name=role.last_name
    )
    professional.save(force_insert=True)
    post = Post(
        id=key(f"post {role.key}"),
        team_id=key(f"team {role.team}"),
        profession_id=key(role.profession),
        role=role.role,
        title=role.title,
        fte=Decimal("1.00"),
        period=ALWAYS,
        email=f"{role.key.replace('_', '-')}@tuilage.example",
        phone="05 00 00 00 02",
    )
    post.save(force_insert=True)
    Assignment(
        id=key(f"assignment {role.key}"),
        post=post,
        professional=professional,
        period=ALWAYS,
        share=Decimal("1.00"),
    ).save(force_insert=True)


def build_persons(communes: list[Commune]) -> None:
    """The persons of the cast, each known to one team since they were first received (run as `system('demo')`)."""
    for somebody in PERSONS:
        year, month, day = somebody.birth
        Person(
            id=key(somebody.key),
            first_names=somebody.first_names,
            birth_name=somebody.birth_name,
            used_name=somebody.used_name,
            gender=somebody.gender,
            birth_year=year,
            birth_month=month,
            birth_day=day,
            housing="home",
            address="12 rue des Tilleuls",
            commune=communes[1] if somebody.team == "far" else communes[0],
            phone="06 00 00 00 00",
        ).save(force_insert=True)
        Participation(
            id=key(f"participation {somebody.key}"),
            person_id=key(somebody.key),
            team_id=key(f"team {somebody.team}"),
            role=Participation.Role.RECEPTION,
            period=DateRange(date(2024, 1, 8), None, "[)"),
        ).save(force_insert=True)
    Relation(
        id=key("relation daughter"),
        person_id=key("older_lady"),
        other_id=key("daughter"),
        other_name="Martine Delmas",
        kind=Relation.Kind.CHILD,
        is_carer=True,
        phone="06 00 00 00 03",
        period=DateRange(date(1968, 9, 30), None, "[)"),
    ).save(force_insert=True)
