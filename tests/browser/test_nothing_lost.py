"""Nothing typed is lost, nothing is sent twice, nothing is sent as somebody else: on the real site, in a browser."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.access.objects import objects_about
from tests.browser.people import PageFor, choose, follow, press, said
from tests.cast import Cast
from tuilage.core.database.context import acting
from tuilage.core.forms.models import Draft
from tuilage.practice.reception.models import Request
from tuilage.practice.support.models import Goal

pytestmark = pytest.mark.browser
PASSWORD = "Correct-horse-7-battery"
WORDS = "Elle dort dans sa voiture depuis dimanche."
RECEIVE = "/accueil/"


def received(cast: Cast, words: str = WORDS) -> int:
    """How many requests hold these words."""
    with acting(cast.actor("secretary")):
        return Request.objects.filter(words=words).count()


def begin(page: Any, words: str = WORDS) -> None:
    page.goto(RECEIVE)
    page.get_by_label("Ce que dit la personne").fill(words)
    choose(page, "Faut-il agir aujourd’hui", "Non")


def draft_kept(page: Any) -> None:
    page.get_by_text("Brouillon enregistré").wait_for()


def offered(page: Any) -> int:
    """How many drafts the page offers; what the team left on hold is everybody's, and no draft."""
    found: int = page.locator(".draft-offer").get_by_role("link", name="Reprendre").count()
    return found


# Two people, one form


def test_two_people_reword_one_goal_and_the_second_chooses(page_for: PageFor, cast: Cast) -> None:
    goal = objects_about("daughter", "keyworker")["goal"]
    label, address = "L’objectif, en une phrase", reverse("support:goal_edit", args=[goal])
    first, second = page_for("keyworker"), page_for("adviser")
    for page in (first, second):
        page.goto(address)
    first.get_by_label(label).fill("Je tiens mon budget trois mois")
    press(first, "Enregistrer l’objectif")
    said(first, "L’objectif est reformulé.")
    second.get_by_label(label).fill("Je tiens mon budget six mois")
    press(second, "Enregistrer l’objectif")
    row = second.get_by_role("row").filter(has_text="Je tiens mon budget six mois")
    row.get_by_text("Je tiens mon budget trois mois").wait_for()  # both versions, side by side
    assert sentence(goal) == "Je tiens mon budget trois mois", "nothing is overwritten before one has chosen"
    press(second, "Enregistrer ma version")
    said(second, "L’objectif est reformulé.")
    assert sentence(goal) == "Je tiens mon budget six mois"


def sentence(goal: UUID) -> str:
    with acting(Cast().actor("keyworker")):
        return Goal.objects.get(pk=goal).sentence


def test_two_people_correct_one_identity_and_the_second_keeps_theirs(page_for: PageFor, cast: Cast) -> None:
    address = reverse("people:edit", args=[cast.older_lady])
    first, second = page_for("secretary"), page_for("keyworker")
    for page in (first, second):
        page.goto(address)
    first.locator("[name=phone]").fill("06 11 11 11 11")
    first.locator("main form [type=submit]").first.click()
    first.get_by_role("heading", level=1, name="Odette Marchand").wait_for()
    second.locator("[name=phone]").fill("06 22 22 22 22")
    second.locator("main form [type=submit]").first.click()
    row = second.get_by_role("row").filter(has_text="06 22 22 22 22")
    row.get_by_text("06 11 11 11 11").wait_for()
    follow(second, "Garder la leur")
    assert second.locator("[name=phone]").input_value() == "06 11 11 11 11"


# Sent twice


def test_a_double_click_counts_once(page_for: PageFor, cast: Cast) -> None:
    page = page_for("secretary")
    begin(page)
    page.get_by_role("button", name="Enregistrer", exact=True).dblclick()
    page.wait_for_url("**/accueil/demandes/**")
    assert received(cast) == 1


