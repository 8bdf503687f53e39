"""Real PostgreSQL and Valkey for the whole run, before Django reads its settings.

Loaded with `-p tests.plugin` (pyproject.toml). The first process starts the servers and
sets the environment; the workers of pytest-xdist inherit it. With DATABASE_URL and
REDIS_URL set, those servers are used.
"""

import contextlib
import ipaddress
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

_stack = contextlib.ExitStack()


class OutgoingConnectionError(BaseException):
    """Something wanted to talk to another machine. No `except Exception` may swallow it."""


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that leaves this machine (R-14).

    The driver of PostgreSQL connects below Python and is not seen here.
    """
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    with contextlib.suppress(ValueError):
        if host in (None, "", "localhost") or ipaddress.ip_address(host).is_loopback:
            return
    raise OutgoingConnectionError(host)


sys.addaudithook(_stay_here)

ENVIRONMENT = {
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "DEFAULT_FROM_EMAIL": "Appel <ne-pas-repondre@appel.example>",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    # As in the demo: HTTP on loopback, and the demo's own pages.
    "PARAPHE_DEMO": "1",
    "LOG_LEVEL": "WARNING",
}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start what the tests need and tell Django where it is."""
    if "PARAPHE_TESTS" in os.environ:
        # Each worker counts by itself: what one empties another may be filling.
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={number}")
        return
    os.environ["PARAPHE_TESTS"] = "1"
    scratch = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="paraphe-tests-")))
    os.environ |= ENVIRONMENT
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ["TOKEN_KEYS"] = secrets.token_urlsafe(50)
    os.environ["MAIL_DIR"] = str(scratch / "mail")
    os.environ["STATIC_ROOT"] = str(scratch / "static")
    os.environ["PRIVATE_DIR"] = str(scratch / "private")
    (scratch / "static").mkdir()
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        from demo.servers import running_servers  # only where servers are to be started

        scratch.chmod(0o711)  # as root, PostgreSQL runs under another account
        os.environ |= _stack.enter_context(running_servers(scratch / "servers", durable=False))


def pytest_unconfigure() -> None:
    """Stop the servers; a worker has none."""
    _stack.close()
