"""The repository keeps its own promises: those of the house that no linter knows."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import messages

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "tuilage"
STOREYS = ("core", "foundation", "network", "practice", "steering", "faces")

LONGEST_MODULE = 400
LONGEST_FUNCTION = 35  # nineteen in twenty
BIGGEST_FILE = 1_000_000  # bytes


def committed() -> list[Path]:
    """The files that git follows, and those that it would follow."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(path for path in {ROOT / name for name in names if name} if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """The committed files that are text, with their content."""
    for path in committed():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def modules(*folders: str) -> list[Path]:
    """The committed Python files below some folders."""
    return [
        path
        for path in committed()
        if path.suffix == ".py" and any(path.is_relative_to(ROOT / name) for name in folders)
    ]


def rooms() -> list[Path]:
    """The rooms that hold something."""
    return [
        room.relative_to(PACKAGE)
        for room in messages.rooms(PACKAGE)
        if any(path.name != "__init__.py" for path in room.glob("*.py"))
    ]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# The house -----------------------------------------------------------------------------------------------


def test_every_room_stands_in_a_storey_of_the_house() -> None:
    assert {room.parts[0] for room in rooms()} <= set(STOREYS)


def test_every_room_is_an_application_under_its_full_name() -> None:
    wrong = []
    for room in rooms():
        apps = PACKAGE / room / "apps.py"
        name = ".".join(("tuilage", *room.parts))
        if not apps.exists() or not re.search(
            rf'^ +name(: str)? = "{re.escape(name)}"$', apps.read_text(), re.M
        ):
            wrong.append(name)
    assert not wrong, "these rooms need an AppConfig in apps.py with their full name"


def test_every_storey_and_room_is_named_by_a_contract() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    containers = {name for contract in contracts for name in contract.get("containers", [])}
    storeys = {f"tuilage.{room.parts[0]}" for room in rooms()} - {"tuilage.core"}
    assert storeys <= containers
    assert all(contract["exhaustive"] for contract in contracts)


def test_tests_mirror_the_tree() -> None:
    known = {str(room) for room in rooms()}
    tested = {
        str(path.relative_to(ROOT / "tests").parent)
        for path in modules("tests")
        if path.name.startswith("test_") and path.parent != ROOT / "tests"
    }
    tested = {"/".join(Path(folder).parts[:2]) for folder in tested if Path(folder).parts[0] in STOREYS}
    assert not known - tested, "rooms without a test"
    assert not tested - known - set(STOREYS), "tests of no room"


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff", "various"}
    found = [
        path.relative_to(ROOT)
        for path in modules("src", "tests", "tools")
        if drawers & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert not found, "a module is named after what it does"


def test_modules_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules("src", "tools")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert not long, "make a package of it, or give a part of it a name"


def test_nineteen_functions_in_twenty_are_short() -> None:
    lengths = {}
    for path in modules("src", "tools"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                lengths[name] = (node.end_lineno or node.lineno) - node.lineno + 1
    long = sorted((length, name) for name, length in lengths.items() if length > LONGEST_FUNCTION)
    assert len(long) <= len(lengths) / 20, long


# What is committed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        # In two pieces, so that this file is not found by itself.
        "pypi" + r"\.org/simple",
        "files\\.python" + r"hosted\.org",
        "registry\\.npm" + r"js\.org",
        r"https?://[\w.:-]+/(?:[\w/-]+/)?simple" + r"\b",
        r"^(?:--)?(?:extra-)?index" + r"-url[ =]",
        r"--find" + r"-links",
        r'"resol' + r'ved": "http',
    ],
)
def test_no_address_of_a_registry_is_committed(pattern: str) -> None:
    found = [str(path) for path, text in texts() if re.search(pattern, text, re.M)]
    assert not found


def test_no_place_of_one_machine_is_committed() -> None:
    place = re.compile(r"""(?:^|[\s"'`(=:])/(?:home|Users|work|root)/[\w.-]+""", re.M)
    found = {str(path): match.group().strip() for path, text in texts() if (match := place.search(text))}
    assert not found


def test_nothing_made_by_a_machine_is_committed() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in committed()
        if path.suffix in {".mo", ".pyc", ".log", ".sqlite3"}
        or "node_modules" in path.parts
        or path.stat().st_size > BIGGEST_FILE
    ]
    assert not found


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_requirement_is_locked_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=\S)", re.sub(r"^ *#.*\n", "", text, flags=re.M), flags=re.M)
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if entry.strip() and not (re.match(r"\S+==\S+", entry) and "--hash=sha256:" in entry)
    ]
    assert not loose


def test_tests_run_with_the_versions_that_are_served() -> None:
    pins = {
        name: set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))
        for name in ("base", "dev")
    }
    assert pins["base"] <= pins["dev"]


def test_front_end_packages_are_locked() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert lock.count('"integrity"') == lock.count('"node_modules/')


# What is shown -------------------------------------------------------------------------------------------


def test_no_template_styles_or_acts_inline() -> None:
    inline = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)=|<style\b|<script>|href=[\"']javascript:", re.I)
    found = {
        str(path): match.group()
        for path, text in texts()
        if path.suffix == ".html" and path.is_relative_to("src") and (match := inline.search(text))
    }
    assert not found, "the theme styles, the scripts act: the security policy of the pages refuses the rest"


def test_messages_are_written_in_english() -> None:
    french = re.compile(
        r"(?<![\w’'-])(?:le|la|les|une|des|du|aux|vous|votre|nous|avec|dans|sur|est|sont|cette|ces)(?![\w-])",
        re.I,
    )
    found = [
        f"{path.relative_to(ROOT)}: {message.key.msgid}"
        for files in messages.sources(PACKAGE).values()
        for path in files
        for message in messages.extract_file(path)
        if french.search(message.key.msgid)
    ]
    assert not found


# What is said about it -----------------------------------------------------------------------------------


def test_the_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert project()["project"]["license"] == "AGPL-3.0-or-later"


def test_the_readme_gives_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme


def test_every_word_of_make_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M)) - {"setup", "setup-dev"}
    explained = set(re.findall(r"^([a-z-]+):[^#\n]*## \S", makefile, re.M))
    assert targets == explained
    assert {"demo", "reset", "test", "lint", "bench", "help"} <= targets


def test_ci_checks_then_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make lint", "make test"]
    assert lines[0].endswith("bash")
    assert "set -e" in lines


# Settings ------------------------------------------------------------------------------------------------


def settings_read() -> set[str]:
    """The environment variables of ours that the code names; not those made up with a provider's name."""
    name = re.compile(r"(?:TUILAGE|DATABASE)(?:_[A-Z]+)+")
    found = set()
    for path in modules("src"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and name.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_setting_is_written_down() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`((?:TUILAGE|DATABASE)_[A-Z_]+)`", page))
    assert {"TUILAGE_DATA", "DATABASE_URL", "TUILAGE_OIDC"} <= settings_read()
    assert not settings_read() - told, "the code reads a variable that the page does not name"
