"""Controls that the browser already makes well: its own calendar and clock, typed or chosen."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A date; the browser shows it in the reader's order, and sends ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeOfDayInput(forms.TimeInput):
    """An hour and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """A date and a time, in the département's time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class WordsInput(forms.Textarea):
    """What somebody says, at length: a large field that grows."""

    def __init__(self, attrs: dict[str, Any] | None = None, rows: int = 4) -> None:
        super().__init__(attrs={"rows": rows, "class": "words-input", **(attrs or {})})
