"""A whole installation as processes of this machine: the commands of the containers, with
production settings, on a database and in folders of their own."""

import email
import email.policy
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import LiteralString

import psycopg

from demo.readiness import HOST, free_port, page_answers, smtp_answers, worker_waits
from demo.servers import running_servers
from stack.front import Front, nginx, running_front
from stack.layout import command
from stack.processes import Processes
from stack.variables import SITE_HOST, production
from tests.waiting import eventually

MAKE_APPEAL = "from tests.factories import make_appeal; make_appeal()"


class Installation:
    """nginx, two web processes, two workers, beat, and the servers that they need.

    Attributes:
        environment: the variables of each process.
        front: the nginx before it.
    """

    front: Front

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs under another account
        self.environment = production(folder)
        self._folder, self._stack = folder, stack
        self._ports = {"web-1": free_port(), "web-2": free_port()}
        self._processes = Processes(folder, stack)

    def set_up(self) -> None:
        """Start all, in the order of the compose file, and wait until it answers."""
        nginx()  # or this is skipped
        self.environment |= self._stack.enter_context(running_servers(self._folder / "servers"))
        port = free_port()
        self.environment["EMAIL_URL"] = f"smtp://{HOST}:{port}"
        catcher = [sys.executable, "-m", "demo.mail_catcher", "--port", str(port)]
        self.start("mail", [*catcher, "--directory", str(self._folder / "mail")])
        self._owner = self.environment["DATABASE_URL"]
        self._make_roles()
        self.run(command("migrate"))
        self.environment["DATABASE_URL"] = re.sub(r"(?<=//)\w+(?=@)", "paraphe_app", self._owner)
        self.run(["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
        self.run(["python", "manage.py", "shell", "--verbosity", "0", "--command", MAKE_APPEAL])
        for name in self._ports:
            self.start_web(name)
        for name in ("worker-1", "worker-2"):
            self.start(name, [*command("worker"), "--hostname", f"{name}@test"])
        self.start("beat", [self._here(part) for part in command("beat")])
        front = running_front(self._folder / "front", list(self._ports.values()))
        self.front = self._stack.enter_context(front)
        eventually(lambda: smtp_answers(port))
        eventually(lambda: worker_waits(self.environment["REDIS_URL"]))
        for web in self._ports.values():
            eventually(lambda: page_answers(web, "/healthz"))  # noqa: B023 -- called at once

    def _make_roles(self) -> None:
        """Make the role of the application, as deploy/postgres does."""
        self._ask_as_owner("CREATE ROLE paraphe_app LOGIN NOSUPERUSER")

    def start_web(self, name: str) -> None:
        """Start a web process that is not running, at its own port."""
        bind = {"BIND": f"{HOST}:{self._ports[name]}", "ALLOWED_HOSTS": f"{SITE_HOST},{HOST}"}
        self.start(name, command("web"), **bind)

    def start(self, name: str, argv: list[str], **variables: str) -> None:
        """Start a process, which lives as long as the installation or until it is killed."""
        self._processes.start(name, argv, {**self.environment, **variables})

    def run(self, argv: list[str]) -> None:
        """Run a command of the installation to its end."""
        self._processes.run(argv, self.environment)

    def kill(self, name: str) -> None:
        """Kill a process and all that it has started: as if its container were gone."""
        self._processes.kill(name)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return the mails that have arrived for an address."""
        files = sorted((self._folder / "mail").glob("*.eml"))
        mails = [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in files
        ]
        return [mail for mail in mails if address in str(mail["To"])]

    @property
    def logs(self) -> str:
        """All that the processes have written, nginx included."""
        files = [*self._folder.glob("*.log"), *self._folder.glob("front/*.log")]
        return "\n".join(file.read_text(errors="replace") for file in files)

    @contextmanager
    def statements(self) -> Iterator[Callable[[], str]]:
        """Have PostgreSQL write down every statement; yield what gives those so far."""
        log = self._folder / "servers/postgres.log"
        began = log.stat().st_size

        def so_far() -> str:
            return log.read_bytes()[began:].decode()

        self._ask_as_owner("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
        try:
            yield so_far
        finally:
            self._ask_as_owner("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()")

    def _ask_as_owner(self, *statements: LiteralString) -> None:
        with psycopg.connect(self._owner, autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement)

    def _here(self, part: str) -> str:
        return part.replace("/var/lib/paraphe", str(self._folder))


@contextmanager
def running_installation(folder: Path) -> Iterator[Installation]:
    """Run an installation in `folder`."""
    with ExitStack() as stack:
        installation = Installation(folder, stack)
        installation.set_up()
        yield installation
