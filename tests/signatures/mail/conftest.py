"""Delivery speaks SMTP in these tests, to a real server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from config import settings as configured
from tests.signatures.mail.sink import HOST, Sink, running_sink

type UseServer = Callable[..., None]


@pytest.fixture
def use_server(settings: Settings) -> UseServer:
    """Send mail to a port of this machine, with the mailer that the settings configure."""

    def use(port: int, **more: Any) -> None:
        mailer: dict[str, Any] = configured.MAILERS["outbox"]
        options = {**mailer["OPTIONS"], "host": HOST, "port": port, "timeout": 30, **more}
        settings.MAILERS = {
            "default": configured.MAILERS["default"],
            "outbox": {**mailer, "OPTIONS": options},
        }

    return use


@pytest.fixture
def sink(use_server: UseServer) -> Iterator[Sink]:
    """A mail server that keeps what it accepts."""
    with running_sink() as running:
        use_server(running.port)
        yield running