def raw(page: Any, cut: bool) -> None:
    """Send the page's form by hand, and hang up: in the middle of the text, or before the answer comes."""
    fields = page.evaluate(
        "[...new FormData(document.querySelector('form[data-draft]'))].filter(f => typeof f[1] === 'string')"
    )
    body = urlencode([tuple(field) for field in fields]).encode()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    site = urlsplit(page.url)
    head = (
        f"POST {RECEIVE} HTTP/1.1\r\nHost: {site.netloc}\r\nCookie: {cookies}\r\nReferer: {page.url}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((site.hostname, site.port), timeout=15) as line:
        line.sendall(head.encode() + (body[: len(body) // 2] if cut else body))
        if not cut:
            line.recv(1)  # the act is done; its answer is lost


@pytest.mark.parametrize("cut", [True, False], ids=["cut in the middle", "answer lost"])
def test_a_request_that_breaks_off_is_sent_again_and_counts_once(
    page_for: PageFor, cast: Cast, cut: bool
) -> None:
    page = page_for("secretary")
    begin(page)
    raw(page, cut)
    page.request.get("/")  # the server is there still
    assert received(cast) == (0 if cut else 1)
    press(page, "Enregistrer")
    page.get_by_role("heading", level=1, name="Personne sans nom").or_(
        page.get_by_text(WORDS)
    ).first.wait_for()
    page.wait_for_url("**/accueil/demandes/**")
    assert received(cast) == 1


# Crashed, expired, somebody else's


def test_a_crashed_browser_loses_nothing(page_for: PageFor, cast: Cast) -> None:
    page = page_for("secretary")
    begin(page)
    draft_kept(page)
    page.context.close()
    again, other = page_for("secretary"), page_for("keyworker")
    other.goto(RECEIVE)
    assert offered(other) == 0, "a draft is its author's alone"
    again.goto(RECEIVE)
    assert offered(again) == 1
    follow(again, "Reprendre")
    assert again.get_by_label("Ce que dit la personne").input_value() == WORDS
    press(again, "Enregistrer")
    again.wait_for_url("**/accueil/demandes/**")
    again.goto(RECEIVE)
    assert offered(again) == 0, "what was sent is no longer a draft"


def night_falls() -> None:
    """Every session was last seen yesterday evening."""
    for row in Session.objects.all():
        facts = row.get_decoded()
        facts["seen"] = facts["started"] = facts.get("started", 0) - 15 * 3600
        row.session_data = Session.objects.encode(facts)
        row.save()


def give_password(cast: Cast, *names: str) -> None:
    for name in names:
        account = getattr(cast, name).account
        account.set_password(PASSWORD)
        account.save()


def sign_in(page: Any, who: str) -> None:
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").first.click()
    page.get_by_role("button", name="Me connecter").first.wait_for(state="detached")


def test_a_browser_left_open_overnight_finds_its_text_again(page_for: PageFor, cast: Cast) -> None:
    give_password(cast, "secretary")
    page = page_for("secretary")
    begin(page)
    night_falls()
    page.get_by_label("Ce que dit la personne").fill(WORDS + " Elle a deux enfants.")
    page.get_by_text("Votre session a expiré").wait_for()
    press(page, "Enregistrer")
    assert page.get_by_label("Ce que dit la personne").input_value().startswith(WORDS), "the text stays there"
    with page.context.expect_page() as tab:
        follow(page, "Me reconnecter dans un autre onglet")
    tab.value.goto("/compte/login/")
    sign_in(tab.value, "nadia")
    tab.value.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    said(page, "Vous êtes reconnecté")
    press(page, "Enregistrer")
    page.wait_for_url("**/accueil/demandes/**")
    assert received(cast, WORDS + " Elle a deux enfants.") == 1


def test_sent_in_a_dead_session_it_leads_to_sign_in_and_the_draft_is_there(
    page_for: PageFor, cast: Cast
) -> None:
    """As without scripts: the form goes out by itself, nothing asked first."""
    give_password(cast, "secretary")
    page = page_for("secretary")
    begin(page)
    draft_kept(page)
    night_falls()
    page.evaluate("document.querySelector('form[data-draft]').submit()")
    page.wait_for_url("**/compte/login/**")
    assert received(cast) == 0
    sign_in(page, "nadia")
    page.wait_for_url(f"**{RECEIVE}")
    follow(page, "Reprendre")
    assert page.get_by_label("Ce que dit la personne").input_value() == WORDS


def test_nothing_is_sent_as_somebody_else(page_for: PageFor, cast: Cast) -> None:
    """A colleague signs in on the same browser: the text left open is not theirs to send, nor to find."""
    give_password(cast, "keyworker")
    page = page_for("secretary")
    begin(page)
    draft_kept(page)
    night_falls()
    tab = page.context.new_page()
    tab.goto("/compte/login/")
    sign_in(tab, "claire")
    page.evaluate("document.querySelector('form[data-draft]').submit()")
    page.wait_for_load_state()
    assert received(cast) == 0
    tab.goto(RECEIVE)
    assert offered(tab) == 0
    with acting(cast.actor("keyworker")):
        assert not Draft.objects.exists()
    with acting(cast.actor("secretary")):
        assert Draft.objects.get().data["words"] == WORDS
