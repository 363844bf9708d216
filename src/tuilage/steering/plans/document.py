"""A plan written as YAML: read line by line into plain values, every fault said with its line. Pure.

The file comes from anybody: its size, depth and number of parts are bounded, references (which can make a thousand
million lines out of ten) and tags (which can name Python objects) are refused before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.utils.translation import gettext as _

LARGEST = 500_000  # characters
DEEPEST = 16
MOST_PARTS = 40_000
MOST_PROBLEMS = 50
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

STATUSES = {"en préparation": "draft", "adopté": "adopted", "terminé": "ended"}
TERMS = {"court": "short", "moyen": "medium", "long": "long"}
LISTS = {
    "base_legale": "legal_basis",
    "constats": "finding",
    "enjeux": "stake",
    "benefices": "benefit",
    "vigilance": "vigilance",
    "coordinateurs": "coordinator",
    "contributeurs": "contributor",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the file: its line (0 for the whole file) and what to do, in words."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator of an action, in the document's words."""

    label: str
    tool: str = ""
    code: str = ""
    profession: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    target: str = ""
    waiting_for: str = ""


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """Another plan: its words, its first and last year when known."""

    text: str
    years: tuple[int, int] | None = None


@dataclass(slots=True)
class ActionEntry:
    """An action: `lines` are (kind, part, position, text)."""

    code: str
    title: str
    node: str
    position: int
    term: str = ""
    lines: list[tuple[str, int, int, str]] = field(default_factory=list)
    links: list[LinkEntry] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    indicators: list[IndicatorEntry] = field(default_factory=list)


@dataclass(slots=True)
class NodeEntry:
    """A level of the plan; `parent` is the code of the one above, "" at the top."""

    code: str
    title: str
    parent: str
    level: int
    position: int


@dataclass(slots=True)
class Document:
    """The whole plan, flat: nodes before what is in them."""

    key: str
    facts: dict[str, Any]
    years: tuple[int, int]
    nodes: list[NodeEntry] = field(default_factory=list)
    actions: list[ActionEntry] = field(default_factory=list)


def read(text: str) -> tuple[Document | None, list[Problem]]:
    """The plan and nothing, or None and what is wrong with the file, in the order of its lines."""
    refused = _bounded(text)
    if refused:
        return None, [refused]
    try:
        root = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        return None, [_unreadable(error)]
    reader = _Reader()
    document = reader.plan(root)
    problems = sorted(reader.problems, key=lambda problem: problem.line)[:MOST_PROBLEMS]
    return (None, problems) if problems else (document, [])


def _bounded(text: str) -> Problem | None:
    """Refuse what would grow, before building anything: the events of the file are read one by one."""
    if len(text) > LARGEST:
        return Problem(
            0, _("This file is too long: a plan holds in %(most)d characters.") % {"most": LARGEST}
        )
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        return Problem(0, _("This is not a text file."))
    depth = parts = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            parts += 1
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                return Problem(
                    line, _("References (& and *) are not read: write the text again in its place.")
                )
            if getattr(event, "tag", None) not in (None, "!"):
                return Problem(line, _("Tags (!) are not read: a plan is made of lists and texts."))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST or parts > MOST_PARTS:
                return Problem(line, _("This file has too many parts or levels to be a plan."))
    except (yaml.YAMLError, RecursionError) as error:
        return _unreadable(error)
    return None


