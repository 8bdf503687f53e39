"""PostgreSQL as docker-compose.yml starts it, with the role of deploy/postgres, and a stand-in
for `docker compose exec -T postgres` on the PATH, so that the scripts of deploy/ can be run."""

import os
import pwd
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
from demo.program import Account, Program, kill_group, start
from stack.layout import ROOT, compose
from tests.demo.waiting import eventually

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


@contextmanager
def running_database() -> Iterator[Database]:
    """Make a cluster as the image does, start it as the compose file does."""
    service = compose()["services"]["postgres"]
    binaries, account = postgres_binaries(), _account()
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
        if account:
            os.chown(cluster, account.uid, account.gid)
        clean = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        initdb = (str(binaries / "initdb"), "--username=postgres", f"--pgdata={cluster}/18")
        arguments = service["environment"]["POSTGRES_INITDB_ARGS"].split()
        with start(
            Program("initdb", (*initdb, *arguments), clean, Path("/"), account), subprocess.PIPE
        ) as process:
            said, _ = process.communicate()
        assert process.returncode == 0, said.decode()
        server = (str(binaries / "postgres"), *service["command"][1:], "-D", f"{cluster}/18")
        place = ("-clisten_addresses=", f"-cunix_socket_directories={cluster}", "-cfsync=off")
        with (folder / "log").open("wb") as log:
            process = start(Program("postgres", server + place, clean, Path("/"), account), log)
        database = Database(
            {
                "PATH": os.pathsep.join((str(folder / "bin"), str(binaries), os.environ["PATH"])),
                "PGHOST": str(cluster),
                "SECRETS": str(folder / "secrets"),
            },
            *(f"postgresql://{role}@/paraphe?host={quote(str(cluster))}" for role in ROLES),
        )
        try:
            eventually(lambda: database.run("pg_isready", "--quiet").returncode == 0)
            made_role = database.run("sh", "deploy/postgres/create-role.sh")
            assert made_role.returncode == 0, made_role.stderr
            yield database
        finally:
            kill_group(process)
            process.wait()


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)
