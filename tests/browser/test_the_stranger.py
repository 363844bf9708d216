"""The stranger belongs to another territory: nobody of the cast reaches him, by any door."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tests.access.objects import objects_about
from tests.access.routes import ROUTES
from tests.access.world import foreign
from tests.browser.people import PageFor
from tests.cast import Cast

pytestmark = pytest.mark.browser
NOBODY_OF_HIS = (
    "secretary", "keyworker", "adviser", "head", "youth_partner", "town_partner", "policy_officer", "dpo", "administrator",
)  # fmt: skip
NAME = "Quillévéré"
DOORS = {
    "desk:person", "people:edit", "sharing:circle", "sharing:break_glass", "support:project", "support:paper", "reception:request",
}  # fmt: skip
LISTS = [
    "/accueil/demandes/?statut=all&export=csv", "/accompagnements/?statut=all&qui=team&export=csv",
    "/accompagnements/?statut=all&qui=&export=csv", "/journal/export/", "/personnes/", "/accueil/demandes/?statut=all",
]  # fmt: skip


@pytest.mark.parametrize("name", NOBODY_OF_HIS)
def test_nobody_of_the_cast_reaches_the_stranger(name: str, page_for: PageFor, cast: Cast) -> None:
    page = page_for(name)
    doors(page)
    guesses(page, cast)
    lists(page, cast.stranger)
    search(page, cast.stranger)


def bare(text: str, *keys: object) -> str:
    """A page without what differs at each showing: tokens, and the key that was asked for."""
    for key in keys:
        text = text.replace(str(key), "")
    return re.sub(r'value="[^"]*"|data-csrf="[^"]*"', "", text)


def doors(page: Any) -> None:
    """Pages about him answer as about somebody who does not exist (tests/access tries every route); one is looked at."""
    for route in ROUTES:
        if route.name not in DOORS:
            continue
        hidden, absent = foreign(route)
        his, none = (page.request.get(reverse(route.name, kwargs=keys)) for keys in (hidden, absent))
        assert (his.status, none.status) == (404, 404), route.name
        assert bare(his.text(), *hidden.values()) == bare(none.text(), *absent.values()), route.name
    page.goto(reverse("desk:person", args=[Cast.key("stranger")]))
    page.get_by_role(
        "heading", level=1, name="Cette page n’existe pas, ou vous n’y avez pas accès"
    ).wait_for()
    assert NAME not in page.content()


def guesses(page: Any, cast: Cast) -> None:
    """Keys next to known ones, and what people try by hand."""
    known = objects_about("daughter", "keyworker")
    near = [UUID(int=known[thing].int + step) for thing in ("support", "request") for step in (-1, 1)]
    tried = [reverse("support:project", args=[key]) for key in near[:2]]
    tried += [reverse("reception:request", args=[key]) for key in near[2:]]
    tried += [
        f"/personnes/{cast.stranger.hex}/",
        f"/personnes/{str(cast.stranger).upper()}/",
        "/personnes/1/",
    ]
    tried += [f"/personnes/quillevere/?id={cast.stranger}", "/admin/", "/api/persons/"]
    for address in tried:
        answer = page.request.get(address)
        assert answer.status == 404, address
        assert NAME not in answer.text()


def lists(page: Any, stranger: UUID) -> None:
    """What can be taken away holds neither his name nor his key (the journal of refusals keeps keys: its readers see no more)."""
    for address in LISTS:
        answer = page.request.get(address)
        assert answer.status in (200, 404), address
        assert NAME not in answer.text(), address
        if "journal" not in address:
            assert str(stranger) not in answer.text(), address


def search(page: Any, stranger: UUID) -> None:
    """Ctrl K says at most that somebody is known to the département and whom to call: no name, no way in."""
    page.goto("/")
    page.keyboard.press("Control+k")
    for words in ("Armand Quillévéré", "quillevere armand 1979"):
        with page.expect_response("**/aller/") as answer:
            page.locator("#palette-words").fill(words)
        found = answer.value.text()
        assert NAME.lower() not in found.lower()
        assert str(stranger) not in found
