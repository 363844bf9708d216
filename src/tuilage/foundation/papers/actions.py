"""What changes a person's papers: filed, corrected, replaced, undone, asked for. One verb each, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import TEAM_ROLES
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.documents.store import Received
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Post
from tuilage.foundation.people.names import clean_line

from . import rules
from .models import PaperKind, PaperPage, PersonPaper, WantedPaper
from .queries import already_kept, open_wanted


class AlreadyKept(Refused):
    """The very same file is already among the person's papers: `paper`."""

    def __init__(self, paper: PersonPaper) -> None:
        super().__init__(
            _("This very paper is already kept: %(paper)s. Use it again.") % {"paper": paper}, "documents"
        )
        self.paper = paper


@dataclass(frozen=True)
class About:
    """What is said of a paper when it is filed."""

    kind: PaperKind
    dated_on: date
    source: str
    tier: str
    title: str = ""
    valid_until: date | None = None


def _team(actor: Actor) -> UUID:
    """The team in whose name a professional of the département files; Refused for anybody else."""
    if actor.id is None or not actor.teams or not actor.roles & TEAM_ROLES:
        raise Refused(_("Only a professional at their post does this."))
    if len(actor.teams) == 1:
        return actor.teams[0]
    return Post.objects.filter(team_id__in=actor.teams, role__in=TEAM_ROLES).order_by("pk").values_list(
        "team_id", flat=True
    )[0]  # fmt: skip


@transaction.atomic
def file_paper(actor: Actor, person_id: UUID, about: About, files: Sequence[Received]) -> PersonPaper:
    """Keep a paper of a person: pages photographed, or one document. It comes off the list of what was to be brought.

    Raises AlreadyKept when one of these very files is already kept, Refused for dates or files that do not go together.
    """
    if not files:
        raise Refused(_("Photograph the paper, or choose a file."), "documents")
    rules.check_alike(file.kind for file in files)
    if kept := already_kept(person_id, [file.digest for file in files]):
        raise AlreadyKept(kept)
    paper = write_paper(actor, person_id, about)
    _add_pages(paper, _distinct(files), start=1)
    _brought(paper)
    return paper


def _distinct(files: Iterable[Received]) -> list[Received]:
    """The same photograph chosen twice at once is one page."""
    return list({file.digest: file for file in files}.values())


def write_paper(actor: Actor, person_id: UUID, about: About, series: UUID | None = None) -> PersonPaper:
    """The row of a paper, without its pages yet."""
    day = today()
    rules.check_date(about.dated_on, day)
    good = about.valid_until or rules.good_until(about.dated_on, about.kind.valid_months)
    if good is not None and good < about.dated_on:
        raise Refused(
            _("A paper is good until a day after its own date: look at the two again."), "valid_until"
        )
    tier = rules.tier_for(about.tier, about.kind.health)
    team_id, author_id = _team(actor), actor.id
    if author_id is None:
        raise Refused(_("Only a professional at their post does this."))
    paper = PersonPaper(
        person_id=person_id, team_id=team_id, author_id=author_id, kind=about.kind,
        title=clean_line(about.title)[:200], source=about.source, dated_on=about.dated_on, valid_until=good,
        kept_until=rules.keep_until(day, good, about.kind.kept_months), tier=tier, health=about.kind.health,
        expires_at=timezone.now() + rules.DRAFT_KEPT if tier == "draft" else None,
    )  # fmt: skip
    if series is not None:
        paper.series = series
    paper.save(force_insert=True)
    return paper


def _add_pages(paper: PersonPaper, files: Iterable[Received], start: int) -> None:
    for number, file in enumerate(files, start):
        page = PaperPage(paper=paper, number=number)
        page.hold(file)
        page.save(force_insert=True)


def _brought(paper: PersonPaper) -> None:
    """What the person was asked to bring, of this kind, is brought; a draft is nothing to others yet."""
    if paper.tier != "draft":
        open_wanted(paper.person_id).filter(kind_id=paper.kind_id).update(brought_id=paper.pk)


@transaction.atomic
def add_pages(actor: Actor, paper: PersonPaper, files: Sequence[Received]) -> PersonPaper:
    """The next pages of a paper that was photographed today, by whoever filed it."""
    if paper.author_id != actor.id or not can_undo(paper):
        raise Refused(
            _("Pages are added by whoever filed the paper, within a day. File a newer one instead.")
        )
    pages = PaperPage.objects.filter(paper=paper).defer("content")
    already = list(pages.values_list("kind", flat=True))
    if not files:
        raise Refused(_("Photograph the paper, or choose a file."), "documents")
    rules.check_alike([file.kind for file in files], already)
    known = set(pages.values_list("digest", flat=True))
    fresh = [file for file in _distinct(files) if file.digest not in known]
    last = pages.aggregate(last=Max("number"))["last"] or 0
    _add_pages(paper, fresh, start=last + 1)
    return paper


