"""The table: each route, its method, its objects, and what each role gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# role -> who of the cast holds it
ROLES = {
    "secretary": "secretary",
    "case_worker": "keyworker",
    "head": "head",
    "partner": "youth_partner",
    "policy": "policy_officer",
    "dpo": "dpo",
    "admin": "administrator",
}


@dataclass(frozen=True)
class Route:
    """One line. `codes`: one code for each role of ROLES in order ("200 200 … 404"); anonymous visitors sign in (302).

    `arguments` name objects of tests/template.py; `guards` are those of them behind row security.
    """

    name: str
    codes: str
    method: str = "GET"
    arguments: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[str, ...] = ()
    anonymous: int = 302
    page: bool = True  # a whole page, to be walked by axe (not a file or a fragment)

    def expected(self) -> dict[str, int]:
        """Role -> code."""
        codes = [int(code) for code in self.codes.split()]
        if len(codes) == 1:
            codes *= len(ROLES)
        return {"anonymous": self.anonymous, **dict(zip(ROLES, codes, strict=True))}


ROUTES: list[Route] = []
ACCOUNT_ROUTES: tuple[str, ...] = ()
OPEN_TO_ALL: tuple[str, ...] = ()
