"""A file brought in by the west team, and one by a team that is nobody's here: what the pages of imports open."""

from __future__ import annotations

import io
from typing import Any

from tuilage.core.database.context import acting, system
from tuilage.core.tabular import actions
from tuilage.core.tabular.models import ImportRun
from tuilage.core.tabular.targets import targets
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Resemblance
from tuilage.foundation.sharing import cast

NAMES = frozenset({"import_run", "import_chosen", "resemblance"})
HEADINGS = "ID;NOM;PRENOM;DATE NAISSANCE"


def build(worker: str) -> dict[str, Any]:
    """A run that is done, a file that waits for its columns, a row that resembles somebody."""
    name = "Valborde" if worker == "secretary" else "Quemeneur"
    with acting(actor_for(Professional.objects.get(pk=cast.key(worker)))) as actor:
        _bring(actor, f"{HEADINGS}\n1;{name};Ghislaine;03/02/1980\n", worker)
        done = _bring(
            actor, f"{HEADINGS}\n8;{name[:-1]};Ghislaine;03/02/1980\n9;;;01/01/1900\n", f"{worker}-two"
        )
        chosen = actions.receive_file(
            actor, targets["identities"], _file(f"{HEADINGS}\n1;A;B;01/01/1900\n"), "x"
        )
        with acting(system("import")):
            alike = Resemblance.objects.filter(run=done).get()
    return {"import_run": done.pk, "import_chosen": chosen.pk, "resemblance": alike.pk}


def _file(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def _bring(actor: Any, text: str, source: str) -> ImportRun:
    run = actions.receive_file(actor, targets["identities"], _file(text), "x")
    run.source = source
    with acting(system("import")):
        run.save(update_fields=["source"])
    actions.start(actor, run)
    return actions.carry_out(run.pk)
