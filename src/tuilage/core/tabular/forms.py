"""The forms of an import: the file, its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import ImportRun
from .targets import Target

ORDERS = (
    ("dmy", gettext_lazy("day, month, year (31/12/1980)")),
    ("mdy", gettext_lazy("month, day, year (12/31/1980)")),
    ("ymd", gettext_lazy("year, month, day (1980-12-31)")),
)


class FileForm(forms.Form):
    """The file to bring in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, one row for each person, headings at the top. Up to 300 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class ColumnsForm(forms.Form):
    """What each column holds: one list for each, then how the file is taken."""

    def __init__(self, run: ImportRun, target: Target, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not read")), *((each.code, each.label) for each in target.fields)]
        for place, heading in enumerate(run.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices, required=False, label=heading, initial=run.columns.get(heading, "")
            )
        self.fields["date_order"] = forms.ChoiceField(
            choices=ORDERS, label=_("Dates are written"), initial=run.date_order
        )
        sources = target.sources()
        self.fields["source"] = forms.ChoiceField(
            choices=[("", _("no other software")), *sources],
            label=_("The numbers come from"),
            required=False,
            initial=run.source or (sources[0][0] if len(sources) == 1 else ""),
        )
        self.fields["name"] = forms.CharField(
            label=_("Keep these columns under a name"),
            help_text=_("The next file with the same headings will be read the same way."),
            max_length=80,
            required=False,
        )
        self.fields["strict"] = forms.BooleanField(
            label=_("Write nothing at all if a single row cannot be taken"), required=False
        )
        self.headings = list(run.headings)

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The lists of the columns, in the file's order."""
        return [self[f"column_{place}"] for place in range(len(self.headings))]

    @property
    def columns(self) -> dict[str, str]:
        """heading -> field, as chosen."""
        return {h: self.cleaned_data.get(f"column_{i}", "") for i, h in enumerate(self.headings)}
