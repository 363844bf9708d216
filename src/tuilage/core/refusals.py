"""The one way an action says no: a sentence that the user can act on."""

from __future__ import annotations


class Refused(Exception):
    """An act that the rules do not allow now. `str()` is a sentence in the user's words; nothing was written."""

    def __init__(self, sentence: object, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
