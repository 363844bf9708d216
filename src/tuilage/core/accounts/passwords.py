"""Passwords as CNIL 2022-100 asks (research: domain-rules §4): enough guesses needed, no forced renewal."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def kinds(password: str) -> int:
    """How many kinds of characters: lower case, upper case, figures, others."""
    tests: list[Callable[[str], bool]] = [str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum()]
    return sum(any(test(character) for character in password) for test in tests)


def strong_enough(password: str) -> bool:
    """80 bits: 12 characters of four kinds, 14 of three (letters both cases and figures), or seven words."""
    words = [word for word in password.replace("-", " ").split() if len(word.strip(string.punctuation)) > 2]
    return (
        (len(password) >= 12 and kinds(password) == 4)
        or (len(password) >= 14 and kinds(password) >= 3)
        or (len(words) >= 7 and len(set(words)) >= 6)
    )


class CnilValidator:
    """Refuses a password that is too easy, and says which three ways there are."""

    def validate(self, password: str, user: Any = None) -> None:
        if not strong_enough(password):
            raise ValidationError(self.get_help_text(), code="password_too_weak")

    def get_help_text(self) -> str:
        return _(
            "Choose 12 characters with lower case, upper case, figures and signs; or 14 with three of these kinds;"
            " or a sentence of seven different words."
        )
