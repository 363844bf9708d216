"""Who may see and change the organisation."""

from __future__ import annotations

from tuilage.core.access import ADMINISTRATOR, EVERY_ROLE, HEAD_OF_SERVICE, declare_acts

declare_acts(
    "organisations",
    {
        "organisations.read": EVERY_ROLE,
        "organisations.absence": {HEAD_OF_SERVICE},
        "organisations.manage": {ADMINISTRATOR},
    },
)
