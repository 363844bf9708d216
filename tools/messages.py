"""Keep the French catalogues: extract messages, merge them, check them, compile them.

Gettext is not needed: Babel reads Python, Django's `templatize` turns templates into something Babel reads.
Each room has its own catalogue, <room>/locale/fr/LC_MESSAGES/django.po; what belongs to no room (the modules
at the root of the package or of core) goes to core/interface. Messages are written in English in the code,
so that English needs no catalogue.

Catalogues are written the same way whoever writes them: sorted, without line numbers or dates, nothing
guessed ("fuzzy"), so that a merge touches only the messages that changed.
"""

import argparse
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tuilage"
ROOMLESS = Path("core") / "interface"
CATALOGUE = Path("locale") / "fr" / "LC_MESSAGES" / "django.po"
TEMPLATES = (".html", ".txt")

HEADER = """\
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""
PLURAL_RULE = re.compile(r'"Plural-Forms:\s*nplurals=2;\s*plural=\(?n > 1\)?;?\\n"')

Spec = tuple[int | tuple[int, str], ...]
KEYWORDS: dict[str, Spec | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# %(name)s and %s of Python, {name} of str.format; %% is a percent sign.
PLACEHOLDER = re.compile(r"%%|%\([^)]+\)[a-zA-Z]|%[-+ #0-9.]*[a-zA-Z](?![^\W\d_])|\{[^{}\s]*\}")


@dataclass(frozen=True, order=True)
class Key:
    """What makes a message itself: its words, and its context when it has one."""

    msgid: str
    context: str = ""


@dataclass
class Message:
    """A message and its French: one text, or two when it has a plural."""

    key: Key
    plural: str = ""
    french: tuple[str, ...] = ("",)
    alone: bool = True  # said somewhere without its plural
    notes: list[str] = field(default_factory=list)

    @property
    def forms(self) -> int:
        """How many French texts it needs."""
        return 2 if self.plural else 1


Messages = dict[Key, Message]


def rooms(package: Path) -> list[Path]:
    """The rooms of the house: the Django apps two folders below the package."""
    return sorted(path.parent for path in package.glob("*/*/__init__.py"))


def sources(package: Path) -> dict[Path, list[Path]]:
    """The files that may hold messages, by the room whose catalogue they go to."""
    found: dict[Path, list[Path]] = {room: [] for room in rooms(package)}
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if not path.is_file() or {"locale", "migrations", "__pycache__", "static"} & set(parts):
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in parts):
            room = package.joinpath(*parts[:2])
            found.setdefault(room if room in found else package / ROOMLESS, []).append(path)
    return found


def extract_file(path: Path) -> Iterator[Message]:
    """The messages of one file, in their order."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize blanks out keeps its indentation, which Python's tokenizer would refuse.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    stream = io.BytesIO(text.encode("utf-8"))
    for _, msgid, comments, context in extract(
        "python", stream, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        words = (msgid,) if isinstance(msgid, str) else tuple(msgid)
        if not words[0]:
            continue
        plural = words[1] if len(words) > 1 else ""
        french = ("",) * len(words)
        yield Message(Key(words[0], context or ""), plural, french, not plural, list(comments))


def extract_files(paths: Iterable[Path]) -> Messages:
    """The messages of several files."""
    found: Messages = {}
    for path in paths:
        for message in extract_file(path):
            known = found.setdefault(message.key, message)
            if message.plural and not known.plural:
                known.plural, known.french = message.plural, message.french
            known.alone = known.alone or message.alone
            known.notes += [note for note in message.notes if note not in known.notes]
    return found


def read_catalogue(path: Path) -> Messages:
    """The messages of a catalogue with their French; none when there is no catalogue. Guesses are dropped."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        catalog = read_po(stream, locale="fr", ignore_obsolete=True, abort_invalid=True)
    found: Messages = {}
    for entry in catalog:
        if not entry.id:
            continue
        words = (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)
        french = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))
        if entry.fuzzy:
            french = ("",) * len(words)
        key = Key(words[0], entry.context or "")
        found[key] = Message(key, words[1] if len(words) > 1 else "", french)
    return found


def merged(extracted: Messages, known: Messages) -> Messages:
    """What the code says, with the French already known; what the code says no more is gone."""
    result: Messages = {}
    for key, message in extracted.items():
        french = known[key].french if key in known else ()
        french = (*french, *[""] * message.forms)[: message.forms]
        result[key] = replace(message, french=french)
    return result


def written(messages: Messages) -> str:
    """The text of a catalogue."""
    parts = [HEADER]
    for key in sorted(messages):
        message = messages[key]
        lines = [f"#. {note}" for note in message.notes]
        if key.context:
            lines.append(f"msgctxt {escape(key.context)}")
        lines.append(f"msgid {_quoted(key.msgid)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += [f"msgstr[{number}] {_quoted(text)}" for number, text in enumerate(message.french)]
        else:
            lines.append(f"msgstr {_quoted(message.french[0])}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A text as gettext writes it: one line, or one line by line when it has several."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return escape(text)
    return "\n".join(['""', *[escape(line) for line in lines]])


def write(path: Path, content: bytes) -> None:
    """Write a file at once: nobody reads half of it, and several may write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".messages-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def extract_all(package: Path, chosen: Sequence[str] = ()) -> list[Path]:
    """Bring the catalogues up to date, of all rooms or of those named. Returns those that changed."""
    changed = []
    for room, files in sources(package).items():
        if chosen and room.name not in chosen:
            continue
        path = room / CATALOGUE
        messages = merged(extract_files(files), read_catalogue(path))
        if messages and (not path.exists() or path.read_text(encoding="utf-8") != written(messages)):
            write(path, written(messages).encode("utf-8"))
            changed.append(path)
        if not messages and path.exists():
            path.unlink()
            changed.append(path)
    return changed


def compile_all(package: Path) -> list[Path]:
    """Compile the catalogues newer than what was compiled from them. Returns what was compiled."""
    compiled = []
    for room in rooms(package):
        source = room / CATALOGUE
        target = source.with_suffix(".mo")
        if not source.exists():
            target.unlink(missing_ok=True)
            continue
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        stream = io.BytesIO()
        write_mo(stream, _catalog(read_catalogue(source)))
        write(target, stream.getvalue())
        os.utime(target, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
        compiled.append(target)
    return compiled


def _catalog(messages: Messages) -> Catalog:
    """What Babel compiles. An unfinished plural is left out: English is better than an empty line."""
    catalog = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in messages.values():
        if not all(message.french) or len(message.french) != message.forms:
            continue
        words = (message.key.msgid, message.plural) if message.plural else message.key.msgid
        french = message.french if message.plural else message.french[0]
        catalog.add(words, french, context=message.key.context or None)
    return catalog


def placeholders(text: str) -> set[str]:
    """The places of a text where a value will be put."""
    return {found for found in PLACEHOLDER.findall(text) if found != "%%"}


def faults(message: Message) -> Iterator[str]:
    """What is wrong with the French of a message."""
    if len(message.french) != message.forms or not all(text.strip() for text in message.french):
        yield "has no French"
        return
    if message.plural and message.alone:
        # Python 3.11 finds the one or the other, not both.
        yield "is said both alone and with a plural: give one of them a context (pgettext)"
    # In French zero is singular: the singular has to say its number as well.
    wanted = placeholders(message.plural or message.key.msgid)
    for text in message.french:
        if placeholders(text) != wanted:
            yield f"should hold {_listed(wanted)} and holds {_listed(placeholders(text))}: {text!r}"
        if text.startswith("\n") != message.key.msgid.startswith("\n"):
            yield f"should begin with the same line break: {text!r}"
        if text.endswith("\n") != message.key.msgid.endswith("\n"):
            yield f"should end with the same line break: {text!r}"


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "no placeholder"


def check_all(package: Path) -> list[str]:
    """What is wrong with the catalogues, a sentence each; nothing when they are complete."""
    found: list[str] = []
    said: dict[tuple[Key, bool], tuple[Path, tuple[str, ...]]] = {}
    for room, files in sources(package).items():
        path = room / CATALOGUE
        where = room.relative_to(package)
        extracted, known = extract_files(files), read_catalogue(path)
        if known and not PLURAL_RULE.search(path.read_text(encoding="utf-8")):
            found.append(f"{where}: the header must say nplurals=2; plural=(n > 1);")
        found += [
            f"{where}: not in the code any more: {key.msgid!r}" for key in sorted(known.keys() - extracted)
        ]
        for key, message in sorted(merged(extracted, known).items()):
            found += [f"{where}: {key.msgid!r} {fault}" for fault in faults(message)]
            first, french = said.setdefault((key, bool(message.plural)), (where, message.french))
            if french != message.french:
                found.append(
                    f"{where}: {key.msgid!r} is {message.french!r} here and {french!r} in {first}: Django "
                    "keeps one of them everywhere; give one of them a context (pgettext)"
                )
    return found


def main(arguments: Sequence[str] | None = None, package: Path = PACKAGE) -> int:
    """The command line: 0, or 1 when a check found faults."""
    parser = argparse.ArgumentParser(description="Keep the French catalogues of Tuilage.")
    parser.add_argument("verb", choices=["extract", "check", "compile"])
    parser.add_argument("rooms", nargs="*", help="for extract: only these rooms (people, support…)")
    asked = parser.parse_args(arguments)
    if asked.verb == "extract":
        for path in extract_all(package, asked.rooms):
            print(f"• Translations: {path.relative_to(package)} brought up to date")
        return 0
    if asked.verb == "compile":
        for path in compile_all(package):
            print(f"• Translations: {path.relative_to(package)} compiled")
        return 0
    found = check_all(package)
    for sentence in found:
        print(sentence)
    print(f"Translations: {len(found)} to put right" if found else "Translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
