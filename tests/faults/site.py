"""The whole product as processes that a test may stop, freeze and kill one by one."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from demo.cluster import SUPERUSER
from demo.postgres import DATABASE, socket_place
from demo.program import Program, kill_group, start
from demo.readiness import HOST, free_port, page_answers, worker_waits
from demo.servers import prepare_servers
from stack.front import Front, nginx, running_front
from stack.layout import ROOT, command
from stack.variables import SITE_HOST, production
from tests.deploy.installation import MAKE_APPEAL
from tests.faults.post_office import PostOffice, open_post_office
from tests.waiting import eventually

# What the organisers of a crowded hall would have entered: nobody here is held for their
# number, and mail goes at once. Holding and pacing have tests of their own.
HONEST_CROWD = (
    "UPDATE signatures_sendingpace SET per_minute = NULL",
    "INSERT INTO signatures_networkrule (network, kind, note) VALUES ('127.0.0.0/8', 'allow', '')",
    """INSERT INTO signatures_maildomain
    (domain, alias_of, ignores_dots, ignores_tags, is_disposable, note)
    VALUES ('campus.example', '', false, true, false, '')""",
)
WEB, WORKERS = ("web-1", "web-2"), ("worker-1", "worker-2")
# Each worker has two processes (docker-compose.yml) and a sweeper, each with one mail at the
# server at most.
MAILING_PROCESSES = 3 * len(WORKERS)


class Site:
    """PostgreSQL, Valkey, two web processes, two workers, beat, nginx, a post office.

    Attributes:
        environment: the variables of each process.
        office: the mail server.
        ports: of the web processes, by name.
        front: nginx before them.
    """

    front: Front

    def __init__(self, folder: Path, office: PostOffice) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs under another account
        self.folder, self.office = folder, office
        self.ports = {name: free_port() for name in WEB}
        servers = prepare_servers(folder / "servers")
        self._sockets = servers.sockets
        self._programs = {program.name: program for program in servers.programs}
        self.environment = production(folder) | servers.environment
        self.environment["EMAIL_URL"] = f"smtp://{HOST}:{office.port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "static").mkdir(exist_ok=True)
        beat = [part.replace("/var/lib/paraphe", str(folder)) for part in command("beat")]
        self._prepare("beat", beat)
        for name in WORKERS:
            self.prepare_worker(name)
        for name in WEB:
            self.prepare_web(name)

    def set_up(self) -> None:
        """Start all and wait until it answers."""
        self.start("postgres")
        self.start("valkey")
        servers = prepare_servers(self.folder / "servers")
        eventually(servers.create_database)
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("shell", "--verbosity", "0", "--command", MAKE_APPEAL)
        for statement in HONEST_CROWD:
            self.ask(statement)
        for name in (*WORKERS, "beat", *WEB):
            self.start(name)
        self.wait_until_whole()

    def wait_until_whole(self) -> None:
        """Wait until every process does its work; start the dead ones again."""
        for name in self._programs:
            if name not in self._running:
                self.start(name)
        self.restart_what_ended()
        for port in self.ports.values():
            eventually(lambda: page_answers(port, "/healthz"))  # noqa: B023 -- called at once
        eventually(lambda: worker_waits(self.environment["REDIS_URL"]))

    def restart_what_ended(self) -> None:
        """Start what has ended by itself again, as Docker does (`restart: unless-stopped`).

        Celery gives up on a Redis that is read-only, for one.
        """
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self.kill(name)
                self.start(name)

    def start(self, name: str, *arguments: str, **variables: str) -> None:
        """Start a process that is not running, with more arguments and variables if given.

        PostgreSQL and Valkey are waited for.
        """
        program = self._programs[name]
        program = replace(
            program,
            argv=(*program.argv, *arguments),
            environment={**program.environment, **variables},
        )
        program.before_start()
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = start(program, log)
        if name in ("postgres", "valkey"):
            eventually(program.is_ready)

    def prepare_worker(self, name: str, argv: Sequence[str] = ()) -> None:
        """Have this worker started with this command line from now on; none is the usual one."""
        self._prepare(name, [*(argv or command("worker")), "--hostname", f"{name}@test"])

    def kill(self, name: str) -> None:
        """Kill a process and all that it has started: as if its container were gone."""
        process = self._running.pop(name)
        kill_group(process)
        process.wait()

    def end(self, name: str, signal_number: int = signal.SIGTERM) -> None:
        """Ask a process to stop, and wait until it has."""
        process = self._running.pop(name)
        process.send_signal(signal_number)
        process.wait(60)
        kill_group(process)

    def family(self, name: str) -> list[psutil.Process]:
        """Give a process and its children, the parent first."""
        parent = psutil.Process(self._running[name].pid)
        return [parent, *parent.children(recursive=True)]

    @contextmanager
    def frozen(self, *processes: psutil.Process) -> Iterator[None]:
        """Stop processes in mid-air while the block runs."""
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def prepare_web(self, name: str, argv: Sequence[str] = ()) -> None:
        """Have this web process started with this command line; none is the usual one."""
        bind = {"BIND": f"{HOST}:{self.ports[name]}", "ALLOWED_HOSTS": f"{SITE_HOST},{HOST}"}
        self._prepare(name, list(argv or command("web")), **bind)

    def connect(self, **options: Any) -> psycopg.Connection[tuple[Any, ...]]:
        """Connect to the database, as its superuser."""
        return psycopg.connect(
            host=str(socket_place(self._sockets)),
            user=SUPERUSER,
            autocommit=True,
            connect_timeout=5,
            **{"dbname": DATABASE, **options},
        )

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Give the rows that a statement returns."""
        with self.connect() as connection:
            cursor = connection.execute(sql.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, fails: bool = False) -> str:
        """Run `manage.py`; returns all that it says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, said
        return said

    def shown_total(self) -> int:
        """Read the public figure, from the first web process."""
        return int(json.loads(self.fetch("/fr/appeals/appel/figures.json"))["total"])

    def fetch(self, path: str) -> bytes:
        """Give a page that the first web process sends."""
        visitor = self.front.visitor()
        return visitor.get(path).body

    @property
    def logs(self) -> str:
        """All that the processes have written, nginx included."""
        files = [*self.folder.glob("*.log"), *self.folder.glob("front/*.log")]
        return "\n".join(file.read_text(errors="replace") for file in files)

    @property
    def front_errors(self) -> str:
        """The last that nginx has written of what went wrong behind it."""
        return (self.folder / "front" / "error.log").read_text(errors="replace")[-4000:]

    def tear_down(self) -> None:
        """Kill what runs: nothing of it is needed any more."""
        for name in list(self._running):
            self.kill(name)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _prepare(self, name: str, argv: list[str], **variables: str) -> None:
        environment: Mapping[str, str] = {**self.environment, **variables}
        self._programs[name] = Program(
            name=name, argv=tuple(argv), environment=environment, folder=ROOT
        )


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Run a site in `folder`."""
    nginx()  # or this is skipped
    with ExitStack() as stack:
        site = Site(folder, stack.enter_context(open_post_office()))
        stack.callback(site.tear_down)
        site.set_up()
        front = running_front(folder / "front", list(site.ports.values()))
        site.front = stack.enter_context(front)
        yield site


@contextmanager
def tmpfs(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of so many bytes ("2m"), where the system lets us; skip otherwise."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk: this system does not let us mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
