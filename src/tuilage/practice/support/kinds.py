"""Kinds of support through time: the version of today, the written form of today, and how they are changed.

A change is a new version; a support keeps those under which it was proposed. Undoing writes the former content again.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.practice.support.models import KindVersion, SupportForm, SupportKind
from tuilage.practice.support.rules import says_something

TERMS: Final = (
    "label", "description", "limits", "legal_ground", "needs_adhesion", "needs_goal", "needs_duration", "needs_criteria",
    "opinion_professions", "default_months", "min_months", "max_months", "no_news_days",
)  # fmt: skip
Headings = list[dict[str, str]]


def version_of(kind: SupportKind) -> KindVersion:
    """The version of today. One query."""
    return KindVersion.objects.filter(kind=kind).order_by("-number")[0]


def form_of(kind: SupportKind | None) -> SupportForm | None:
    """The written form of today: the kind's own, or the common one (S2-171, S1-053). One query."""
    forms = list(SupportForm.objects.filter(kind=kind).order_by("-number")[:1]) if kind else []
    if forms and forms[0].headings:
        return forms[0]
    return SupportForm.objects.filter(kind=None).order_by("-number").first()


def read_headings(text: str) -> Headings:
    """A heading a line, "Heading: what helps to fill it in". Raises Refused when a line says nothing, or is there twice."""
    found: Headings = []
    for number, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        label, _colon, guide = line.partition(" : ") if " : " in line else line.partition(": ")
        if not says_something(label):
            raise Refused(_("Line %(number)d holds no heading.") % {"number": number}, "headings")
        if label.strip().lower() in {one["label"].lower() for one in found}:
            raise Refused(_("The heading “%(label)s” is there twice.") % {"label": label.strip()}, "headings")
        found.append({"code": f"h{number}", "label": label.strip()[:200], "guide": guide.strip()[:300]})
    return found


def write_headings(headings: Headings) -> str:
    """The headings as one types them."""
    return "\n".join(one["label"] + (f" : {one['guide']}" if one.get("guide") else "") for one in headings)


def _need(actor: Actor) -> UUID:
    if actor.id is None or not may(actor, "support.kinds"):
        raise Refused(_("Your post does not allow this."))
    return actor.id


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    for name in ("label", "description", "limits"):
        if not says_something(facts[name]):
            raise Refused(_("Write it in words."), name)
    least, most = facts.get("min_months") or 1, facts.get("max_months") or 120
    if not 1 <= least <= facts["default_months"] <= most <= 120:
        raise Refused(
            _("The usual duration is between the shortest and the longest, from 1 to 120 months."),
            "default_months",
        )
    if not facts["needs_adhesion"] and not says_something(facts["legal_ground"]):
        raise Refused(
            _("A support without the person's adhesion is an obligation: say on what ground."), "legal_ground"
        )
    return {name: facts[name] for name in TERMS}


def _keep(author: UUID, kind: SupportKind, facts: dict[str, Any]) -> KindVersion:
    number = (KindVersion.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0) + 1
    kept = KindVersion(kind=kind, number=number, since=today(), by_id=author, **facts)
    kept.save(force_insert=True)
    return kept


def write_form(actor: Actor, kind: SupportKind | None, headings: Headings) -> SupportForm | None:
    """Change the headings from today on (of the common form, without a kind); supports that exist keep theirs."""
    author = _need(actor)
    last = SupportForm.objects.filter(kind=kind).order_by("-number").first()
    if (last.headings if last else []) == headings:
        return last
    if kind is None and not headings:
        raise Refused(_("The common form keeps one heading at least."), "headings")
    form = SupportForm(
        kind=kind, number=(last.number if last else 0) + 1, since=today(), headings=headings, by_id=author
    )
    form.save(force_insert=True)
    return form


def edit_kind(
    actor: Actor, kind: SupportKind, version: int, *, active: bool, headings: Headings, **facts: Any
) -> SupportKind:
    """Change a kind: what it is and asks for from today on. Raises Refused, StaleVersion."""
    author = _need(actor)
    told = _checked(facts)
    changed = any(getattr(kind, name) != told[name] for name in TERMS)
    for name, value in {**told, "active": active}.items():
        setattr(kind, name, value)
    save_checked(kind, version, [*TERMS, "active"])
    if changed:
        _keep(author, kind, told)
    write_form(actor, kind, headings)
    return kind


def add_kind(actor: Actor, *, active: bool = True, headings: Headings = [], **facts: Any) -> SupportKind:  # noqa: B006
    """Add a kind (S2-146). Its code is made from its name."""
    author = _need(actor)
    told = _checked(facts)
    code = base = slugify(told["label"])[:34] or "kind"
    number = 1
    while SupportKind.objects.filter(code=code).exists():
        number += 1
        code = f"{base}-{number}"
    last = SupportKind.objects.aggregate(last=Max("order"))["last"] or 0
    kind = SupportKind(code=code, order=last + 10, active=active, **told)
    kind.save(force_insert=True)
    _keep(author, kind, told)
    if headings:
        write_form(actor, kind, headings)
    return kind


def undo_kind(actor: Actor, kind: SupportKind) -> SupportKind:
    """Write again what the kind said before its last change. Raises Refused when it never changed."""
    author = _need(actor)
    versions = list(KindVersion.objects.filter(kind=kind).order_by("-number")[:2])
    if len(versions) < 2:
        raise Refused(_("This kind has not changed: there is nothing to undo."))
    facts = {name: getattr(versions[1], name) for name in TERMS}
    for name, value in facts.items():
        setattr(kind, name, value)
    save_checked(kind, kind.version, TERMS)
    _keep(author, kind, facts)
    return kind
