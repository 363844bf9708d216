"""What people do in a browser, in their words: the cast at work, an instant that passes, a page looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

PageFor = Callable[..., Any]


def region(page: Any, name: str) -> Any:
    """A part of the page by its heading."""
    return page.get_by_role("region", name=name, exact=True)


def choose(page: Any, question: str, answer: str) -> None:
    """Tick an answer of a question asked with several."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def press(page: Any, name: str) -> None:
    """Press the button that sends a form."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Any, name: str | re.Pattern[str]) -> None:
    """Follow a link; a name is the whole of its words."""
    page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()


def jump_to(page: Any, words: str, name: str) -> None:
    """Ctrl K, type, and go."""
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.locator("#palette-results").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def said(page: Any, text: str) -> None:
    """Wait until the page says it."""
    page.get_by_text(text).first.wait_for()
