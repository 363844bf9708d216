"""A plan's document: the good, the faulty by line, the hostile."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuilage.steering.plans.demo import DATA
from tuilage.steering.plans.document import LARGEST, read

GOOD = """
cle: essai
nom: Plan d'essai
type: schéma
annees: [2024, 2028]
niveaux: [Axe, Action]
contenu:
  - code: "1"
    titre: Premier axe
    actions:
      - code: 1-1
        titre: Première action
        terme: moyen
        calendrier: [2024, 2026]
        indicateurs:
          - intitule: Accompagnements terminés
            compte: support.closed
            minimum: 10
            maximum: 12,5
"""


def faults(text: str) -> list[tuple[int, str]]:
    document, problems = read(text)
    assert document is None
    assert problems
    return [(problem.line, problem.text) for problem in problems]


def test_a_good_document_is_read_whole() -> None:
    document, problems = read(GOOD)
    assert not problems
    assert document is not None
    action = document.actions[0]
    assert (document.key, document.years, document.facts["levels"]) == (
        "essai",
        (2024, 2028),
        ["Axe", "Action"],
    )
    assert (action.code, action.node, action.term, action.years) == ("1-1", "1", "medium", [2024, 2026])
    assert [str(bound) for bound in (action.indicators[0].low, action.indicators[0].high)] == ["10", "12.5"]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_plans_that_come_with_tuilage_are_good(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    document, problems = read(path.read_text())
    assert problems == []
    assert document is not None
    assert document.actions


@pytest.mark.parametrize(("old", "new", "line", "words"), [
    ("nom: Plan d'essai", "noms: Plan d'essai", 3, "« noms » n’est pas connu dans le plan"),
    ("annees: [2024, 2028]", "annees: [2028, 2024]", 5, "La première et la dernière année"),
    ("annees: [2024, 2028]", "annees: deux mille", 5, "Une liste est attendue"),
    ("calendrier: [2024, 2026]", "calendrier: [2024, 24]", 14, "quatre chiffres"),
    ("calendrier: [2024, 2026]", "calendrier: [2024, 2024]", 14, "dite deux fois"),
    ("minimum: 10", "minimum: dix", 18, "Un nombre est attendu"),
    ("minimum: 10", "minimum: 99", 16, "Le minimum dépasse le maximum"),
    ("minimum: 10", "minimum: .nan", 18, "Un nombre est attendu"),
    ("terme: moyen", "terme: bientôt", 13, "ne fait pas partie de"),
    ("compte: support.closed", "compte: supports clos", 17, "lettres sans accent"),
    ("titre: Première action", "titre: [a, b]", 12, "Un texte est attendu"),
    ("        titre: Première action\n", "", 11, "Il manque « titre » dans une action"),
    ("niveaux: [Axe, Action]", "niveaux: [Action]", 8, "plus de niveaux"),
    ("titre: Première action", "titre: " + "x" * 401, 12, "trop long"),
])  # fmt: skip
def test_a_fault_is_said_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(at == line and words in text.replace("\u00a0", " ") for at, text in found), found


def test_all_faults_are_said_at_once() -> None:
    found = faults(GOOD.replace("[2024, 2026]", "[24]").replace("minimum: 10", "minimum: dix"))
    assert [line for line, _text in found] == [14, 18]


def test_the_same_code_or_name_twice_is_a_fault() -> None:
    twice = GOOD + "      - code: 1-1\n        titre: Encore\n"
    assert "déjà pris" in faults(twice)[0][1]
    assert "dit deux fois" in faults(GOOD + "nom: Autre\n")[0][1]


BILLION = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("hostile", [
    BILLION,
    "cle: !!python/object/apply:os.system ['true']",
    "!!python/name:os.system x",
    "nom: &x [*x]",
    "[" * 5000,
    "- " * 3000 + "x",
    "{" * 400 + "}" * 400,
    "x: " + "[" + "0," * 60_000 + "]",
    "a" * (LARGEST + 1),
    "nom: \x00",
    "nom: \x07",
    "\ud800",
    "",
    "---\n---\n",
    "juste un texte",
    "- une\n- liste",
    "? {a: b}\n: c",
    "<<: {cle: x}",
    "nom: 'pas fermé",
    "a: b: c",
    "\tnom: x",
])  # fmt: skip
def test_a_hostile_file_is_refused_in_words_and_soon(hostile: str) -> None:
    started = time.process_time()
    found = faults(hostile)
    assert all(text and "Traceback" not in text for _line, text in found)
    assert time.process_time() - started < 5


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    document, problems = read(text)
    assert (document is None) == bool(problems)


@given(st.integers(0, len(GOOD)), st.text("[]{}:&*!-'\"\n\t #x", min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_slip_of_the_keyboard_breaks_the_reader(at: int, slip: str) -> None:
    document, problems = read(GOOD[:at] + slip + GOOD[at:])
    assert (document is None) == bool(problems)
