"""A question asked once a page: panels of a composed page share what they read, without knowing each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers_of_the_page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Within it, a function marked `once_a_page` is run once for the same arguments. Nothing outlives it."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def told(function: Callable[..., Any], answer: Any, *args: Any) -> None:
    """Give the page an answer that it already holds: `function(*args)` is not asked again. Nothing outside a page."""
    answers = _answers.get()
    if answers is not None:
        answers[getattr(function, "__wrapped__", function), args, ()] = answer


def once_a_page(function: Callable[P, T]) -> Callable[P, T]:
    """Share the answer between the panels of one page; outside a page, ask each time. Arguments are hashable."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        found: T = answers[key]
        return found

    return ask
