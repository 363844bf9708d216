"""What the counter holds about somebody, made by the same actions as the pages: one of each thing that a route opens."""

from __future__ import annotations

from uuid import UUID

from tuilage.core.database.context import Actor
from tuilage.foundation.sharing import cast
from tuilage.practice.reception import actions as reception
from tuilage.practice.reception import holding, passages, passing, protection
from tuilage.practice.reception.models import HeldReception, Message, Passage, Passing, ProtectionReport


def fill(actor: Actor, person_id: UUID) -> None:
    """A passage with its message, a form on hold, a protection report, a request passed to another team."""
    assert actor.id is not None
    passage = passages.note_passage(actor, "message", person_id=person_id)
    # To oneself: the far team has nobody else.
    Message(
        team_id=passage.team_id, author_id=actor.id, to_id=actor.id, person_id=person_id, passage=passage,
        left_at=passage.at, words="Elle rappellera.",
    ).save(force_insert=True)  # fmt: skip
    holding.hold(actor, {"words": "Je reviens."})
    protection.write_report(actor, "Une voisine", "adult", "Elle ne sort plus.", person_id=person_id)
    nobody = reception.receive(actor, None, "telephone", "Sans nom.")
    passing.pass_on(actor, nobody, cast.key("team technical"), "Voir avec elle.")


def keys(person_id: UUID, worker: UUID) -> dict[str, UUID]:
    """The keys of what `fill` made, as route arguments name them."""
    return {
        "passage": Passage.objects.filter(person_id=person_id)[0].pk,
        "message": Message.objects.filter(person_id=person_id)[0].pk,
        "held": HeldReception.objects.filter(author_id=worker).order_by("held_at")[0].pk,
        "passing": Passing.objects.order_by("passed_at")[0].pk,
        "report": ProtectionReport.objects.filter(person_id=person_id)[0].pk,
    }
