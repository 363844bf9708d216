"""The frame stands without the rooms above it: only its own addresses exist here."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.core.interface.routes"
