"""A hot standby of a PostgreSQL that runs: a base backup that follows it."""

import shutil
import signal
import subprocess
from pathlib import Path

from demo.binaries import postgres_binaries
from demo.cluster import SUPERUSER, give, server_account
from demo.program import Program, server_environment, start


class BackupFailedError(Exception):
    """pg_basebackup did not end well; the message is what it said."""


def follow(data: Path, *, host: str, port: int = 5432, name: str = "standby") -> None:
    """Copy a server that runs into `data`, to be started as its standby.

    Args:
        data: a folder that is replaced.
        host: of the server: an address, or the folder of its socket.
        port: where it listens.
        name: by which it knows the standby.

    Raises:
        BackupFailedError: it could not be copied.
    """
    account = server_account()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700, parents=True)
    give(data, account)
    backup = Program(
        name="backup",
        argv=(
            str(postgres_binaries() / "pg_basebackup"),
            *("--pgdata", str(data), "--write-recovery-conf", "--checkpoint", "fast"),
            *("--wal-method", "stream", "--no-sync"),
            "--dbname",
            f"host={host} port={port} user={SUPERUSER} application_name={name}",
        ),
        environment=server_environment(),
        folder=Path("/"),
        account=account,
    )
    with start(backup, subprocess.PIPE) as process:
        said, _ = process.communicate()
    if process.returncode:
        raise BackupFailedError(said.decode(errors="replace"))


def standby_program(data: Path, sockets: Path) -> Program:
    """Give the program that serves `data` at a socket in `sockets`."""
    account = server_account()
    sockets.mkdir(mode=0o700, exist_ok=True)
    give(sockets, account)
    settings = ("listen_addresses=", f"unix_socket_directories={sockets}")
    return Program(
        name="standby",
        argv=(
            str(postgres_binaries() / "postgres"),
            *("-D", str(data)),
            *(part for setting in settings for part in ("-c", setting)),
        ),
        environment=server_environment(),
        folder=Path("/"),
        account=account,
        stop_signal=signal.SIGINT,
    )
