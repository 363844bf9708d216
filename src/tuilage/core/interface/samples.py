"""Made-up content, in French, that shows each component of the frame on the style page."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from tuilage.core.interface.parts import Cell, CheckItem, Column, Crumb, Tab, Table
from tuilage.core.interface.ribbon import Bar, Lane, Ribbon, holes, with_overlaps
from tuilage.core.interface.widgets import DayInput, WordsInput
from tuilage.core.registries import TimelineEntry

TODAY = date(2026, 11, 23)


class SampleForm(forms.Form):
    """Every kind of field."""

    words = forms.CharField(
        label="Ce que dit la personne",
        help_text="Ses mots, tels quels. Elle pourra les relire.",
        widget=WordsInput,
    )
    phone = forms.CharField(label="Téléphone", required=False)
    since = forms.DateField(label="Depuis quel jour ?", widget=DayInput)
    service = forms.ChoiceField(
        label="Lieu d’accueil",
        choices=[("", "Choisir…"), ("a", "Maison des solidarités de Nérac"), ("b", "Agen sud")],
    )
    urgent = forms.ChoiceField(
        label="Faut-il agir aujourd’hui ?",
        help_text="En cas de doute, répondez oui : le travailleur social de permanence qualifiera.",
        choices=[
            ("yes", "Oui, avant ce soir"),
            ("no", "Non, un rendez-vous convient"),
            ("?", "Je ne sais pas"),
        ],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="De quoi s’agit-il ?",
        required=False,
        choices=[("l", "Logement"), ("b", "Budget"), ("s", "Santé")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(
        label="La personne est d’accord pour que l’équipe lise cette demande",
        error_messages={"required": "Il manque l’accord de la personne."},
    )


class SampleFilter(forms.Form):
    status = forms.ChoiceField(
        label="Où en est-on ?", required=False, choices=[("", "Tout"), ("o", "En cours")]
    )
    team = forms.ChoiceField(label="Équipe", required=False, choices=[("", "Toutes"), ("n", "Nérac")])


def sample_ribbon() -> Ribbon:
    """Two handovers, a hole behind, and one to come."""
    start, end = date(2025, 1, 1), date(2027, 7, 1)
    workers = [
        Bar(date(2025, 2, 3), date(2025, 8, 1), "Claire Vidal", "keyworker"),
        Bar(date(2025, 9, 8), date(2026, 10, 15), "Samir Belkacem, assistant social", "keyworker"),
        Bar(date(2026, 8, 24), date(2027, 3, 1), "Léa Fontan, CESF", "keyworker"),
    ]
    lane = with_overlaps(workers, "Tuilage")
    lane += holes(workers, date(2025, 2, 3), end, TODAY, "Sans référent", "Sans référent prévu")
    supports = [
        Bar(date(2025, 2, 17), date(2026, 2, 17), "Accompagnement social global", "support"),
        Bar(date(2025, 11, 3), None, "Action éducative budgétaire", "support"),
    ]
    return Ribbon(start, end, TODAY, [Lane("Référents", lane), Lane("Accompagnements", supports)])


def sample_timeline() -> list[Any]:
    now = timezone.now()
    entry = TimelineEntry(
        at=now - timedelta(days=12),
        kind="step",
        kind_label="Démarche",
        title="Dossier de fonds de solidarité logement déposé",
        text="Reçu par la commission. Réponse attendue avant la fin du mois.",
        author="Samir Belkacem, assistant social",
        tier="team",
        icon="file-earmark-text",
    )
    visit = {
        "at": now - timedelta(days=3),
        "kind_label": "Entretien",
        "title": "Visite à domicile, avec sa fille",
        "words": "Je veux rester chez moi, mais la nuit j’ai peur de tomber.",
        "text": "Le chauffage du couloir ne marche plus. Le propriétaire est prévenu par téléphone.",
        "author": "Léa Fontan, conseillère en économie sociale familiale",
        "tier": "shared",
        "icon": "house-door",
        "themes": ["Logement", "Santé"],
    }
    note = {
        "at": now - timedelta(hours=2),
        "kind_label": "Note",
        "title": "À reprendre avant la réunion",
        "author": "Vous",
        "tier": "draft",
        "icon": "pencil",
    }
    return [note, visit, entry]


def sample_table() -> Table:
    return Table(
        "Demandes reçues cette semaine",
        [
            Column("Personne", sort_url="?tri=nom", sorted="ascending"),
            Column("Demande"),
            Column("Reçue le", sort_url="?tri=date"),
            Column("Jours", numeric=True),
        ],
        [
            [Cell("Odette Marchand", "#"), "Aide à domicile", "lundi 23 novembre 2026", "0"],
            [
                Cell("Kevin O’Brien-Le Gall", "#"),
                "Logement, dette de loyer",
                "vendredi 20 novembre 2026",
                "3",
            ],
            [Cell("Aïcha Benali", "#"), "Accès aux droits", "1er novembre 2026", "22"],
        ],
    )


def style_guide_context() -> dict[str, Any]:
    """Everything the style page shows."""
    wrong = SampleForm({"phone": "05", "since": "2026-02-30", "themes": ["l"]})
    wrong.is_valid()
    navigation = [
        ("Aujourd’hui", "sun"), ("Personnes", "people"), ("Annuaire", "journal-bookmark"), ("Équipe", "person-workspace"),
        ("Schéma", "diagram-3"), ("Observatoire", "graph-up"),
    ]  # fmt: skip
    return {
        "navigation": [
            {"label": label, "url": "#", "icon": icon, "active": label == "Personnes"}
            for label, icon in navigation
        ],
        "actor": SimpleNamespace(name="Léa Fontan", post_label="CESF, équipe de Nérac", known=True),
        "crumbs": [Crumb("Personnes", "#"), Crumb("Odette Marchand")],
        "tabs": [Tab("Maintenant", "#", active=True), Tab("Projet", "#", amount=2), Tab("Qui a lu", "#")],
        "ribbon": sample_ribbon(),
        "entries": sample_timeline(),
        "table": sample_table(),
        "exports": [("XLSX", "#"), ("CSV", "#")],
        "form": SampleForm(),
        "wrong": wrong,
        "filter_form": SampleFilter({}),
        "missing": [
            CheckItem("L’adhésion de la personne", True),
            CheckItem("Au moins un objectif fixé avec elle", True),
            CheckItem("Une durée", False, "Six mois le plus souvent ; un an au plus.", "#"),
            CheckItem("Des critères d’évaluation", False, "À quoi verrez-vous ensemble que c’est réussi ?"),
        ],
        "complete": [CheckItem("L’adhésion de la personne", True), CheckItem("Une durée", True)],
        "draft": SimpleNamespace(
            form="sample", object_id=None, updated_at=timezone.now() - timedelta(days=1)
        ),
        "messages": [
            SimpleNamespace(level_tag="success", message="L’accompagnement est engagé."),
            SimpleNamespace(
                level_tag="warning", message="Aucun référent n’est prévu après le 28 février 2027."
            ),
            SimpleNamespace(level_tag="error", message="La date de fin précède la date de début."),
        ],
        "page": Paginator(range(95), 20).page(2),
        "page_query": "",
        "moment": datetime(2026, 11, 23, 8, 40, tzinfo=UTC),
        "long_ago": TODAY - timedelta(days=200),
        "days_ago": timezone.localdate() - timedelta(days=3),
    }
