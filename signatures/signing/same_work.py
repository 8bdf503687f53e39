"""The time of an answer says nothing of an address (R-03): the same work is done for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """Have the database do what is written within, and take it back.

    Where nothing is to be written, it costs the visitor as much as where something is: the
    statements, and the flush when the transaction ends. Call it in a transaction.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
