"""A letter made from a template and what is written: filled, completed by hand, kept as a PDF among the papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.documents.sheets import Sheet, as_pdf
from tuilage.core.documents.store import Received
from tuilage.core.forms.versions import save_checked
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.names import clean_line, clean_text

from . import rules
from .actions import About, write_paper
from .facts import address_lines, polite_name, writing_team
from .models import Letter, LetterTemplate, PaperPage, PersonPaper
from .queries import facts_about, known_places

WRITTEN = ("name", "what_for", "kind", "title", "to_person", "body", "signature")


@dataclass(frozen=True)
class Begun:
    """What a letter says before anybody has touched it."""

    title: str
    recipient: str
    subject: str
    body: str
    signature: str


def begin(actor: Actor, person: Person, template: LetterTemplate) -> Begun:
    """The template, filled from what is written about the person, in the template's language."""
    with override(template.language):
        known = known_places()
        texts = (template.title, template.body, template.signature)
        wanted = set().union(*(rules.places_in(text) for text in texts))
        facts = facts_about(actor, person.pk, wanted)
        title, body, signature = (rules.filled(text, facts, known) for text in texts)
        to = "\n".join([polite_name(person), *address_lines(person)]) if template.to_person else ""
    return Begun(title, to, "", body, signature)


def sender_lines(actor: Actor) -> list[str]:
    """The head of the letter: the structure, the team, how to reach it."""
    team = writing_team(actor)
    if team is None:
        return []
    lines = [team.structure.name, team.name, team.phone or team.structure.phone, team.email]
    return [line for line in lines if line]


def dated(actor: Actor, day: date) -> str:
    """ "Agen, le 23 novembre 2026"."""
    team = writing_team(actor)
    place = team.structure.commune.name if team and team.structure.commune else ""
    if not place:
        return _("On %(day)s") % {"day": short_day(day)}
    return _("%(place)s, on %(day)s") % {"place": place, "day": short_day(day)}


@transaction.atomic
def keep_letter(actor: Actor, person: Person, template: LetterTemplate, data: dict[str, Any]) -> PersonPaper:
    """Keep a letter: its PDF among the person's papers, its words beside it. Raises Refused while something is left
    to complete."""
    body = clean_text(data["body"])
    if not body:
        raise Refused(_("Write something first."), "body")
    for field in ("body", "title", "subject", "recipient", "signature"):
        left = rules.left_to_complete(data[field])
        if left:
            raise Refused(rules.complete_words(left), field)
    day = today()
    with override(template.language):
        letter = Letter(
            template=template, template_version=template.version, title=clean_line(data["title"])[:200],
            recipient=clean_text(data["recipient"]), subject=clean_line(data["subject"])[:200], body=body,
            signature=clean_text(data["signature"]), sender="\n".join(sender_lines(actor)),
            dated=dated(actor, day), language=template.language,
        )  # fmt: skip
        pdf = as_pdf(sheet_of(letter))
    about = About(template.kind, day, PersonPaper.Source.MADE, data["tier"], title=letter.title)
    letter.paper = write_paper(actor, person.pk, about)
    page = PaperPage(paper=letter.paper, number=1)
    page.hold(Received("pdf", pdf, ""))
    page.save(force_insert=True)
    letter.save(force_insert=True)
    return letter.paper


def sheet_of(letter: Letter) -> Sheet:
    """The words of a letter as a sheet."""
    sender = tuple(letter.sender.splitlines())
    return Sheet(
        title=letter.title,
        body=letter.body,
        lang=letter.language,
        sender=sender,
        recipient=tuple(letter.recipient.splitlines()),
        dated=letter.dated,
        subject=letter.subject,
        signature=tuple(letter.signature.splitlines()),
        foot=" · ".join(sender[:3]),
    )


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    known = known_places()
    for field in ("title", "body", "signature"):
        try:
            rules.check_template(data[field], known)
        except Refused as refusal:
            raise Refused(str(refusal), field) from None
    if not data["body"].strip():
        raise Refused(_("Write something first."), "body")
    return {name: data[name] for name in WRITTEN}


@transaction.atomic
def create_template(actor: Actor, data: dict[str, Any]) -> LetterTemplate:
    """A new template. Raises Refused for a place that nobody fills."""
    fields = _checked(data)
    code = slugify(fields["name"])[:50] or "modele"
    taken = set(LetterTemplate.objects.filter(code__startswith=code).values_list("code", flat=True))
    number, free = 2, code
    while free in taken:
        free, number = f"{code}-{number}", number + 1
    template = LetterTemplate(code=free, **fields)
    template.save(force_insert=True)
    return template


@transaction.atomic
def rewrite_template(
    actor: Actor, template: LetterTemplate, version: int, data: dict[str, Any]
) -> LetterTemplate:
    """Change a template; letters already made stay as they are. Raises StaleVersion, Refused."""
    for name, value in _checked(data).items():
        setattr(template, name, value)
    return save_checked(template, version, WRITTEN)


@transaction.atomic
def put_away(actor: Actor, template: LetterTemplate, away: bool) -> LetterTemplate:
    """No longer offer a template, or offer it again."""
    template.archived_on = today() if away else None
    return save_checked(template, template.version, ("archived_on",))


def preview(template_body: str, title: str, signature: str) -> Sheet:
    """What a template looks like, each place said by its name."""
    known = known_places()
    said = {name: f"« {words} »" for name, words in known.items()}
    text = [rules.filled(one, said, known) for one in (title, template_body, signature)]
    return Sheet(text[0], text[1], signature=tuple(text[2].splitlines()))


def letter_of(paper_id: UUID) -> Letter | None:
    """The words of a paper that was made here, or None."""
    return Letter.objects.filter(paper_id=paper_id).select_related("template").first()
