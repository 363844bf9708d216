"""The two plans that come with Tuilage, and a plan of a département's own."""

from __future__ import annotations

import pytest

from tuilage.core.database.context import acting, system
from tuilage.steering.plans.demo import load_plans
from tuilage.steering.plans.models import PlanAction

OWN = """
cle: sosms-2024-2028
nom: Schéma d'organisation sociale et médico-sociale
type: schéma
annees: [2024, 2028]
niveaux: [Axe, Type d'actions, Mesure, Action]
renouvele_tous_les: 5
evalue_tous_les: 2
contenu:
  - code: A
    titre: Prévenir
    contenu:
      - code: A1
        titre: Repérer
        contenu:
          - code: A1a
            titre: Aller vers
            actions:
              - {code: A1a1, titre: Une tournée, terme: court, calendrier: [2024, 2025]}
              - {code: A1a2, titre: Un réseau, terme: long, enjeux: [L'isolement], calendrier: [2027]}
"""


@pytest.fixture
def plans(db: None) -> dict[str, PlanAction]:
    """Both plans imported; their actions by code."""
    with acting(system("demo")):
        load_plans()
    return {action.code: action for action in PlanAction.objects.select_related("plan")}
