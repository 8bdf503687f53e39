"""The product on nine hosts: two for the web, two for workers, two databases, and the rest.

A host dies as machines do: its cable is out first, so that nobody is told, and then all of
its processes are gone.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import redis

from demo.binaries import postgres_binaries, valkey_binary
from demo.cluster import SUPERUSER, UNPRIVILEGED, prepared_cluster, server_account
from demo.postgres import DATABASE
from stack.front import make_certificate, nginx, render, version
from stack.layout import command
from stack.processes import Processes
from stack.standby import follow
from stack.variables import SITE_HOST, production
from stack.visitor import Visitor
from stack.waiting import wait_until
from tests.deploy.installation import MAKE_APPEAL
from tests.machines.hosts import HOUSEHOLDS, PREFIX, Host

WEB, WORKERS, DATABASES = ("web-1", "web-2"), ("worker-1", "worker-2"), ("db-1", "db-2")
NAMES = (*WEB, *WORKERS, *DATABASES, "redis", "mail", "visitors")
PATIENCE = 180.0  # seconds; this machine is all of them at once
# A crowd in one hall: nobody here is held for their number, and mail goes at once.
HONEST_CROWD = (
    "UPDATE signatures_sendingpace SET per_minute = NULL",
    f"""INSERT INTO signatures_networkrule (network, kind, note)
    VALUES ('{PREFIX}.0/24', 'allow', '')""",
    """INSERT INTO signatures_maildomain
    (domain, alias_of, ignores_dots, ignores_tags, is_disposable, note)
    VALUES ('campus.example', '', false, true, false, '')""",
)
_POSTGRES = {
    "listen_addresses": "*",
    "unix_socket_directories": "",
    "max_connections": "200",
    "wal_keep_size": "512MB",
    "wal_sender_timeout": "5s",
    "wal_receiver_timeout": "5s",
    "wal_retrieve_retry_interval": "500ms",
}

type Command = tuple[str, list[str], dict[str, str]]


class Cluster:
    """All hosts and what runs on each.

    Attributes:
        folder: of all files; one folder for all hosts, as a network file system is.
        primary: the host that is written to at this moment.
    """

    def __init__(self, folder: Path, hosts: dict[str, Host], stack: ExitStack) -> None:
        folder.chmod(0o711)  # PostgreSQL runs under another account
        self.folder, self._hosts, self.primary = folder, hosts, "db-1"
        self._processes = Processes(folder, stack)
        self._data: dict[str, Path] = {}
        at = {name: host.address for name, host in hosts.items()}
        databases = ",".join(f"{at[name]}:5432" for name in DATABASES)
        database = f"postgresql://{SUPERUSER}@{databases}/{DATABASE}?target_session_attrs="
        self.environment = production(folder) | {
            "DATABASE_URL": f"{database}read-write",
            "DATABASE_REPLICA_URL": f"{database}standby",
            "REDIS_URL": f"redis://{at['redis']}:6379/0",
            "EMAIL_URL": f"smtp://{at['mail']}:25",
            "BIND": "0.0.0.0:8000",
        }

    def set_up(self) -> None:
        """Start all hosts, the databases first, and wait until the site answers."""
        for household in HOUSEHOLDS:
            self._hosts["visitors"].also_at(household)
        (self.folder / "static").mkdir()
        make_certificate(self.folder / "tls")
        self._make_database()
        for name in ("redis", "mail"):
            self.start(name)
        self.run(*command("migrate"))
        self.run("python", "manage.py", "collectstatic", "--noinput", "-v0")
        self.run("python", "manage.py", "shell", "-v0", "--command", MAKE_APPEAL)
        for statement in HONEST_CROWD:
            self.ask(statement)
        self.follow("db-2")
        for name in (*WEB, *WORKERS):
            self.start(name)
        for name in WEB:
            self.wait(partial(self.answers, name), name)

    def start(self, name: str) -> None:
        """Start what runs on a host."""
        host = self._hosts[name]
        for program, argv, variables in self._programs(name):
            environment = {**self.environment, **variables}
            self._processes.start(program, host.argv(*argv), environment)

    def kill(self, name: str) -> None:
        """Lose a host."""
        self._hosts[name].cut()
        for program, _argv, _variables in self._programs(name):
            self._processes.kill(program)

    def revive(self, name: str) -> None:
        """Have a host back, with the disk that it had."""
        self._hosts[name].mend()
        self.start(name)

    def mend(self, name: str) -> None:
        """Put a host's cable in; nothing runs on it yet."""
        self._hosts[name].mend()

    def promote(self) -> None:
        """Make the standby the primary, and let it write without one of its own."""
        [self.primary] = {*DATABASES} - {self.primary}
        self.ask("SELECT pg_promote(true, 60)")
        self.demand_standby(False)

    def follow(self, name: str) -> None:
        """Make this host's database the standby of the other one, and commits wait for it."""
        data = self._data[name] = self.folder / name / "postgres"
        follow(data, host=self._hosts[self.primary].address, name="standby")
        self.start(name)
        self.wait_for_standby()

    def wait_for_standby(self) -> None:
        """Wait until the standby has all, and commits wait for it from now on."""
        streams = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        self.wait(lambda: self.ask(streams) == [(1,)], "the standby")
        self.demand_standby(True)
        synchronous = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        self.wait(lambda: self.ask(synchronous) == [(1,)], "commits on both")

    def demand_standby(self, demanded: bool) -> None:  # noqa: FBT001
        """Say whether a commit is one only when the standby has it (an operator's act)."""
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if demanded else ''}'")
        self.ask("SELECT pg_reload_conf()")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Give the rows that a statement returns at the primary."""
        host = self._hosts[self.primary].address
        database = DATABASE if self._has_database else "postgres"
        with psycopg.connect(
            host=host, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        ) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def run(self, *argv: str) -> str:
        """Run a command of the product to its end, from outside of the hosts."""
        return self._processes.run(list(argv), self.environment)

    def visitor(self, name: str) -> Visitor:
        """Give somebody who visits this web host."""
        return Visitor(
            SITE_HOST, 443, self.folder / "tls/fullchain.pem", host=self._hosts[name].address
        )

    def answers(self, name: str) -> bool:
        """Say whether a web host serves the appeal."""
        try:
            return self.visitor(name).get("/fr/").status == 200
        except OSError:
            return False

    @staticmethod
    def wait(condition: Callable[[], object], what: str) -> None:
        """Wait until a condition holds that may also fail for a while."""

        def holds() -> object:
            try:
                return condition()
            except (OSError, psycopg.OperationalError, redis.RedisError):
                return False

        wait_until(holds, what, patience=PATIENCE)

    _has_database = False

    def _make_database(self) -> None:
        data = prepared_cluster(self.folder / "db-1", postgres_binaries(), server_account())
        self._data["db-1"] = data
        with (data / "pg_hba.conf").open("a") as file:
            file.writelines(
                f"host {what} all {PREFIX}.0/24 trust\n" for what in ("all", "replication")
            )
        self.start("db-1")
        self.wait(lambda: self.ask("SELECT 1"), "PostgreSQL")
        self.ask(f"CREATE DATABASE {DATABASE}")
        self._has_database = True

    def _programs(self, name: str) -> list[Command]:
        """Give the programs of a host, each with its variables."""
        python = sys.executable
        if name in WEB:
            return [
                (f"gunicorn@{name}", command("web"), {}),
                (f"nginx@{name}", self._nginx(name), {}),
            ]
        if name in WORKERS:
            beat = [
                part.replace("/var/lib/paraphe/", f"{self.folder}/{name}-")
                for part in command("beat")
            ]
            worker = [*command("worker"), "--hostname", f"celery@{name}"]
            return [(f"worker@{name}", worker, {}), (f"beat@{name}", beat, {})]
        if name in DATABASES:
            account = ("setpriv", f"--reuid={UNPRIVILEGED}", "--regid=nogroup", "--clear-groups")
            (self._data[name] / "postmaster.pid").unlink(missing_ok=True)
            settings = [part for item in _POSTGRES.items() for part in ("-c", "=".join(item))]
            server = [str(postgres_binaries() / "postgres"), "-D", str(self._data[name]), *settings]
            return [(f"postgres@{name}", [*account, *server], {"LC_ALL": "C"})]
        if name == "redis":
            kept = ("--dir", str(self.folder), "--appendonly", "yes", "--save", "")
            return [("valkey", [str(valkey_binary()), "--protected-mode", "no", *kept], {})]
        if name == "mail":
            mailbox = str(self.folder / "mail.jsonl")
            return [("mail", [python, "-m", "tests.machines.mail_sink", mailbox], {})]
        sites = [self._hosts[web].address for web in WEB]
        return [
            ("visitors", [python, "-m", "tests.machines.visitors", str(self.folder), *sites], {})
        ]

    def _nginx(self, name: str) -> list[str]:
        """Give nginx before both web hosts: its own first, the other when that is away."""
        folder = self.folder / f"nginx-{name}"
        folder.mkdir(exist_ok=True)
        http2 = " http2" if version() < (1, 25, 1) else "; http2 on"
        other = next(web for web in WEB if web != name)
        upstream = "server {}:8000 max_conns=72 max_fails=2 fail_timeout=3s{};"
        main = render(
            folder,
            {
                "FRONT_STATE": str(folder),
                "FRONT_TLS": str(self.folder / "tls"),
                "FRONT_ACME": str(folder / "acme"),
                "FRONT_HTTP": "listen 80;",
                "FRONT_HTTPS": f"listen 443 ssl{http2};",
                "FRONT_WEB": upstream.format("127.0.0.1", "")
                + upstream.format(self._hosts[other].address, " backup"),
                "FRONT_RESOLVER": "127.0.0.1",
            },
        )
        directives = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
        return [nginx(), "-e", "stderr", "-p", str(folder), "-c", str(main), "-g", directives]


def boot_failed(cluster: Cluster) -> str:
    """Give the last lines of every log, for who has to find out why."""
    logs = sorted(cluster.folder.glob("*.log"))
    tails = (
        subprocess.run(["tail", "-n", "4", log], capture_output=True, text=True, check=False)
        for log in logs
    )
    return "\n".join(f"{log.name}: {tail.stdout}" for log, tail in zip(logs, tails, strict=True))
