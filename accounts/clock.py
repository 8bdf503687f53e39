"""One clock for everything: the database's (R-40)."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """Give the database's time, in UTC: when the current transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        row = cursor.fetchone()
    moment: datetime = row[0]
    return moment.astimezone(UTC)
