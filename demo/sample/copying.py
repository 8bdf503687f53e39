"""Rows into PostgreSQL by COPY: the quickest way in, in bounded transactions."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

from demo.sample.signatories import Sample, Signatories
from signatures.models import ModerationDecision, OutboundEmail, Signature, Tally

CHUNK = 10_000


def load_signatures(signatories: Signatories, number: int) -> Iterator[int]:
    """Make and load `number` signatures, a chunk at a time.

    The rows stream into the database while they are made, so memory does not grow with
    `number`, and both processors work.

    Args:
        signatories: makes them.
        number: how many.

    Yields:
        How many are there after each chunk, which is one transaction.
    """
    moments = signatories.moments(number)
    for loaded in range(0, number, CHUNK):
        with transaction.atomic():
            _be_patient()
            ids = _next_ids(min(CHUNK, number - loaded))
            made = (signatories.make(*row) for row in zip(ids, moments, strict=False))
            load_samples(made)
        yield loaded + len(ids)
    _refresh_statistics()


def load_samples(samples: Iterable[Sample]) -> None:
    """Load signatures while they are made, then what hangs on them."""
    beside: list[Model] = []

    def signatures() -> Iterator[Signature]:
        for signature, *others in samples:
            beside.extend(other for other in others if other)
            yield signature

    copy_rows(signatures())
    for model in {type(row) for row in beside}:
        copy_rows(row for row in beside if type(row) is model)


def copy_rows(rows: Iterable[Model]) -> None:
    """COPY unsaved rows of one model. What the first leaves to the database, all must."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = [
        field
        for field in first._meta.concrete_fields  # noqa: SLF001 -- Django's documented interface
        if not (field.primary_key and first.pk is None)
        and not isinstance(getattr(first, field.attname), DatabaseDefault)
    ]
    names = [field.attname for field in fields]
    columns = [sql.Identifier(str(field.column)) for field in fields]
    table = sql.Identifier(first._meta.db_table)  # noqa: SLF001
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(columns))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chain([first], rows):
            copy.write_row([getattr(row, name) for name in names])


def _next_ids(number: int) -> list[int]:
    """Have the sequence give identifiers, so that the next signature's comes after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Signature._meta.db_table, number],  # noqa: SLF001
        )
        return [pk for (pk,) in cursor.fetchall()]


def _be_patient() -> None:
    """Lift the limit that protects visitors' requests; nobody waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _refresh_statistics() -> None:
    """Tell the planner at once how large the tables have become."""
    with transaction.atomic(), connection.cursor() as cursor:
        _be_patient()
        for model in (Signature, OutboundEmail, ModerationDecision, Tally):
            cursor.execute(
                sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table))  # noqa: SLF001
            )
