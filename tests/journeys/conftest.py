"""One demo for all journeys of a run."""

from collections.abc import Iterator

import pytest

from tests.journeys.demo_site import DemoSite, running_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A running `make demo` with a handful of sample signatures."""
    folder = tmp_path_factory.mktemp("journeys") / "demo"
    with running_demo(folder) as site:
        yield site
