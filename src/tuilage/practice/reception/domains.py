"""The domains of life of a diagnosis, as data: reworded, set aside, added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused

from .models import Domain
from .urgency import must, say_something

FIELDS = ("label", "question", "position", "active")


@dataclass(frozen=True)
class DomainLine:
    """A domain as the page gives it; `key` None for a new one."""

    key: UUID | None
    label: str
    question: str
    position: int
    active: bool
    version: int = 0


def write_domains(actor: Actor, known: Sequence[Domain], lines: Sequence[DomainLine]) -> int:
    """Write what changed; returns how many domains that is. Raises Refused, StaleVersion."""
    must(actor, "reception.domains")
    by_key = {domain.pk: domain for domain in known}
    if not any(line.active for line in lines):
        raise Refused(_("Keep at least one domain in use."))
    changed = 0
    for line in lines:
        label = say_something(line.label, _("Name the domain, in a few words."), f"{line.key or 'new'}-label")
        values = {
            "label": label,
            "question": line.question.strip(),
            "position": line.position,
            "active": line.active,
        }
        if line.key is None:
            code = slugify(label)[:40] or "domain"
            if any(domain.code == code for domain in known):
                raise Refused(_("This domain already exists."), "new-label")
            Domain(code=code, **values).save(force_insert=True)
            changed += 1
            continue
        domain = by_key[line.key]
        if any(getattr(domain, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(domain, name, value)
            save_checked(domain, line.version, FIELDS)
            changed += 1
    return changed
