"""PostgreSQL as a program of the demo: its command line, its state, its database."""

import re
import signal
from functools import partial
from pathlib import Path

import psutil
import psycopg

from demo.binaries import postgres_binaries
from demo.cluster import SUPERUSER, give, prepared_cluster, server_account, stop_leftovers
from demo.program import SERVERS, Program, server_environment

DATABASE = "paraphe"
SETTINGS = (
    "listen_addresses=",  # no TCP port: the private folder of the socket is the lock
    "unix_socket_permissions=0700",
    "logging_collector=off",
    # A refused row or a failed statement may hold somebody's address.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
)
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# An ERROR answers one statement: the application's to report, or to expect.
ALARM = re.compile("FATAL|PANIC")


def postgres_program(data: Path, sockets: Path, *, durable: bool) -> Program:
    """Prepare a cluster and return the program that serves it.

    Args:
        data: where its folder `postgres` is, or will be made.
        sockets: private folder for the sockets; gets a folder of PostgreSQL's own.
        durable: whether what is committed survives a crash of the machine.

    Raises:
        ClusterError: the cluster is another's, or cannot be made.
        ServerMissingError: there is no PostgreSQL.
    """
    binaries, account = postgres_binaries(), server_account()
    sockets = socket_place(sockets)
    sockets.mkdir(mode=0o700, exist_ok=True)
    give(sockets, account)
    cluster = prepared_cluster(data, binaries, account)
    settings = [*SETTINGS, f"unix_socket_directories={sockets}"]
    settings += [] if durable else NOT_DURABLE
    options = [part for setting in settings for part in ("-c", setting)]
    return Program(
        name="postgres",
        argv=(str(binaries / "postgres"), "-D", str(cluster), *options),
        environment=server_environment(),
        folder=Path("/"),
        account=account,
        stop_signal=signal.SIGINT,  # "fast": SIGTERM would wait for the last client to leave
        layer=SERVERS,
        before_start=partial(_clear, cluster, sockets),
        is_ready=partial(_is_ready, cluster),
        alarm=ALARM,
    )


def socket_place(sockets: Path) -> Path:
    """Return the folder of PostgreSQL's own socket, in the one for all sockets."""
    return sockets / "s"


def create_database(sockets: Path) -> bool:
    """Create the database unless it is there; return whether the server could be asked."""
    place = str(socket_place(sockets))
    try:
        with psycopg.connect(
            host=place, user=SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=2
        ) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if there.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _clear(cluster: Path, sockets: Path) -> None:
    """Stop what a killed server has left, and remove the notes of its process id.

    Backends outlive a killed postmaster for a moment, and hold the shared memory that the
    next one needs. The notes are stale once none of them is left; PostgreSQL would take
    them seriously if the system had meanwhile given that number to another of our processes.
    """
    stop_leftovers(cluster)
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for note in sockets.glob(".s.PGSQL.*.lock"):
        note.unlink(missing_ok=True)


def _is_ready(cluster: Path) -> bool:
    """Read what PostgreSQL notes about itself: process id first, state on line 8."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    process_id, state = lines[0:1], lines[7:8]
    return state == ["ready   "] and psutil.pid_exists(int(process_id[0]))
