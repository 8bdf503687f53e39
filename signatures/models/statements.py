"""Statements that may take their time: exports, reconciling, purging."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction


@contextmanager
def unhurried(*, snapshot: bool = False, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run a transaction whose statements may take half an hour, not a request's seconds.

    Args:
        snapshot: whether all statements see the database as it is now, read-only. Inside
            another transaction that is not ours to decide, and is left as it is.
        using: the database.
    """
    with transaction.atomic(using=using):
        if snapshot:
            see_one_moment(read_only=True)
        with connections[using].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '30min'")
        yield


def see_one_moment(*, read_only: bool = False) -> None:
    """Have every statement of the transaction that has just begun see the same moment.

    Inside another transaction that is not ours to decide, and is left as it is.
    """
    if connection.savepoint_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        if read_only:
            cursor.execute("SET TRANSACTION READ ONLY")
