"""The migrated database, made once for all workers of a run.

Ninety migrations take seconds of one core. The process that leads the workers of pytest-xdist
runs them while these collect, and each worker begins with a copy. A run without workers has
nothing to share: there pytest-django does everything.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from pytest_django.plugin import blocking_manager_key

_NAME = pytest.StashKey[str]()


def pytest_configure() -> None:
    """Have a worker copy the database; by then it has been made: tests are dealt out later."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        made = f"{TEST_DATABASE_PREFIX}{connection.settings_dict['NAME']}"
        connections.databases["default"]["TEST"]["TEMPLATE"] = made


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Iterator[None]:
    """Make it once the workers have been started and are busy."""
    yield
    if session.config.pluginmanager.has_plugin("dsession"):
        session.config.stash[_NAME] = str(connection.settings_dict["NAME"])
        with session.config.stash[blocking_manager_key].unblock():
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
            connection.close()  # what somebody is connected to cannot be copied


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop it: the server may be somebody's own."""
    if _NAME in session.config.stash:
        with session.config.stash[blocking_manager_key].unblock():
            connection.creation.destroy_test_db(session.config.stash[_NAME], verbosity=0)
