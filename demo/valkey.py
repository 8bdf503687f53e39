"""Valkey (or Redis) as a program of the demo."""

import re
import signal
from functools import partial
from pathlib import Path

import redis

from demo import leftovers
from demo.binaries import VALKEY_NAMES, valkey_binary
from demo.program import SERVERS, Program, server_environment

DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
NOT_DURABLE = ("--appendonly", "no", "--save", "")
# It calls advice about the machine a WARNING; only what stops it matters here.
ALARM = re.compile("Fatal|Bad file format|Can't|Could not|crashed")
PATIENCE = 2.0  # seconds that a leftover server gets to stop


def valkey_program(data: Path, sockets: Path, *, durable: bool) -> Program:
    """Return the program that serves the folder `valkey` in `data`.

    Args:
        data: where its folder is, or will be made.
        sockets: private folder for its socket.
        durable: whether its data is kept on disk.

    Raises:
        ServerMissingError: there is neither Valkey nor Redis.
    """
    folder, address = data / "valkey", socket_place(sockets)
    folder.mkdir(parents=True, exist_ok=True)
    options = (
        *("--port", "0"),
        *("--unixsocket", str(address)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--maxmemory-policy", "noeviction"),  # a broker must not drop messages
        *("--daemonize", "no"),
        *(DURABLE if durable else NOT_DURABLE),
    )
    return Program(
        name="valkey",
        argv=(str(valkey_binary()), *options),
        environment=server_environment(),
        folder=folder,
        layer=SERVERS,
        before_start=partial(_clear, folder),
        is_ready=partial(_is_ready, address),
        alarm=ALARM,
    )


def socket_place(sockets: Path) -> Path:
    """Return the address of Valkey's socket."""
    return sockets / "v.sock"


def _clear(folder: Path) -> None:
    """Stop the server of a killed run: two must never share one append-only file."""
    leftovers.stop(leftovers.working_in(folder, VALKEY_NAMES), signal.SIGTERM, PATIENCE)


def _is_ready(address: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(address), socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
