"""A request sent twice (double click, lost answer) counts once.

Every form carries a key made when it was shown. The first answer is kept in the sender's transaction; the same key
with the same content gets it again, and a second one that arrives meanwhile waits for the first. The same key with
other content (back, corrected, sent again) is another request.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id

FIELD = "idempotency_key"
_UNSIGNED = {FIELD, "csrfmiddlewaretoken"}


def new_key() -> str:
    """The key of a form about to be shown."""
    return str(new_id())


def key_of(request: HttpRequest) -> UUID | None:
    """The key the form was sent with, or None when it has none or it is not one of ours."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def fingerprint(request: HttpRequest) -> str:
    """What was sent, as a hash: nothing of the content is kept."""
    digest = hashlib.sha256(request.get_full_path().encode())
    for name in sorted(request.POST):
        if name not in _UNSIGNED:
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(repr((name, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def claim(key: UUID, print_: str, actor: Actor, path: str) -> HttpResponse | None:
    """Take the key for this transaction (`actor` is a professional). Returns the first answer when the request was already carried out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into forms_sentform (key, fingerprint, actor_id, path, location, at)"
            " values (%s, %s, %s, %s, '', %s) on conflict do nothing",
            [key, print_, actor.id, path[:300], timezone.now()],
        )
        if cursor.rowcount:
            return None
        cursor.execute(
            "select status, location from forms_sentform"
            " where key = %s and fingerprint = %s and actor_id is not distinct from %s",
            [key, print_, actor.id],
        )
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return HttpResponse(status=409)
    return HttpResponse(status=row[0], headers={"Location": row[1]})


def settle(key: UUID, print_: str, response: HttpResponseBase) -> None:
    """Keep the answer if the act was done (a redirection); give the key back otherwise."""
    location = response.headers.get("Location", "")
    with connection.cursor() as cursor:
        if response.status_code in (302, 303) and location:
            cursor.execute(
                "update forms_sentform set status = %s, location = %s where key = %s and fingerprint = %s",
                [response.status_code, location[:500], key, print_],
            )
        else:
            cursor.execute("delete from forms_sentform where key = %s and fingerprint = %s", [key, print_])