def _unreadable(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    return Problem(
        line, _("The file cannot be read from here on: check the indentation, the quotes and the colons.")
    )


class _Reader:
    """Walks the composed nodes, which still know their lines; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.codes: set[str] = set()
        self.action_codes: set[str] = set()

    def wrong(self, node: Any, text: str) -> None:
        self.problems.append(Problem(node.start_mark.line + 1 if node is not None else 0, text))

    # Values

    def mapping(self, node: Any, known: Sequence[str], needed: Sequence[str], what: str) -> dict[str, Any]:
        """The parts of a block, by name. Unknown, repeated and missing names are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, _("%(what)s is a block of lines “name: value”.") % {"what": what})
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                said = {"name": name[:40], "what": what, "known": ", ".join(known)}
                self.wrong(key, _("“%(name)s” is not known in %(what)s. Known: %(known)s.") % said)
            elif name in found:
                self.wrong(key, _("“%(name)s” is said twice.") % {"name": name})
            else:
                found[name] = value
        for name in needed:
            if name not in found:
                self.wrong(node, _("“%(name)s” is missing in %(what)s.") % {"name": name, "what": what})
        return found

    def text(self, node: Any, longest: int = 2000) -> str:
        """A text on one line, spaces put right; "" when absent."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, _("A text is expected here, not a list."))
            return ""
        found = " ".join(node.value.split())
        if len(found) > longest:
            self.wrong(node, _("This text is too long: %(most)d characters at most.") % {"most": longest})
        return found

    def items(self, node: Any) -> list[Any]:
        """The lines of a list; none when absent."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, _("A list is expected here: each line begins with a dash."))
            return []
        return list(node.value)

    def texts(self, node: Any) -> Iterator[str]:
        for item in self.items(node):
            found = self.text(item)
            if found:
                yield found
            elif isinstance(item, yaml.ScalarNode):
                self.wrong(item, _("This line is empty."))

    def number(self, node: Any) -> Decimal | None:
        found = self.text(node).replace(",", ".")
        if not found:
            return None
        try:
            value = Decimal(found)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= 10**9:
            self.wrong(node, _("A number is expected here."))
            return None
        return value

    def whole(self, node: Any, most: int = 600) -> int | None:
        value = self.number(node)
        if value is None:
            return None
        if value != value.to_integral() or not 1 <= value <= most:
            self.wrong(node, _("A whole number from 1 to %(most)d is expected here.") % {"most": most})
            return None
        return int(value)

    def year(self, node: Any) -> int | None:
        found = self.text(node)
        if len(found) == 4 and found.isascii() and found.isdigit() and 1900 <= int(found) <= 2200:
            return int(found)
        self.wrong(node, _("A year of four digits is expected here."))
        return None

    def years(self, node: Any) -> tuple[int, int] | None:
        """A first and a last year."""
        if node is None:
            return None
        found = [self.year(item) for item in self.items(node)]
        if len(found) == 2 and found[0] is not None and found[1] is not None and found[0] <= found[1]:
            return found[0], found[1]
        if None not in found:
            self.wrong(node, _("The first and the last year are expected here: [2021, 2025]."))
        return None

    def choice(self, node: Any, choices: dict[str, str], default: str = "") -> str:
        found = self.text(node)
        if found and found not in choices:
            said = {"found": found[:40], "known": ", ".join(choices)}
            self.wrong(node, _("“%(found)s” is not one of: %(known)s.") % said)
        return choices.get(found, default)

    def slug(self, node: Any, longest: int) -> str:
        found = self.text(node, longest)
        if found and not all(sign.isascii() and (sign.isalnum() or sign in "-_.") for sign in found):
            self.wrong(node, _("Only letters without accents, digits and - _ . are expected here."))
        return found

    def code(self, node: Any, taken: set[str]) -> str:
        found = self.text(node, 30)
        if found and found in taken:
            self.wrong(node, _("The code %(code)s is already taken.") % {"code": found})
        taken.add(found)
        return found

    # The plan

    def plan(self, root: Any) -> Document | None:
        if root is None:
            self.wrong(None, _("The file is empty."))
            return None
        facts = self.mapping(
            root, PLAN, ("cle", "nom", "type", "annees", "niveaux", "contenu"), _("the plan")
        )
        years = self.years(facts.get("annees"))
        levels = list(self.texts(facts.get("niveaux")))
        if "niveaux" in facts and not levels:
            self.wrong(facts["niveaux"], _("Name at least one level: the actions'."))
        document = Document(
            self.slug(facts.get("cle"), 80),
            {
                "name": self.text(facts.get("nom"), 300), "kind": self.text(facts.get("type"), 80),
                "author": self.text(facts.get("adopte_par"), 200), "summary": self.text(facts.get("resume"), 4000),
                "source": self.text(facts.get("source"), 300), "levels": levels,
                "status": self.choice(facts.get("etat"), STATUSES, "adopted"),
                "renewed_every": self.whole(facts.get("renouvele_tous_les"), 50),
                "announced_before": self.whole(facts.get("annonce_avant"), 120) or 18,
                "evaluated_every": self.whole(facts.get("evalue_tous_les"), 50),
            },
            years or (1900, 1900),
        )  # fmt: skip
        self.branches(facts.get("contenu"), document, "", 0)
        return document

    def branches(self, node: Any, document: Document, parent: str, level: int) -> None:
        for item in self.items(node):
            facts = self.mapping(
                item, ("code", "titre", "contenu", "actions"), ("code",), _("a part of the plan")
            )
            if not facts:
                continue
            if level >= len(document.facts["levels"]) - 1:
                self.wrong(item, _("The plan has more levels than “niveaux” names."))
            code = self.code(facts.get("code"), self.codes)
            title = self.text(facts.get("titre"), 300)
            document.nodes.append(NodeEntry(code, title, parent, level, len(document.nodes)))
            self.branches(facts.get("contenu"), document, code, level + 1)
            for action in self.items(facts.get("actions")):
                self.action(action, document, code)

    def action(self, node: Any, document: Document, parent: str) -> None:
        facts = self.mapping(node, ACTION, ("code", "titre"), _("an action"))
        if not facts:
            return
        entry = ActionEntry(
            self.code(facts.get("code"), self.action_codes), self.text(facts.get("titre"), 400), parent,
            len(document.actions), self.choice(facts.get("terme"), TERMS),
        )  # fmt: skip
        for name, kind in LISTS.items():
            entry.lines += [(kind, 0, at, text) for at, text in enumerate(self.texts(facts.get(name)))]
        for number, part in enumerate(self.items(facts.get("sous_actions")), start=1):
            self.part(part, number, entry)
        entry.links = [self.link(item) for item in self.items(facts.get("liens"))]
        entry.years = self.calendar(facts.get("calendrier"))
        entry.indicators = [self.indicator(item) for item in self.items(facts.get("indicateurs"))]
        document.actions.append(entry)

    def part(self, node: Any, number: int, entry: ActionEntry) -> None:
        facts = self.mapping(node, ("titre", "quoi", "comment"), (), _("a sub-action"))
        title = self.text(facts.get("titre"))
        if title:
            entry.lines.append(("part", number, 0, title))
        for name, kind in (("quoi", "what"), ("comment", "how")):
            entry.lines += [(kind, number, at, text) for at, text in enumerate(self.texts(facts.get(name)))]

    def link(self, node: Any) -> LinkEntry:
        if isinstance(node, yaml.ScalarNode):
            return LinkEntry(self.text(node, 400))
        facts = self.mapping(node, ("texte", "annees"), ("texte",), _("a link"))
        return LinkEntry(self.text(facts.get("texte"), 400), self.years(facts.get("annees")))

    def calendar(self, node: Any) -> list[int]:
        found: list[int] = []
        for item in self.items(node):
            year = self.year(item)
            if year in found:
                self.wrong(item, _("The year %(year)d is said twice.") % {"year": year})
            elif year is not None:
                found.append(year)
        return sorted(found)

    def indicator(self, node: Any) -> IndicatorEntry:
        if isinstance(node, yaml.ScalarNode):
            return IndicatorEntry(self.text(node, 400))
        facts = self.mapping(node, INDICATOR, ("intitule",), _("an indicator"))
        low, high = self.number(facts.get("minimum")), self.number(facts.get("maximum"))
        if low is not None and high is not None and low > high:
            self.wrong(node, _("The minimum is above the maximum."))
        return IndicatorEntry(
            self.text(facts.get("intitule"), 400), self.text(facts.get("outil"), 300),
            self.slug(facts.get("compte"), 60), self.slug(facts.get("profession"), 40), low, high,
            self.text(facts.get("cible"), 200), self.text(facts.get("attend"), 300),
        )  # fmt: skip


PLAN = (
    "cle", "nom", "type", "adopte_par", "resume", "source", "annees", "niveaux", "etat", "renouvele_tous_les",
    "annonce_avant", "evalue_tous_les", "contenu",
)  # fmt: skip
ACTION = (
    "code", "titre", "terme", *LISTS, "sous_actions", "liens", "calendrier", "indicateurs",
)  # fmt: skip
INDICATOR = ("intitule", "outil", "compte", "profession", "minimum", "maximum", "cible", "attend")