@transaction.atomic
def correct_paper(actor: Actor, paper: PersonPaper, version: int, data: dict[str, Any]) -> PersonPaper:
    """Put right what is said of a paper; what it said before stays in its history. Raises StaleVersion, Refused."""
    kind: PaperKind = data["kind"]
    day = today()
    rules.check_date(data["dated_on"], day)
    tier = rules.tier_for(data["tier"], kind.health)
    if tier == "draft" and paper.tier != "draft":
        raise Refused(_("Others could already read this: it can be corrected, not hidden again."), "tier")
    paper.kind, paper.health, paper.tier = kind, kind.health, tier
    paper.title, paper.dated_on = clean_line(data["title"])[:200], data["dated_on"]
    paper.valid_until = data["valid_until"] or rules.good_until(paper.dated_on, kind.valid_months)
    if paper.valid_until is not None and paper.valid_until < paper.dated_on:
        raise Refused(
            _("A paper is good until a day after its own date: look at the two again."), "valid_until"
        )
    filed = timezone.localtime(paper.created_at).date()
    paper.kept_until = rules.keep_until(filed, paper.valid_until, kind.kept_months)
    paper.expires_at = paper.expires_at if tier == "draft" else None
    fields = (
        "kind", "health", "tier", "title", "dated_on", "valid_until", "kept_until", "expires_at",
    )  # fmt: skip
    save_checked(paper, version, fields)
    _brought(paper)
    return paper


@transaction.atomic
def replace_paper(actor: Actor, paper: PersonPaper, about: About, files: Sequence[Received]) -> PersonPaper:
    """File a newer one in its place; the older one is kept, and says it was replaced."""
    if not files:
        raise Refused(_("Photograph the paper, or choose a file."), "documents")
    if paper.replaced_on is not None:
        raise Refused(_("A newer one has already replaced this paper."))
    rules.check_alike(file.kind for file in files)
    if kept := already_kept(paper.person_id, [file.digest for file in files]):
        raise AlreadyKept(kept)
    newer = write_paper(actor, paper.person_id, about, series=paper.series)
    _add_pages(newer, _distinct(files), start=1)
    paper.replaced_on = today()
    save_checked(paper, paper.version, ("replaced_on",))
    _brought(newer)
    return newer


def can_undo(paper: PersonPaper) -> bool:
    """Whether it was filed less than a day ago."""
    return timezone.now() - paper.created_at < rules.UNDO


@transaction.atomic
def undo_filing(actor: Actor, paper: PersonPaper) -> None:
    """Take back what was filed by mistake, within a day: nothing of it remains but a line of its history."""
    if paper.author_id != actor.id or not can_undo(paper):
        raise Refused(
            _(
                "A paper is taken back within a day, by whoever filed it. After that it goes when its time is over."
            )
        )
    # SET_NULL would ask for rows by an update of its own: what it had brought is to be brought again.
    WantedPaper.objects.filter(brought_id=paper.pk).update(brought=None)
    older = PersonPaper.objects.filter(series=paper.series, replaced_on__isnull=False).exclude(pk=paper.pk)
    before = older.order_by("-created_at").first()
    if before is not None:
        before.replaced_on = None
        save_checked(before, before.version, ("replaced_on",))
    paper.delete()


@transaction.atomic
def ask_for(actor: Actor, person_id: UUID, kinds: Sequence[PaperKind], what_for: str, by: date | None) -> int:
    """Note what the person is to bring. What is already on the list stays as it is. Returns how many were added."""
    if actor.id is None:
        raise Refused(_("Only a professional at their post does this."))
    if not kinds:
        raise Refused(_("Choose at least one paper."), "kinds")
    if by is not None and by < today():
        raise Refused(_("This day is over: choose one to come."), "by")
    listed = set(open_wanted(person_id).values_list("kind_id", flat=True))
    added = [kind for kind in kinds if kind.pk not in listed]
    for kind in added:
        WantedPaper(
            person_id=person_id, kind=kind, what_for=clean_line(what_for)[:200], by=by, asked_by_id=actor.id
        ).save(force_insert=True)
    return len(added)


@transaction.atomic
def no_longer_wanted(actor: Actor, wanted: WantedPaper) -> None:
    """Take a paper off the list of what is to be brought."""
    wanted.dropped_on = today()
    wanted.save(force_update=True, update_fields=["dropped_on"])


@transaction.atomic
def wanted_again(actor: Actor, wanted: WantedPaper) -> None:
    """Put back on the list what was taken off it."""
    wanted.dropped_on = None
    wanted.save(force_update=True, update_fields=["dropped_on"])


def drop_over() -> int:
    """Delete papers past their time and drafts past their date; run daily by the clock. Returns how many papers."""
    over = PersonPaper.objects.filter(
        Q(tier="draft", expires_at__lt=timezone.now()) | Q(kept_until__lt=today())
    )
    keys = list(over.values_list("pk", flat=True)[:5000])
    for key in keys:
        WantedPaper.objects.filter(brought_id=key).update(brought=None, dropped_on=today())
        PersonPaper.objects.filter(pk=key).delete()
    return len(keys)
