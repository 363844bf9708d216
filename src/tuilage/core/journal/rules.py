"""Who may read the access journal as a whole."""

from __future__ import annotations

from tuilage.core.access import DATA_PROTECTION_OFFICER, declare_acts

declare_acts("journal", {"journal.read": {DATA_PROTECTION_OFFICER}})
