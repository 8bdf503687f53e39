"""Fixtures that more than one folder uses."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.signals import storages_changed
from django.utils import translation
from pytest_django import DjangoDbBlocker

from appeal.models import Appeal
from signatures import mail_domains
from signatures.page_cache import pages
from signatures.risk import network_rules, network_secret
from tests.factories import make_appeal

pytest_plugins = ["tests.faults.fixtures"]


def pytest_configure() -> None:
    """Serve static files under their plain names, none was collected; hash passwords fast."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # A model with a private file has had Django read the setting already. Called by name:
    # whoever listens for changed settings may not be loaded yet.
    storages_changed(setting="STORAGES")
    # Slowness is what a hash for passwords is for, and half of the suite's time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
    """Nobody is refused because the tests before asked as often: limits stand in Redis."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests empty audit and snapshots between them; nobody else may."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER audit_entry_not_emptied")
        cursor.execute("ALTER TABLE signatures_snapshot DISABLE TRIGGER snapshot_not_emptied")


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
