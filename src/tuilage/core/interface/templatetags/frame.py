"""The words of the frame for templates. Installed as a builtin: no `{% load frame %}` needed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, npgettext, pgettext

from tuilage.core.database.clock import today
from tuilage.core.interface import dates, fields, icons
from tuilage.core.interface import ribbon as ribbons
from tuilage.core.interface.parts import CheckItem

register = template.Library()

STATES = {
    "done": "check-circle-fill",
    "soon": "clock-fill",
    "urgent": "exclamation-triangle-fill",
    "new": "asterisk",
    "waiting": "hourglass-split",
    "plain": "circle",
}

TIERS = {  # translated when shown
    "shared": (
        "people-fill",
        gettext_noop("Shared"),
        gettext_noop("The person and their circle can read it."),
    ),
    "team": ("person-badge-fill", gettext_noop("Team"), gettext_noop("Your team can read it.")),
    "draft": (
        "pencil-fill",
        gettext_noop("Draft"),
        gettext_noop("Only you can read it; an access request examines it like the rest."),
    ),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of bootstrap-icons; always put a word beside it."""
    return icons.icon(name)


# Forms


@register.simple_tag(takes_context=True)
def form_guard(context: Context, form: forms.BaseForm | None = None) -> SafeString:
    """What every POST form carries: the CSRF token, an idempotency key, and the version it was opened at."""
    from tuilage.core.forms.idempotency import new_key

    form = form or context.get("form")
    parts = []
    token = context.get("csrf_token")
    if token and token != "NOTPROVIDED":  # noqa: S105 (what Django says when there is none)
        parts.append(_hidden("csrfmiddlewaretoken", token))
    parts.append(_hidden("idempotency_key", new_key()))
    version = fields.version_of(form)
    if version is not None:
        parts.append(_hidden("version", version))
    return format_html_join("", "{}", ((part,) for part in parts))


def _hidden(name: str, value: object) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.inclusion_tag("frame/field.html")
def field(bound: forms.BoundField, label: str = "", rows: int | None = None) -> dict[str, Any]:
    """A field whole: label, "required" in words, help, control, errors, all tied together."""
    return fields.field_context(bound, label=label, rows=rows)


@register.inclusion_tag("frame/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is to be put right, at the top, each line leading to its field. Silent without errors."""
    return {"lines": fields.error_lines(form)}


@register.inclusion_tag("frame/form.html", takes_context=True)
def render_form(
    context: Context,
    form: forms.BaseForm,
    submit: str = "",
    cancel_url: str = "",
    draft: str = "",
    draft_object: object = "",
    action: str = "",
) -> dict[str, Any]:
    """A whole POST form. `draft` is the key under which what is typed is kept while typing."""
    return {
        "form": form,
        "submit": submit or _("Save"),
        "cancel_url": cancel_url,
        "draft_key": draft,
        "draft_object": draft_object or "",
        "action": action,
        "csrf_token": context.get("csrf_token"),
        "multipart": form.is_multipart(),
        "visible": form.visible_fields(),
        "hidden": [bound for bound in form.hidden_fields() if bound.name != "version"],
    }


# Words, dates, figures


@register.simple_tag
def when(value: date | datetime | None) -> SafeString | str:
    """ "il y a 3 jours", with the date in full on hover and in print."""
    if value is None:
        return _("date not known")
    return format_html(
        '<time class="when" datetime="{}" title="{}"><span class="when-near">{}</span>'
        '<span class="when-full">{}</span></time>',
        value.isoformat(),
        dates.moment_in_words(value),
        dates.near(value, today()),
        dates.moment_in_words(value),
    )


@register.simple_tag
def day(value: date | datetime | None) -> SafeString | str:
    """ "lundi 23 novembre 2026"; with its time when it has one."""
    if value is None:
        return _("date not known")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.moment_in_words(value))


@register.simple_tag
def span(start: date, end: date | None = None) -> str:
    """A period '[)' in words: "du 3 mars 2026 au 30 juin 2026", "depuis le 3 mars 2026"."""
    return dates.span_in_words(start, end)


@register.simple_tag
def clock_time(value: datetime) -> str:
    """ "9 h 40"."""
    return dates.time_in_words(value)


@register.simple_tag
def count(amount: int | None, singular: str, plural: str) -> str:
    """ "12 personnes"; None is "non connu", never 0. The noun comes already translated."""
    if amount is None:
        return pgettext("a figure", "not known")
    # The catalogue of the active language says which number zero and one take.
    number = npgettext("grammatical number", "singular", "plural", amount)
    return f"{_figure(amount)}\N{NO-BREAK SPACE}{singular if number == 'singular' else plural}"


@register.simple_tag
def suppressed(value: Any, threshold: int = 5) -> str:
    """A published figure: "non connu" for None, "moins de 5" for a small one or one marked suppressed."""
    if value is None:
        return pgettext("a figure", "not known")
    hidden = value == "suppressed" or getattr(value, "suppressed", False) is True
    if hidden or (isinstance(value, int | float) and 0 < value < threshold):
        return _("fewer than %(threshold)d") % {"threshold": threshold}
    return _figure(value)


def _figure(value: Any) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))


@register.simple_tag
def tier(name: str) -> SafeString | str:
    """Who else can read it: an icon and a word; nothing for an unknown tier."""
    if str(name) not in TIERS:
        return ""
    icon_name, word, sentence = TIERS[str(name)]
    return format_html(
        '<span class="tier tier-{}" title="{}">{}{}</span>', name, _(sentence), icons.icon(icon_name), _(word)
    )


@register.simple_tag
def state(kind: str, label: str) -> SafeString:
    """Where something stands: done, soon, urgent, new, waiting or plain, with its word."""
    kind = kind if kind in STATES else "plain"
    return format_html('<span class="state state-{}">{}{}</span>', kind, icons.icon(STATES[kind]), label)


@register.simple_tag
def quote(text: str, who: str = "") -> SafeString | str:
    """The person's own words, as a quotation."""
    if not text:
        return ""
    source = format_html("<figcaption>{}</figcaption>", who) if who else ""
    return format_html('<figure class="words"><blockquote><p>{}</p></blockquote>{}</figure>', text, source)


# Parts


@register.inclusion_tag("frame/checklist.html")
def checklist(items: Iterable[CheckItem], title: str = "") -> dict[str, Any]:
    """What is still missing, said as what is already there: n of m."""
    lines = list(items)
    done = sum(1 for line in lines if line.done)
    return {"items": lines, "title": title, "done": done, "total": len(lines), "complete": done == len(lines)}


@register.inclusion_tag("frame/ribbon.html")
def ribbon(given: ribbons.Ribbon | None, title: str = "", name: str = "ribbon") -> dict[str, Any]:
    """The path from left to right. `name` tells two ribbons of one page apart."""
    drawing = ribbons.draw(given) if given is not None else None
    return {"drawing": drawing, "title": title or _("The path"), "name": name}


@register.inclusion_tag("frame/crumb.html")
def crumb(label: str, url: str = "") -> dict[str, str]:
    """One step of "where I am", inside {% block crumbs %}; the page itself has no address."""
    return {"label": label, "url": url}


@register.inclusion_tag("frame/empty.html")
def empty(
    title: str, text: str = "", act_url: str = "", act_label: str = "", icon_name: str = "journal-text"
) -> dict[str, str]:
    """Nothing here yet: what goes here, why, and the first act."""
    return {"title": title, "text": text, "act_url": act_url, "act_label": act_label, "icon_name": icon_name}
