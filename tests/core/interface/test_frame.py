"""The frame's words: fields tied to their help and errors, figures, badges, and the page around them."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from tuilage.core.database.clock import today
from tuilage.core.interface.parts import Cell, CheckItem, Column, Table
from tuilage.core.interface.widgets import DayInput, WordsInput

NBSP = "\N{NO-BREAK SPACE}"


class Request(forms.Form):
    words = forms.CharField(label="Ses mots", help_text="Tels quels.", widget=WordsInput)
    phone = forms.CharField(label="Téléphone", required=False)
    since = forms.DateField(label="Depuis", required=False, widget=DayInput)
    urgent = forms.ChoiceField(
        label="Urgent ?", choices=[("y", "Oui"), ("n", "Non")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="D’accord")
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


def show(text: str, **context: Any) -> str:
    with translation.override("fr"):
        return str(engines["django"].from_string(text).render(context))


def test_a_field_is_tied_to_its_label_its_help_and_its_error() -> None:
    form = Request({"phone": "05"})
    page = show("{% field form.words %}", form=form)
    assert '<label class="field-label" for="id_words">' in page
    assert 'aria-describedby="id_words_helptext id_words_error"' in page
    assert 'id="id_words_helptext"' in page
    assert 'id="id_words_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Il manque cette réponse." in page


def test_required_is_said_in_words_and_optional_is_not_required() -> None:
    assert "obligatoire" in show("{% field form.words %}", form=Request())
    assert "obligatoire" not in show("{% field form.phone %}", form=Request())


def test_choices_are_a_group_with_a_name() -> None:
    page = show("{% field form.urgent %}", form=Request({}))
    assert re.search(r'<fieldset class="field field-wrong" aria-describedby="id_urgent_error">', page)
    assert "<legend" in page


def test_the_browser_does_not_offer_the_workers_own_details() -> None:
    assert 'autocomplete="off"' in show("{% field form.phone %}", form=Request())
    assert 'autocomplete="email"' in show("{% field form.email %}", form=Request())


def test_the_summary_leads_to_each_control() -> None:
    page = show("{% error_summary form %}", form=Request({"since": "demain"}))
    assert "4 points à revoir" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) == {"id_words", "id_since", "id_urgent_0", "id_agreed"}
    assert "data-focus" in page
    assert not show("{% error_summary form %}", form=Request()).strip()


def test_a_date_keeps_what_the_browser_understands() -> None:
    page = show("{% field form.since %}", form=Request(initial={"since": today()}))
    assert 'type="date"' in page
    assert f'value="{today().isoformat()}"' in page


def test_a_form_is_guarded_against_being_sent_twice() -> None:
    one, other = (show("{% form_guard form %}", form=Request(), csrf_token="token") for _ in range(2))
    assert 'name="csrfmiddlewaretoken" value="token"' in one
    key = re.compile(r'name="idempotency_key" value="([^"]+)"')
    assert key.findall(one) != key.findall(other)
    assert "version" not in one


def test_a_form_carries_the_version_it_was_opened_at_once() -> None:
    class Versioned(Request):
        version = forms.IntegerField(widget=forms.HiddenInput)

    page = show(
        "{% render_form form submit='Envoyer' draft='reception.request' %}",
        form=Versioned(initial={"version": 7}),
    )
    assert page.count('name="version"') == 1
    assert 'name="version" value="7"' in page
    assert 'data-draft="reception.request"' in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "non connu"),
        (0, "0"),
        (1, "moins de 5"),
        (4, "moins de 5"),
        (5, "5"),
        ("suppressed", "moins de 5"),
    ],
)
def test_a_figure_is_suppressed_and_the_unknown_is_not_nought(value: object, words: str) -> None:
    assert show("{% suppressed value %}", value=value) == words


def test_numbers_take_the_nouns_number_of_the_language() -> None:
    text = "{% count n 'demande' 'demandes' %}"
    assert show(text, n=0) == f"0{NBSP}demande"
    assert show(text, n=2) == f"2{NBSP}demandes"
    assert show(text, n=None) == "non connu"
    with translation.override("en"):
        assert (
            str(engines["django"].from_string("{% count 0 'request' 'requests' %}").render({}))
            == f"0{NBSP}requests"
        )


def test_a_near_date_carries_the_date_in_full() -> None:
    page = show("{% when value %}", value=today() - timedelta(days=3))
    assert "il y a 3 jours" in page
    assert re.search(r'title="\w+ \w+ \w+ \d{4}"', page)


@pytest.mark.parametrize(
    ("tier", "word"), [("shared", "Partagé"), ("team", "Équipe"), ("draft", "Brouillon")]
)
def test_a_tier_has_a_word_and_an_icon(tier: str, word: str) -> None:
    page = show("{% tier tier %}", tier=tier)
    assert word in page
    assert "<svg" in page


def test_a_state_is_never_a_colour_alone() -> None:
    for kind in ("done", "soon", "urgent", "new", "waiting", "plain", "unheard-of"):
        page = show("{% state kind 'Fait' %}", kind=kind)
        assert "Fait" in page
        assert "<svg" in page


def test_what_people_wrote_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    page = show(
        "{% quote t %}{% state 'done' t %}{% crumb t %}{% empty t %}{% checklist items %}",
        t=evil,
        items=[CheckItem(evil, False, evil)],
    )
    assert "<script" not in page


def test_a_checklist_fills_up() -> None:
    items = [CheckItem("Une durée", True), CheckItem("Un objectif", False, "Avec elle", "/objectif")]
    page = show("{% checklist items %}", items=items)
    assert "1 sur 2" in page
    assert 'href="/objectif"' in page
    assert "Tout est là" in show("{% checklist items %}", items=items[:1])


def test_a_cell_says_its_column_on_a_phone() -> None:
    table = Table("Demandes", [Column("Personne", sorted="ascending", sort_url="?tri=nom"), Column("Jours", numeric=True)], [[Cell("Odette", "/p"), "3"]])  # fmt: skip
    page = render_to_string("frame/table.html", {"table": table})
    assert 'data-label="Jours"' in page
    assert 'aria-sort="ascending"' in page
    assert '<th scope="row"><a href="/p">Odette</a></th>' in page


def page_of(**context: Any) -> str:
    with translation.override("fr"):
        return render_to_string("frame/base.html", context)


def test_the_page_has_its_landmarks_its_language_and_one_heading() -> None:
    items = [{"label": f"Page {n}", "url": f"/{n}", "icon": "sun", "active": n == 1} for n in range(6)]
    actor = SimpleNamespace(name="Léa Fontan", post_label="CESF", known=True)
    page = page_of(
        navigation=items,
        actor=actor,
        user=SimpleNamespace(is_authenticated=True, pk="7"),
        draft_url="/brouillons/",
    )
    assert '<html lang="fr">' in page
    assert page.count("<h1") == 1
    assert page.index('class="skip"') < page.index("<header")
    assert 'href="#main"' in page
    assert 'id="main"' in page
    assert page.count("<nav") == 3
    assert 'data-draft-url="/brouillons/"' in page
    assert "Léa Fontan" in page
    bar = page[page.index('class="bar"') :]
    assert bar.index("Page 3") < bar.index("Plus") < bar.index("Page 4")


def test_the_page_of_nobody_has_no_menu_and_no_navigation() -> None:
    page = page_of(
        actor=SimpleNamespace(name="", post_label="", known=False),
        user=SimpleNamespace(is_authenticated=False),
    )
    assert 'class="rail"' not in page
    assert "Me déconnecter" not in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "500", "503"])
def test_each_error_page_says_what_to_do(code: str) -> None:
    with translation.override("fr"):
        page = render_to_string(f"{code}.html")
    assert page.count("<h1") == 1
    assert 'href="/"' in page


def test_forbidden_and_absent_look_the_same() -> None:
    with translation.override("fr"):
        assert "Cette page n’existe pas, ou vous n’y avez pas accès" in render_to_string("404.html")
