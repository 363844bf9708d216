"""Who brings files in: those whose service the rows concern. The administrator keeps the machine and reads no row."""

from __future__ import annotations

from tuilage.core.access import HEAD_OF_SERVICE, SECRETARY, declare_acts

declare_acts("tabular", {"tabular.import": {SECRETARY, HEAD_OF_SERVICE}})

REPORT_DAYS = 90
WAITING_DAYS = 7  # a file that was chosen and never run
