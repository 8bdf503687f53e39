"""How many pages of PostgreSQL a request touches: what it costs, whatever the machine."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

type Execute = Callable[..., Any]


class Touched:
    """Counts the buffers of each query of a request, by asking for its plan first.

    Attributes:
        by_query: the buffers of each statement.
    """

    def __init__(self) -> None:
        self.by_query: Counter[str] = Counter()

    @property
    def total(self) -> int:
        return self.by_query.total()

    def __call__(self, execute: Execute, sql: str, params: Any, *others: Any) -> Any:
        if sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
            self.by_query[sql] += _buffers(sql, params)
        return execute(sql, params, *others)


@contextmanager
def touched() -> Iterator[Touched]:
    """Count what the block's queries touch."""
    counter = Touched()
    with connection.execute_wrapper(counter):
        yield counter


def _buffers(sql: str, params: Any) -> int:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        ((said,),) = cursor.fetchall()
    plan = (said if isinstance(said, list) else json.loads(said))[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
