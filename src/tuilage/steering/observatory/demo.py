"""The demonstration's last step: twenty-four months of figures, counted from what the other rooms made."""

from __future__ import annotations

from tuilage.core.registries import DemoStep, demo_parts

from .actions import publish_months


def _build(context: object) -> None:
    publish_months(24)


demo_parts.add("observatory", DemoStep("observatory", _build, order=900))
