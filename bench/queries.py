"""How many queries one request costs, the first and, of pages that are kept, the next.

Run as `python -m bench.queries`; prints JSON: what, and the number for one more request.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import django
from django.db import connection

from bench import visits


class _Counter:
    """Counts what goes to the database, BEGIN and COMMIT left out."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def queries_of(request: Callable[[], object]) -> int:
    """Count the queries of the second of two requests."""
    request()
    counter = _Counter()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(counter))
        request()
    return counter.number


def main() -> None:
    """Make each request twice, and print the number of queries of the second."""
    django.setup()
    from bench.inside import Requests

    requests = Requests()
    found = {
        "page-gunicorn": queries_of(lambda: requests.read(visits.PAGE)),
        "figures-json": queries_of(lambda: requests.read(visits.FIGURES)),
        "wall": queries_of(lambda: requests.read(visits.WALL)),
        "wall-search": queries_of(lambda: requests.read(f"{visits.WALL}?q=martin")),
        "staff-list": queries_of(lambda: requests.read_at_the_desk(visits.STAFF_LIST)),
        "sign": queries_of(requests.sign),
    }
    waiting = iter(requests.waiting(2))
    found["confirm"] = queries_of(lambda: requests.confirm(next(waiting)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
