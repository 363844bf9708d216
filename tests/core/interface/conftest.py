"""Pages are rendered here without a database and without collected files."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _files_as_they_are(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
