"""Fixtures that more than one folder uses."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.models import Model
from django.test.signals import storages_changed
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from appeal.models import Appeal
from signatures import mail_domains
from signatures.mail import opened
from signatures.page_cache import pages
from signatures.risk import network_rules, network_secret
from tests.breadth import NO_BROAD_TESTS, is_broad, is_broad_folder
from tests.factories import make_appeal

# The gate to the database, and the rows that our migrations have written.
_MIGRATED = pytest.StashKey[tuple[DjangoDbBlocker, list[Model]]]()

pytest_plugins = ["tests.faults.fixtures", "tests.migrated"]

# The same examples on every machine and day, however slow it is. Here, before any test that is
# decorated; `--hypothesis-profile=default` looks for other examples.
hypothesis_settings.register_profile(
    "paraphe",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("paraphe")


def pytest_configure() -> None:
    """Have settings of the suite: static files, patience, fast hashes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # A model with a private file has had Django read the setting already. Called by name:
    # whoever listens for changed settings may not be loaded yet.
    storages_changed(setting="STORAGES")
    # What gives up after seconds on a request's path waits for a busy machine here; and a test
    # holds its transaction while other programs work. Sites of processes keep their own.
    patience = "-c lock_timeout=60s -c statement_timeout=60s"
    connections.databases["default"]["OPTIONS"]["options"] = patience
    # Slowness is what a hash for passwords is for, and half of the suite's time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no folder for `make test-unit` of which it would run nothing."""
    is_unread = config.option.markexpr == NO_BROAD_TESTS and is_broad_folder(collection_path)
    return True if is_unread else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what `make test-unit` leaves to `make test`."""
    if is_broad(item):
        item.add_marker(pytest.mark.broad)


@pytest.fixture(autouse=True)
def _speak_french() -> Iterator[None]:
    """Begin each test in the site's language: a request leaves its own behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _forget_pages() -> Iterator[None]:
    """Pages live in the process; tests must not see each other's."""
    pages.clear()
    yield
    pages.clear()


@pytest.fixture(autouse=True)
def _forget_counts() -> None:
    """Nobody is refused because the tests before asked as often: limits stand in Redis.

    Nor does anybody bring the visits that those made to the database.
    """
    cache.clear()
    opened._opened.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> None:
    """Let the tests empty audit and snapshots between them; nobody else may."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        models = apps.get_app_config("signatures").get_models()
        rows = [row for model in models for row in model._default_manager.all()]
        pytestconfig.stash[_MIGRATED] = (django_db_blocker, rows)
        cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER audit_entry_not_emptied")
        cursor.execute("ALTER TABLE signatures_snapshot DISABLE TRIGGER snapshot_not_emptied")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Write what migrations have written again after a test that emptied every table.

    Django empties them at the very end of a test that commits; the tests after it count on
    the list of watched names and on the paces.
    """
    yield
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    empties = "live_server" in names or "transactional_db" in names
    if nextitem and (empties or (marker and marker.kwargs.get("transaction"))):
        blocker, rows = item.config.stash[_MIGRATED]
        with blocker.unblock():
            for model, some in groupby(
                rows, lambda row: row.__class__
            ):  # they are there after a skipped test
                model._default_manager.bulk_create(some, ignore_conflicts=True)


@pytest.fixture(autouse=True)
def _forget_rules() -> Iterator[None]:
    """What organisers said of domains and networks is remembered for seconds; so is the day."""
    yield
    mail_domains.forget_rules()
    network_rules.forget_rules()
    network_secret.forget_secret()


@pytest.fixture
def appeal(db: None) -> Appeal:
    """An open, featured appeal with a text in both languages."""
    return make_appeal()
