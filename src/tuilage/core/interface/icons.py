"""Icons drawn inside the page: nothing to load, they print, and they take the colour of their words."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Read once each, never published: two thousand files that no browser asks for.
FOLDER = "node_modules/bootstrap-icons/icons"


class UnknownIcon(LookupError):
    """No such icon in bootstrap-icons: a misspelt name should be seen by its author, not by users."""


@cache
def icon(name: str) -> SafeString:
    """The icon `name` of bootstrap-icons as inline SVG, hidden from screen readers: a word goes beside it.

    Raises UnknownIcon.
    """
    shapes = re.sub(r"\s*\n\s*", "", re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", _source(name)))
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>',
        # The package's own drawing, locked by package-lock.json; nothing of a user's goes through here.
        mark_safe(shapes),  # noqa: S308
    )


def _source(name: str) -> str:
    path = Path(settings.CHECKOUT) / FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise UnknownIcon(name)
    return path.read_text(encoding="utf-8")
