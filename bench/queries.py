"""How many queries one request costs, the first and, of pages that are kept, the next.

Run as `python -m bench.queries`; prints JSON: what, and the number for one more request.
"""

import json
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import django
from django.db import connection

from bench import visits
from bench.site import SLUG
from stack.variables import SITE_HOST


class _Counter:
    """Counts what goes to the database, BEGIN and COMMIT left out."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def queries_of(request: Callable[[], Any]) -> int:
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
    from django.test import Client

    from accounts.models import User

    headers = {"accept-language": "fr", "x-forwarded-proto": "https"}
    visitor = Client(SERVER_NAME=SITE_HOST, headers=headers)
    staff = Client(SERVER_NAME=SITE_HOST, headers=headers)
    staff.force_login(User.objects.get(email="organiser@demo.example"))
    page = visitor.get(visits.PAGE).content.decode()
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    time.sleep(3.5)  # nobody types faster

    def sign() -> None:
        fields = {
            "form_token": token,
            "first_name": "Suzie",
            "last_name": "Exemple",
            "category": "citizen",
            "email": f"suzie{time.monotonic_ns()}@campus.example",
            "display": "full",
            "consent": "on",
            "age_15": "on",
        }
        answer = visitor.post(f"/fr/appeals/{SLUG}/sign/", fields)
        if answer.status_code != 303:  # noqa: PLR2004 -- look into your inbox
            raise RuntimeError(f"signing: {answer.status_code}")

    found = {
        "page-gunicorn": queries_of(lambda: visitor.get(visits.PAGE)),
        "figures-json": queries_of(lambda: visitor.get(visits.FIGURES)),
        "wall": queries_of(lambda: visitor.get(visits.WALL)),
        "wall-search": queries_of(lambda: visitor.get(f"{visits.WALL}?q=martin")),
        "staff-list": queries_of(lambda: staff.get(visits.STAFF_LIST)),
        "sign": queries_of(sign),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
