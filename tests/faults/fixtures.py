"""One site for all tests that need the whole product as processes; tests/conftest.py loads it."""

from collections.abc import Iterator

import pytest

from tests.faults.site import Site, running_site


@pytest.fixture(scope="session")
def one_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("faults") / "site") as site:
        yield site


@pytest.fixture
def site(one_site: Site) -> Iterator[Site]:
    """The site, whole again after whatever the last test did to it."""
    one_site.office.good_manners()
    one_site.wait_until_whole()
    yield one_site
    one_site.office.good_manners()
