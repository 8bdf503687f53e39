"""The site that the faults befall, the dice, and how long a run is."""

import random

import pytest

from tests.faults.crowd import Crowd
from tests.faults.run import FULL, SEED
from tests.faults.site import Site


def pytest_report_header() -> str:
    """Say how to have the same run again."""
    return f"faults: {'full' if FULL else 'short'} run, FAULTS_SEED={SEED}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes minutes to the full run."""
    for item in items:
        if item.get_closest_marker("long") and not FULL:
            item.add_marker(pytest.mark.skip(reason="make test-faults runs it"))


@pytest.fixture
def crowd(site: Site) -> Crowd:
    """People who have read the page and are about to sign."""
    return Crowd(site)


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Chance that can be had again; pytest shows the seed when the test fails."""
    print(f"FAULTS_SEED={SEED}")
    return random.Random(f"{SEED}:{request.node.name}")
