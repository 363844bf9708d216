"""What the database holds once the drill is over, and what the journal says; run in a process of its own."""

from __future__ import annotations

import json
import os
import sys

from tuilage.drilling.agents import WORDS

UNANSWERED = """
select count(*) from support_support s where s.running is not null and not coalesce(
  (select range_agg(k.period) from support_keyworker k where k.support_id = s.id and k.lane = 'responsible'),
  '{}'::datemultirange) @> s.running
"""


def look() -> None:
    """In a process of its own, as the application role: what the database holds, what the journal says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    from django.db import connection

    from tuilage.core.database.context import acting, system
    from tuilage.core.journal import verifying
    from tuilage.core.journal.sealing import Sealer

    with acting(system("demo")), connection.cursor() as cursor:
        cursor.execute("select words from reception_request where words like %s", [f"{WORDS} %"])
        numbers = [int(row[0].removeprefix(WORDS).strip(" .")) for row in cursor.fetchall()]
        cursor.execute(UNANSWERED)
        unanswered = cursor.fetchone()[0]
    Sealer().step(last=True)  # the end is signed, as a worker that stops signs it
    report = verifying.verify()
    found = {"numbers": numbers, "unanswered": unanswered, "whole": report.whole, "entries": report.entries}
    sys.stdout.write(json.dumps({**found, "problems": [str(problem) for problem in report.problems]}))
