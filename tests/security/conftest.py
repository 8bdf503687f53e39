"""The nginx that stands for visitors from everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.readiness import HOST
from stack.front import Front, running_front
from tests.faults.site import Site


@pytest.fixture
def front(site: Site, tmp_path: Path) -> Iterator[Front]:
    """An nginx that is told where its visitors come from: this machine stands for many."""
    tmp_path.chmod(0o711)
    ports = list(site.ports.values())
    with running_front(tmp_path / "front", ports, FRONT_TRUSTED_PROXY=HOST) as server:
        yield server
