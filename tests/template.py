"""Fill the test template: a real département and the cast. Run by conftest as the application role."""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from tuilage.core.database.context import acting, system
    from tuilage.foundation.sharing import cast
    from tuilage.foundation.territory.actions import load_departement
    from tuilage.foundation.territory.laying import lay_sectors
    from tuilage.foundation.territory.models import Commune, Departement

    with acting(system("demo")):
        load_departement("47")
        communes = list(Commune.objects.order_by("-population", "code")[:2])
        cast.build_professionals("Lot-et-Garonne", communes)
        cast.build_persons(communes)
        lay_sectors(Departement.objects.get(code="47"))
    from tests.access.objects import build

    # What routes are tried on: one of each thing about the daughter (ours) and about the stranger (nobody's here).
    build("keyworker", "head", "adviser", "daughter")
    build("far_keyworker", None, None, "stranger")
    from tests.access.surroundings import surround

    surround()


if __name__ == "__main__":
    main()
