"""Made-up papers: drawn in code, so that nobody's own paper is ever shown."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from tuilage.core.database.keys import new_id
from tuilage.core.documents.store import Received
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.people.demo import moment
from tuilage.foundation.sharing import cast
from tuilage.foundation.sharing.demo import authors_by_team

from . import rules
from .models import PaperKind, PaperPage, PersonPaper, WantedPaper

SIZE = (620, 876)
# The cast: who, what, how many days ago, what is written on it, how it came.
CAST = (
    ("older_lady", "identity", 400, ("MARCHAND née FAURE", "Odette", "Née le 12.03.1944"), "photographed"),
    ("older_lady", "proof-of-address", 75, ("Électricité", "Mme Marchand", "12 rue des Tilleuls"), "desk"),
    ("older_lady", "bill", 12, ("Relance", "Reste dû : 214,60 €"), "desk"),
    ("older_lady", "tax-notice", 80, ("Avis d’imposition", "Revenu fiscal : 11 240 €"), "sent"),
    ("young_person", "identity", 200, ("ROUSSEL", "Enzo", "Né le 03.02.2009"), "photographed"),
    ("young_person", "letter-received", 9, ("Centre de formation", "Votre entretien"), "photographed"),
)
WANTED = (
    ("older_lady", "benefits", "le dossier FSL", 6),
    ("young_person", "bank-details", "l’apprentissage", 14),
)
CROWD = (("identity", 0.02), ("proof-of-address", 0.015), ("payslip", 0.01), ("benefits", 0.01))


def photographed(heading: str, lines: Sequence[str]) -> Received:
    """A page as if it had been photographed: a made-up paper that says it is one."""
    page = Image.new("RGB", SIZE, "#f4f1ea")
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), outline="#b9b2a3", width=2)
    pen.text((70, 80), heading, fill="#2f4b66", font=ImageFont.load_default(30))
    for place, line in enumerate(lines):
        pen.text((70, 170 + 52 * place), line, fill="#1f2933", font=ImageFont.load_default(24))
    pen.text((70, SIZE[1] - 100), "SPÉCIMEN, papier inventé", fill="#a8481f", font=ImageFont.load_default(22))
    made = io.BytesIO()
    page.save(made, "JPEG", quality=60)
    content = made.getvalue()
    return Received("jpeg", content, hashlib.sha256(content).hexdigest(), "", *SIZE)


def _paper(
    person: UUID, team: UUID, author: UUID, kind: PaperKind, day: date, today: date, source: str
) -> PersonPaper:
    good = rules.good_until(day, kind.valid_months)
    filed = moment(min(day + timedelta(days=2), today), 10)
    return PersonPaper(
        person_id=person, team_id=team, author_id=author, kind=kind, source=source, dated_on=day, valid_until=good,
        kept_until=max(rules.keep_until(filed.date(), good, kind.kept_months), today + timedelta(days=30)),
        tier="team" if kind.health else "shared", health=kind.health, created_at=filed,
    )  # fmt: skip


def _crowd(world: Any, kinds: dict[str, PaperKind]) -> Iterator[PersonPaper]:
    """A few papers, for a few persons."""
    rng, authors = world.rng, authors_by_team()
    for made in world.persons:
        writers = authors.get(made.team_id)
        for code, share in CROWD:
            if writers and rng.random() < share:
                day = world.day(-rng.randint(1, 200))
                yield _paper(
                    made.id, made.team_id, rng.choice(writers), kinds[code], day, world.today, "desk"
                )


def build(world: Any) -> None:
    """The papers of the cast with their pages, and a few of the crowd's."""
    kinds = {kind.code: kind for kind in PaperKind.objects.all()}
    west, keyworker = cast.key("team west"), cast.key("keyworker")
    papers, pages = [], []
    for who, code, ago, lines, source in CAST:
        paper = _paper(cast.key(who), west, keyworker, kinds[code], world.day(-ago), world.today, source)
        page = PaperPage(paper=paper, number=1)
        page.hold(photographed(kinds[code].label, lines))
        papers.append(paper)
        pages.append(page)
    one = photographed("Papier", ("Papier inventé",))
    for paper in _crowd(world, kinds):
        page = PaperPage(paper=paper, number=1)
        page.hold(one)
        papers.append(paper)
        pages.append(page)
    PersonPaper.objects.bulk_create(papers, batch_size=500)
    PaperPage.objects.bulk_create(pages, batch_size=200)
    WantedPaper.objects.bulk_create(
        WantedPaper(
            id=new_id(), person_id=cast.key(who), kind=kinds[code], what_for=what_for, by=world.day(days),
            asked_by_id=keyworker,
        )
        for who, code, what_for, days in WANTED
    )  # fmt: skip


demo_parts.add("papers", DemoStep("papers", build, order=48))
