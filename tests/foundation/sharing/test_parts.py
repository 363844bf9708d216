"""The list of who read a file says what was read: every part that is recorded anywhere has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tuilage
from tuilage.foundation.sharing.circle import PARTS, PROTECTION

SOURCES = Path(tuilage.__file__).parent
# Function -> (place of the person, place of the part); None: a person is always meant.
RECORDING = {"record": (1, 2), "read_person": (None, 2), "found": (None, 2), "_open": (None, 2)}
SHOWN = {"read", "export"}


def constants(tree: ast.Module) -> dict[str, str]:
    """PART = "appointments" and its like."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }  # fmt: skip


def parts_of(tree: ast.Module) -> Iterator[str]:
    """The parts of somebody's file that a module says were read."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        person, place = RECORDING.get(name, (None, -1))
        if not 0 <= place < len(node.args):
            continue
        if person is not None:
            act, whom = node.args[0], node.args[person]
            read = isinstance(act, ast.Constant) and act.value in SHOWN
            if not read or (isinstance(whom, ast.Constant) and whom.value is None):
                continue
        part = node.args[place]
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_part_that_is_recorded_has_words() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.rglob("*.py")}
    found = {part for tree in trees.values() for part in parts_of(tree)}
    found |= {value for tree in trees.values() for name, value in constants(tree).items() if name == "PART"}
    assert {"file", "notes", "merge", "appointments", "papers"} <= found
    assert found - set(PARTS) - {PROTECTION} == set()
