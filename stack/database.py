"""PostgreSQL as docker-compose.yml starts it, with the roles of deploy/postgres.

On its PATH stands a stand-in for `docker compose exec -T postgres`, so that the scripts of
deploy/ can be run.
"""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from demo.binaries import postgres_binaries
from demo.cluster import give, server_account
from demo.program import Program, kill_group, start
from stack.layout import ROOT, compose
from stack.processes import CommandFailedError
from stack.waiting import wait_until

ROLES = ("paraphe", "paraphe_app")
DOCKER = """#!/bin/sh
[ "$1 $2 $3 $4" = "compose exec -T postgres" ] || exit 64
shift 4
exec "$@"
"""


@dataclass(frozen=True)
class Database:
    """A PostgreSQL that runs.

    Attributes:
        environment: with it, scripts and psql reach the server.
        owner_url: of the application's database, as the migration signs in.
        url: the same as the application signs in.
    """

    environment: dict[str, str]
    owner_url: str
    url: str

    def ask(self, sql: str, *, name: str = "paraphe") -> list[tuple[object, ...]]:
        """Return the rows of a query, as the superuser."""
        host = self.environment["PGHOST"]
        with psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True) as found:
            cursor = found.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def run(self, *argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program from the repository's root."""
        return subprocess.run(
            argv,
            env={**self.environment, **variables},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def run_well(self, *argv: str, **variables: str) -> str:
        """Run a program to its end and return what it wrote.

        Raises:
            CommandFailedError: with what it wrote.
        """
        done = self.run(*argv, **variables)
        if done.returncode:
            raise CommandFailedError(f"{' '.join(argv)}:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def running_database(*, durable: bool = False) -> Iterator[Database]:
    """Make a cluster as the image does, start it as the compose file does.

    Args:
        durable: whether what is committed is waited for until it is on the disk.
    """
    service = compose()["services"]["postgres"]
    binaries, account = postgres_binaries(), server_account()
    with tempfile.TemporaryDirectory(prefix="paraphe-deploy-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root, PostgreSQL runs under another account
        cluster = folder / "cluster"
        for made in (cluster, folder / "bin", folder / "secrets"):
            made.mkdir(mode=0o700)
        (folder / "bin/docker").write_text(DOCKER)
        (folder / "bin/docker").chmod(0o755)
        for name_of_secret in ("database_owner_password", "database_password"):
            (folder / "secrets" / name_of_secret).write_text(secrets.token_hex(32))
        give(cluster, account)
        clean = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        initdb = (str(binaries / "initdb"), "--username=postgres", f"--pgdata={cluster}/18")
        arguments = service["environment"]["POSTGRES_INITDB_ARGS"].split()
        with start(
            Program("initdb", (*initdb, *arguments), clean, Path("/"), account), subprocess.PIPE
        ) as process:
            said, _ = process.communicate()
        if process.returncode:
            raise CommandFailedError(said.decode())
        server = (str(binaries / "postgres"), *service["command"][1:], "-D", f"{cluster}/18")
        place = ["-clisten_addresses=", f"-cunix_socket_directories={cluster}"]
        place += [] if durable else ["-cfsync=off"]
        with (folder / "log").open("wb") as log:
            process = start(Program("postgres", (*server, *place), clean, Path("/"), account), log)
        database = Database(
            {
                "PATH": os.pathsep.join((str(folder / "bin"), str(binaries), os.environ["PATH"])),
                "PGHOST": str(cluster),
                "SECRETS": str(folder / "secrets"),
            },
            *(f"postgresql://{role}@/paraphe?host={quote(str(cluster))}" for role in ROLES),
        )
        try:
            wait_until(lambda: database.run("pg_isready", "--quiet").returncode == 0, "PostgreSQL")
            database.run_well("sh", "deploy/postgres/create-role.sh")
            yield database
        finally:
            kill_group(process)
            process.wait()
