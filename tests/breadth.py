"""Which tests are broad: no unit tests, in whatever folder they are.

A unit test calls one part and looks at what it gives back or has stored. `make test-unit` runs
these while somebody writes; `make test` runs everything. Most that is broad shows it by what it
asks for; what starts a program or takes hundreds of steps says so with `pytest.mark.broad`.
"""

from pathlib import Path

import pytest
from django.test import Client

from tests.staff import signed_in

# What is tried there is the product as a whole, or the programs that it runs as.
FOLDERS = {"demo", "deploy", "faults", "growth", "journeys", "security"}
MARKS = ("browser", "stack")
# A request through every layer, a database that commits, a conversation with a mail server.
FIXTURES = {"client", "transactional_db", "live_server", "use_server"}
NO_BROAD_TESTS = "not broad"  # the expression of `make test-unit`


def is_broad_folder(path: Path) -> bool:
    """Whether everything in a folder is broad: `make test-unit` need not even read it."""
    return path.parent == Path(__file__).parent and path.name in FOLDERS


def is_broad(item: pytest.Item) -> bool:
    """Whether a test takes many parts together: a site, a page with all below it, races."""
    return (
        any(is_broad_folder(folder) for folder in item.path.parents)
        or any(item.get_closest_marker(name) for name in MARKS)
        or bool(FIXTURES & set(getattr(item, "fixturenames", ())))
        or _commits(item)
        or _may_ask_for_pages(item)
    )


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


def _may_ask_for_pages(item: pytest.Item) -> bool:
    """Whether it stands in a module that makes clients of Django's."""
    module = item.getparent(pytest.Module)
    assert module is not None, f"{item} stands in no module"
    return any(value is Client or value is signed_in for value in vars(module.obj).values())
