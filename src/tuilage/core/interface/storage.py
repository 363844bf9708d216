"""Static files under names that change with their content, compressed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Files(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A file that a package mentions and does not ship (source maps) is no reason to fail."""

    manifest_strict = False
