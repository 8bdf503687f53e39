"""Servers that several modules here use, each started once."""

from collections.abc import Iterator

import pytest

from stack.front import Front, running_front
from stack.visitor import Visitor
from tests.deploy.installation import Installation, running_installation
from tests.deploy.stand_in import StandIn, stand_in


@pytest.fixture(scope="session")
def web() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture(scope="session")
def front(web: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with running_front(tmp_path_factory.mktemp("front"), [web.port]) as server:
        yield server


@pytest.fixture(scope="session")
def second(web: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An nginx behind somebody else's proxy, which is this machine; not all is on https."""
    folder = tmp_path_factory.mktemp("second")
    others = {"FRONT_TRUSTED_PROXY": "127.0.0.1", "FRONT_HSTS_SUBDOMAINS": "false"}
    with running_front(folder, [web.port], **others) as server:
        yield server


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Everything, as docker-compose.yml lays it out."""
    with running_installation(tmp_path_factory.mktemp("installation")) as running:
        yield running


@pytest.fixture
def visitor(installation: Installation) -> Visitor:
    """Somebody who visits the installation."""
    return installation.front.visitor()
