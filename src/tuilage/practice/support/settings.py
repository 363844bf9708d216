"""The département's own words and numbers: read when asked, with what holds when it chose none."""

from __future__ import annotations

from typing import Final

from tuilage.practice.support.models import Term

USUAL: Final = {"overlap": 30, "objection": 5, "services": 2, "majority": 12}
"""Days both keyworkers are there; days to object; services that ask for a coordinator; months before majority."""


def number(code: str) -> int:
    """A setting of the département. Raises KeyError for one that does not exist. One query."""
    usual = USUAL[code]
    row = Term.objects.filter(family=Term.Family.NUMBER, code=code, active=True).first()
    return usual if row is None or row.amount is None else row.amount


def terms(family: str) -> list[Term]:
    """The words offered of a family, in their order. One query."""
    return list(Term.objects.filter(family=family, active=True))


def labels(family: str) -> dict[str, str]:
    """Every word of a family by its code, withdrawn ones too: what was chosen once is still told. One query."""
    return dict(Term.objects.filter(family=family).values_list("code", "label"))
