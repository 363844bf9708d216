"""Is it alive: for a load balancer or a head of IT."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

import tuilage
from tuilage.core.access import anyone


@anyone
def health(request: HttpRequest) -> JsonResponse:
    """200 with the versions of code, schema (last migration) and database; 503 (middleware) when it is away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version'),"
            " (select app || '.' || name from django_migrations order by id desc limit 1)"
        )
        database, schema = cursor.fetchone()
    return JsonResponse({"code": tuilage.__version__, "schema": schema, "database": f"PostgreSQL {database}"})
