"""Who keeps accounts."""

from __future__ import annotations

from tuilage.core.access import ADMINISTRATOR, declare_acts

declare_acts("accounts", {"accounts.manage": {ADMINISTRATOR}})
