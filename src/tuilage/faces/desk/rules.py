"""Who opens a desk, and a person's file."""

from __future__ import annotations

from tuilage.core.access import CASE_WORKER, EVERY_ROLE, HEAD_OF_SERVICE, PARTNER, SECRETARY, declare_acts

declare_acts(
    "desk",
    {
        "desk.today": EVERY_ROLE,
        "desk.search": EVERY_ROLE,
        "desk.persons": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE, PARTNER},
        "desk.person": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE, PARTNER},
    },
)
