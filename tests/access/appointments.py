"""The appointment that the agenda's routes are tried on: made for the test, most tests start without one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.access.routes import Route
from tuilage.core.database.clock import start_of_day, today
from tuilage.core.database.context import acting
from tuilage.foundation.agenda.actions.booking import Wanted, book
from tuilage.foundation.agenda.models import Appointment
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.sharing import cast

NAME = "appointment"


def about(route: Route, who: str, worker: str, team: str) -> dict[str, Any]:
    """The appointment of somebody, when the route asks for one."""
    if NAME not in route.arguments.values():
        return {}
    with acting(actor_for(Professional.objects.get(pk=cast.key(worker)))) as actor:
        row = Appointment.objects.filter(person_id=cast.key(who)).first()
        if row is None:
            soon = start_of_day(today() + timedelta(days=7)) + timedelta(hours=10)
            wanted = Wanted(soon, timedelta(minutes=45), cast.key(worker))
            row = book(actor, Team.objects.get(pk=cast.key(f"team {team}")), cast.key(who), wanted)
        return {NAME: row.pk}
