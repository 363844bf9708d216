"""The script of the frame in a real browser: the server is played by the test, the clock is its own."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import translation
from playwright.sync_api import Browser, Dialog, Page, Route, expect

SITE = "http://tuilage.test"
FORM = """{% extends "frame/base.html" %}{% block heading %}Accueil{% endblock %}
{% block content %}
<form method="post" action="/envoyer/" data-draft="reception.request" data-draft-object="0190">
  {% form_guard %}<label for="words">Ses mots</label><textarea id="words" name="words"></textarea>
  <input type="checkbox" name="themes" value="l" aria-label="Logement"><input type="checkbox" name="themes" value="b" aria-label="Budget">
  <button type="submit" name="act" value="save">Enregistrer</button>
  <button type="submit" name="act" value="close" data-confirm="Clore ?" data-confirm-act="Clore vraiment">Clore</button>
</form>{% endblock %}"""

pytestmark = pytest.mark.browser


class Server:
    """Answers as Tuilage would; `drafts` and `sent` are what reached it."""

    def __init__(self) -> None:
        self.drafts: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.sent: list[str] = []
        self.account = "7"
        self.token = "first"
        self.draft_status = 200
        self.unreachable = False
        with translation.override("fr"):
            self.page = (
                engines["django"]
                .from_string(FORM)
                .render(
                    {
                        "user": SimpleNamespace(is_authenticated=True, pk="7"),
                        "actor": SimpleNamespace(name="Léa Fontan", post_label="CESF", known=True),
                        "draft_url": "/brouillons/",
                        "csrf_token": "first",
                    }
                )
            )

    def __call__(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(found, str):
            route.fulfill(path=found)
        elif path == "/accueil/":
            route.fulfill(body=self.page, content_type="text/html; charset=utf-8")
        elif self.unreachable:
            route.abort()
        elif path == "/brouillons/":
            self._draft(route)
        elif path == "/style/session/":
            route.fulfill(json={"account": self.account, "csrf": self.token})
        elif path == "/envoyer/":
            self.sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        elif path == "/aller/":
            route.fulfill(
                body='<ul><li><a href="/personnes/1">Odette</a></li><li><a href="/2">Annuaire</a></li></ul>'
            )
        else:
            route.fulfill(status=404)

    def _draft(self, route: Route) -> None:
        token = route.request.headers.get("x-csrftoken", "")
        if self.draft_status != 200 or token != self.token:
            route.fulfill(status=self.draft_status if self.draft_status != 200 else 403)
            return
        self.tokens.append(token)
        self.drafts.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(json={"saved_at": "10:42"})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.route("**/*", server)
    page = context.new_page()
    page.clock.install(time="2026-11-23T10:41:00+01:00")
    page.goto(f"{SITE}/accueil/")
    page.clock.pause_at("2026-11-23T10:42:00+01:00")
    yield page
    context.close()


def test_what_is_typed_is_kept_within_five_seconds(page: Page, server: Server) -> None:
    page.fill("#words", "Elle n’a plus de chauffage.")
    page.check("[value=l]")
    page.check("[value=b]")
    page.clock.run_for(5000)
    expect(page.locator("[role=status].draft-status")).to_have_text(
        re.compile(r"^Brouillon enregistré à 10\sh\s42$")
    )
    assert server.drafts[-1] == {
        "key": "reception.request",
        "object": "0190",
        "data": {"words": "Elle n’a plus de chauffage.", "themes": ["l", "b"]},
    }


def test_typing_without_a_pause_is_kept_too(page: Page, server: Server) -> None:
    for _ in range(5):
        page.locator("#words").press_sequentially("a")
        page.clock.run_for(1000)
    expect(page.locator(".draft-status")).not_to_be_empty()
    assert server.drafts[0]["data"]["words"]


def test_a_session_that_ended_loses_nothing_and_says_so(page: Page, server: Server) -> None:
    server.account, server.draft_status = "", 401
    page.fill("#words", "Ses mots.")
    page.clock.run_for(5000)
    expect(page.get_by_role("alert").filter(has_text="Votre session a expiré")).to_be_visible()
    expect(page.locator("#words")).to_have_value("Ses mots.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#words")).to_have_value("Ses mots.")
    assert not server.sent

    # Signed in again in another tab: a new token, the same account.
    server.account, server.draft_status, server.token = "7", 200, "second"
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("alert").filter(has_text="Vous êtes reconnecté")).to_be_visible()
    with page.expect_response(f"{SITE}/envoyer/"):
        page.get_by_role("button", name="Enregistrer").click()
    assert server.tokens[-1] == "second"
    assert "csrfmiddlewaretoken=second" in server.sent[-1]


def test_somebody_elses_session_receives_nothing(page: Page, server: Server) -> None:
    server.account, server.token = "8", "theirs"
    page.fill("#words", "Confié à Léa.")
    page.clock.run_for(5000)
    expect(page.get_by_role("alert").filter(has_text="Un autre compte")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#words")).to_have_value("Confié à Léa.")
    assert not server.drafts
    assert not server.sent


def test_a_network_that_fails_is_tried_again(page: Page, server: Server) -> None:
    server.unreachable = True
    page.fill("#words", "Ses mots.")
    page.clock.run_for(5000)
    expect(page.get_by_role("alert").filter(has_text="Le réseau ne répond pas")).to_be_visible()
    server.unreachable = False
    page.clock.run_for(16000)
    expect(page.locator(".draft-status")).not_to_be_empty()
    expect(page.get_by_role("alert").filter(has_text="Le réseau")).to_have_count(0)


def test_leaving_with_unsaved_words_is_asked_twice(page: Page, server: Server) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.locator("#words").press_sequentially("a")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_double_click_sends_once(page: Page, server: Server) -> None:
    save = page.get_by_role("button", name="Enregistrer")
    with page.expect_response(f"{SITE}/envoyer/"):
        save.click()
    page.clock.run_for(10)
    expect(save).to_have_attribute("aria-disabled", "true")
    # Not a click of Playwright's: it would wait for the button to be enabled, an impatient hand does not.
    save.dispatch_event("click")
    page.clock.run_for(10_000)
    expect(save).not_to_have_attribute("aria-disabled", "true")
    with page.expect_response(f"{SITE}/envoyer/"):
        save.click()
    assert [("act=save" in sent) for sent in server.sent] == [True, True]


def test_a_page_left_open_asks_who_is_there_before_it_sends(page: Page, server: Server) -> None:
    page.clock.run_for(11 * 60 * 1000)
    server.account = ""
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").filter(has_text="Votre session a expiré")).to_be_visible()
    assert not server.sent


def test_a_dangerous_act_says_what_it_does_and_asks_twice(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Clore").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Clore ?")
    expect(dialog.get_by_role("button", name="Revenir sans rien changer")).to_be_focused()
    page.keyboard.press("Escape")
    assert not server.sent
    page.get_by_role("button", name="Clore").click()
    with page.expect_response(f"{SITE}/envoyer/"):
        dialog.get_by_role("button", name="Clore vraiment").click()
    assert "act=close" in server.sent[0]


def test_ctrl_k_searches_and_goes_by_keyboard(page: Page) -> None:
    page.keyboard.press("Control+k")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    with page.expect_request(f"{SITE}/aller/") as asked:
        field.press_sequentially("ode")
        page.clock.run_for(400)
    assert asked.value.method == "POST"
    assert asked.value.headers["x-csrftoken"] == "first"
    expect(page.get_by_role("link", name="Odette")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Odette")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
