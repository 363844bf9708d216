"""Write docs/reference/{acts,commands,registries}.md from the code; `check` says whether they are up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def acts() -> str:
    """Who may do what."""
    from tuilage.core import access

    lines = [
        "# Acts and roles",
        "",
        "What each role may do. Which rows exist for somebody is decided by PostgreSQL.",
        "",
    ]
    lines += ["| act | " + " | ".join(role.replace("_", " ") for role in access.ROLES) + " |"]
    lines += ["| --- |" + " --- |" * len(access.ROLES)]
    for act, roles in access.acts().items():
        lines.append(
            f"| `{act}` | " + " | ".join("yes" if role in roles else "" for role in access.ROLES) + " |"
        )
    return "\n".join(lines) + "\n"


def commands() -> str:
    """The command line."""
    import click

    from tuilage.cli import main

    lines = [
        "# Commands",
        "",
        "Thin over the same actions as the pages. `tuilage COMMAND --help` says more.",
        "",
    ]

    def walk(command: click.Command, name: str) -> None:
        if isinstance(command, click.Group):
            for part in sorted(command.commands):
                walk(command.commands[part], f"{name} {part}")
            return
        lines.append(f"## `{name}`")
        lines.append("")
        lines.append((command.help or "").strip())
        lines.append("")
        for parameter in command.params:
            if isinstance(parameter, click.Option) and "--help" not in parameter.opts:
                lines.append(f"- `{', '.join(parameter.opts)}` {parameter.help or ''}".rstrip())
            elif isinstance(parameter, click.Argument):
                lines.append(f"- `{parameter.human_readable_name}`")
        lines.append("")

    walk(main, "tuilage")
    return "\n".join(lines).rstrip() + "\n"


def registries() -> str:
    """What rooms offer each other."""
    from django.utils import translation

    from tuilage.core import registries as found
    from tuilage.core.database.exempt import EXEMPT

    with translation.override("en"):
        lines = ["# What rooms register", "", "## Indicators", "", "| code | label | unit | definition |"]
        lines += ["| --- | --- | --- | --- |"]
        lines += [f"| `{i.code}` | {i.label} | {i.unit} | {i.definition} |" for i in found.indicators]
        lines += ["", "## Panels", "", "| code | place |", "| --- | --- |"]
        lines += [f"| `{panel.code}` | {panel.place} |" for panel in found.panels]
        lines += ["", "## Events", ""]
        lines += [f"- `{name}`" for name in sorted(kind.__name__ for kind in found.events.kinds())] or [
            "None yet."
        ]
        lines += ["", "## Tables without a row policy", "", "| table | reason |", "| --- | --- |"]
        lines += [f"| `{table}` | {reason} |" for table, reason in sorted(EXEMPT.items())]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"acts.md": acts, "commands.md": commands, "registries.md": registries}


def main(verb: str) -> int:
    """`write` or `check`; 1 when a page is stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    stale = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if verb == "write":
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"docs/reference/{name} is not what the code says: python tools/reference.py write")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
