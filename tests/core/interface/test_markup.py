"""What the content policy and the reader both ask of every template of the tree."""

import re
from pathlib import Path

import pytest

from tuilage.core.interface.icons import UnknownIcon, icon

SOURCE = Path(__file__).parents[3] / "src" / "tuilage"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
names = [str(path.relative_to(SOURCE)) for path in TEMPLATES]
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=names)


@every_template
def test_nothing_is_written_in_the_page_that_the_content_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "style= is refused: give it a class"
    assert not re.search(r"<style\b", text), "styles go to a file"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "no handler in an attribute"
    assert not re.search(r"\bhx-on\b", text), "hx-on is evaluated: use the script"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script, "no script in the page"


@every_template
def test_every_icon_exists(path: Path) -> None:
    for name in re.findall(r"{%\s*icon\s+\"([^\"]+)\"", path.read_text(encoding="utf-8")):
        assert icon(name).startswith("<svg")


def test_an_unknown_icon_is_seen_at_once() -> None:
    for name in ("no-such-icon", "../../package"):
        with pytest.raises(UnknownIcon):
            icon(name)


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon("people")


@pytest.mark.parametrize("code", ["500", "503"])
def test_the_page_of_a_failure_needs_nothing_but_itself(code: str) -> None:
    text = (SOURCE / f"core/interface/templates/{code}.html").read_text(encoding="utf-8")
    assert "{%" not in text
    assert "{{" not in text
    assert 'lang="en"' in text
