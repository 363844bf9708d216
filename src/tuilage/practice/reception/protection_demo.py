"""The unit that reads protection reports in the demonstration (CRIP), and two reports: one it has, one not sent yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tuilage.core import access
from tuilage.core.accounts.models import User
from tuilage.foundation.organisations.demo import hire
from tuilage.foundation.organisations.models import Assignment, Post, Professional, Team
from tuilage.foundation.sharing.cast import ALWAYS, key

from . import rules
from .models import ProtectionReport, ProtectionUnit

TEAM = "team crip"
SEEN = (
    "Le 12, l’école signale trois semaines d’absence. Le 15, à l’accueil, l’enfant dort dans le fauteuil et dit ne pas"
    " avoir mangé depuis la veille. La voisine dit entendre des cris le soir (propos rapportés)."
)
WATCHED = (
    "Vue deux fois en dix jours : amaigrie, le courrier n’est plus ouvert. Un voisin détient sa carte bancaire et répond"
    " à sa place."
)


def unit(world: Any) -> None:
    """A team of the département, one professional in it, and the unit for children that points to it."""
    team = Team(
        id=key(TEAM), structure_id=key("structure department"), phone="05 00 00 00 03",
        name="Cellule de recueil des informations préoccupantes",
    )  # fmt: skip
    team.save(force_insert=True)
    account = User(
        id=key("account crip"),
        username="helene.crip",
        email="crip@tuilage.example",
        password=make_password(None),
    )
    reader = Professional(id=key("crip"), account=account, first_name="Hélène", last_name="Vasseur")
    post = Post(
        id=key("post crip"), team=team, profession_id=key("social-worker"), role=access.CASE_WORKER, period=ALWAYS,
        title="Évaluatrice, informations préoccupantes", fte=Decimal("1.00"), phone="05 00 00 00 03",
        email="crip@tuilage.example",
    )  # fmt: skip
    held = Assignment(
        id=key("assignment crip"), post=post, professional=reader, period=ALWAYS, share=Decimal("1.00")
    )
    hire([(account, reader, post, held)])
    ProtectionUnit.objects.filter(kind="child").update(team=team, phone="05 00 00 00 03")


def reports(now: datetime) -> None:
    """A child's report sent nine days ago, and one about an adult that its author is still writing."""
    sent = now - timedelta(days=9)
    day = timezone.localdate(sent)
    ProtectionReport(
        id=key("report child"), created_at=sent, about="Un garçon de 8 ans, école du centre", kind="child",
        team_id=key("team west"), author_id=key("keyworker"), unit_id=key(TEAM), written_at=sent, facts=SEEN,
        own_words="J’ai faim. Maman dort.", standing=ProtectionReport.Standing.SENT, sent_at=sent,
        due_on=rules.months_after(day, 3), family_told="yes",
    ).save(force_insert=True)  # fmt: skip
    ProtectionReport(
        id=key("report adult"), created_at=now, about="Une dame âgée du quartier de la gare", kind="adult",
        team_id=key("team west"), author_id=key("keyworker"), written_at=now - timedelta(hours=3), facts=WATCHED,
        family_told="no",
    ).save(force_insert=True)  # fmt: skip


def build(world: Any) -> None:
    """Both, once everything else of reception is there."""
    unit(world)
    reports(timezone.now())
