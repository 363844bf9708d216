"""The columns of a kept file. A room makes its own table of it, with its own row policy.

The bytes stand in the row: whoever may not see the row cannot reach them, a backup holds both or neither, and
deleting the row deletes them (docs/decisions/0012-papers.md).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.documents.store import Received


class FileRow(Base):
    """A file as it was kept. `digest` is of the bytes that were sent: the same file sent twice is known again.

    Read it with `.defer("content")` wherever the bytes are not shown.
    """

    class Kind(models.TextChoices):
        JPEG = "jpeg", _("image")
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("text document")

    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(_("name it was sent under"), max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    content = models.BinaryField()

    class Meta:
        abstract = True

    def hold(self, received: Received) -> None:
        """Take what was received; the row is not saved."""
        self.kind, self.name, self.digest = received.kind, received.name, received.digest
        self.content, self.size = received.content, len(received.content)
        self.width, self.height = received.width, received.height
