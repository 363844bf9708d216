"""How a Django form becomes accessible markup: names, help and errors tied to their control."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_noop

# Django's own sentence, given here so that our catalogue says it in our words.
gettext_noop("This field is required.")

ERROR_SUFFIX = "_error"
HELP_SUFFIX = "_helptext"


def version_of(form: forms.BaseForm | None) -> object | None:
    """The version a form was opened at, from its `version` attribute or field; None where it has none.

    The attribute first: it is how a conflict says which version stands now, whatever was sent.
    """
    found: object | None = getattr(form, "version", None)
    if found is None and form is not None and "version" in form.fields:
        found = form["version"].value()
    return found


def field_context(bound: BoundField, label: str = "", rows: int | None = None) -> dict[str, Any]:
    """What templates/frame/field.html shows of `bound`."""
    grouped = _grouped(bound)
    described = _described(bound)
    if str(bound.field.widget.attrs.get("placeholder", "")) == str(bound.label):
        del bound.field.widget.attrs["placeholder"]  # it would only say the label twice
    return {
        "field": bound,
        "label": label or bound.label,
        "required": bound.field.required and not bound.field.disabled,
        "control": bound.as_widget(attrs=_attributes(bound, described, rows)),
        "grouped": grouped,
        "described": " ".join(described),
        "single_check": isinstance(bound.field.widget, forms.CheckboxInput),
        "help_id": f"{bound.auto_id}{HELP_SUFFIX}",
        "error_id": f"{bound.auto_id}{ERROR_SUFFIX}",
    }


def error_lines(form: forms.BaseForm) -> list[dict[str, str]]:
    """One line per thing to put right: its sentence and the id of the control to go to ("" for the whole form)."""
    lines = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for bound in form:
        lines += [
            {"text": str(text), "target": _first_control(bound), "label": str(bound.label)}
            for text in bound.errors
        ]
    return lines


def _described(bound: BoundField) -> list[str]:
    ids = [f"{bound.auto_id}{HELP_SUFFIX}"] if bound.help_text else []
    return ids + ([f"{bound.auto_id}{ERROR_SUFFIX}"] if bound.errors else [])


def _grouped(bound: BoundField) -> bool:
    return bound.use_fieldset


def _first_control(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def _attributes(bound: BoundField, described: list[str], rows: int | None) -> dict[str, Any]:
    widget = bound.field.widget
    attributes: dict[str, Any] = {}
    if (
        css
        := f"{widget.attrs.get('class', '')} {_css_class(widget)}{' is-invalid' if bound.errors else ''}".strip()
    ):
        attributes["class"] = css
    # Forms here are mostly about somebody else: the browser must not offer the worker's own details.
    if "autocomplete" not in widget.attrs and not isinstance(widget, forms.CheckboxInput | forms.Select):
        attributes["autocomplete"] = "off"
    if described and not _grouped(bound):
        attributes["aria-describedby"] = " ".join(described)
    if rows and isinstance(widget, forms.Textarea):
        attributes["rows"] = rows
    return attributes


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""  # Django would put it on the group, not on each box; .field-choices draws those.
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"
