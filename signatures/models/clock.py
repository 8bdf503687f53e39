"""One clock for everything: the database's (trust.md §2.2, point 8)."""

from datetime import UTC, datetime

from django.db import connection
from django.http import HttpRequest


def database_now() -> datetime:
    """Give the database's time, in UTC: when the current transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        row = cursor.fetchone()
    moment: datetime = row[0]
    return moment.astimezone(UTC)


def request_now(request: HttpRequest) -> datetime:
    """Give the database's time, asked once for each request: its door and its view agree."""
    if _ASKED not in request.META:
        request.META[_ASKED] = database_now()
    moment: datetime = request.META[_ASKED]
    return moment


_ASKED = "paraphe.now"
