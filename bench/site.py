"""The product and its floor as processes on this machine, on one PostgreSQL and one Valkey."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from bench.multiply import multiply
from bench.sink import Counter
from demo.readiness import HOST, free_port, page_answers, smtp_answers, worker_waits
from demo.servers import running_servers
from stack.front import Front, NotInstalledError, running_front
from stack.layout import command
from stack.processes import Processes
from stack.variables import SITE_HOST, production
from stack.waiting import wait_until

FLOOR = "floor"  # its database
SLUG = "montpellier-ia"
LARGEST_SAMPLE = 1_000_000  # signatures; more are copies of these
WORKERS = 2  # processes of gunicorn and of Celery; one for each core of the usual machine


class Site:
    """All that is measured.

    Attributes:
        folder: for files of the run.
        environment: the variables of the product's processes.
        floor_environment: those of the floor's.
        port, floor_port, mail_port: where the product's gunicorn, the floor's and the sink are.
        front: nginx before the product; None where there is none.
        static: the folder of files that this nginx hands out under `/floor/`.
        counter: of the sink's mails.
        first_mail: the first mail since the counter was reset.
        processes: all but the servers and nginx.
    """

    front: Front | None = None

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.chmod(0o711)  # as root, PostgreSQL and nginx run under other accounts
        self.folder = folder
        self.static = folder / "floor"
        self.static.mkdir(mode=0o755)
        self.port, self.floor_port, self.mail_port = free_port(), free_port(), free_port()
        self.counter = Counter(folder / "counter")
        self.first_mail = folder / "first.eml"
        self.processes = Processes(folder, stack)
        self._stack = stack
        self.environment = production(folder) | {
            "WEB_CONCURRENCY": str(WORKERS),
            # Nobody holds a phone here who could give a second factor.
            "STAFF_MFA_REQUIRED": "0",
            "ALLOWED_HOSTS": f"{SITE_HOST},{HOST}",
            "BIND": f"{HOST}:{self.port}",
            "EMAIL_URL": f"smtp://{HOST}:{self.mail_port}",
        }

    def set_up(self, signatures: int) -> None:
        """Start everything, load so many signatures, and wait until all answers.

        Raises:
            CommandFailedError: a command of the product failed.
            TimeoutError: something does not answer.
        """
        servers = running_servers(self.folder / "servers", durable=True)
        self.environment |= self._stack.enter_context(servers)
        # Settings are read from here by what this process uses of the product: its tokens.
        os.environ.update(self.environment)
        sink = [sys.executable, "-m", "bench.sink", "--port", str(self.mail_port)]
        sink += ["--counter", str(self.folder / "counter"), "--first", str(self.first_mail)]
        self.processes.start("sink", sink, self.environment)
        self._set_up_product(signatures)
        self._set_up_floor()
        wait_until(lambda: smtp_answers(self.mail_port), "the sink")
        wait_until(lambda: page_answers(self.port, "/healthz"), "gunicorn")
        wait_until(lambda: page_answers(self.floor_port, "/"), "the floor's gunicorn")
        wait_until(lambda: worker_waits(self.environment["REDIS_URL"]), "the workers")

    def ask(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement in the product's database."""
        return self._ask(self.environment["DATABASE_URL"], sql, values)

    def ask_floor(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement in the floor's database."""
        return self._ask(self.floor_environment["DATABASE_URL"], sql, values)

    def _set_up_product(self, signatures: int) -> None:
        run, environment = self.processes.run, self.environment
        run(command("migrate"), environment)
        run(["python", "manage.py", "collectstatic", "--noinput", "-v0"], environment)
        # The sample is for demonstrations, and says so; all that follows is production.
        demo = {**environment, "PARAPHE_DEMO": "1", "DEMO_DIR": str(self.folder)}
        sample = min(signatures, LARGEST_SAMPLE)
        run(["python", "manage.py", "load_sample", "--signatures", str(sample)], demo)
        if signatures > sample:
            multiply(self.ask, times=signatures // sample)
        # How fast a provider likes its mail is no property of ours.
        self.ask("UPDATE signatures_sendingpace SET per_minute = NULL")
        self.processes.start("web", command("web"), environment)
        self.processes.start("worker", command("worker"), environment)
        beat = [part.replace("/var/lib/paraphe", str(self.folder)) for part in command("beat")]
        self.processes.start("beat", beat, environment)
        with suppress(NotInstalledError):
            self.front = self._stack.enter_context(self._running_front())

    def _running_front(self) -> AbstractContextManager[Front]:
        # In the very server of the product, a folder of files for the floor.
        floor = f"location /floor/ {{ root {self.folder}; gzip_static on; }}"
        # The bench is the proxy in front that says where visitors come from.
        return running_front(
            self.folder / "front", [self.port], extra_https=floor, FRONT_TRUSTED_PROXY=HOST
        )

    def _set_up_floor(self) -> None:
        self.ask(f"CREATE DATABASE {FLOOR}")
        address, redis = self.environment["DATABASE_URL"], self.environment["REDIS_URL"]
        self.floor_environment = self.environment | {
            "DJANGO_SETTINGS_MODULE": "bench.floor.settings",
            "DATABASE_URL": address.replace("/paraphe?", f"/{FLOOR}?"),
            "REDIS_URL": redis.replace("?db=0", "?db=1"),
            "BIND": f"{HOST}:{self.floor_port}",
        }
        tables = ["python", "-m", "django", "migrate", "--run-syncdb", "-v0"]
        self.processes.run(tables, self.floor_environment)
        replaced = {"config/gunicorn.py": "bench/floor/gunicorn.py"}
        replaced |= {"config.wsgi:application": "bench.floor.wsgi:application"}
        web = [replaced.get(part, part) for part in command("web")]
        self.processes.start("floor-web", web, self.floor_environment)
        replaced = {"config": "bench.floor.celery"}
        worker = [replaced.get(part, part) for part in command("worker")]
        self.processes.start("floor-worker", worker, self.floor_environment)

    @staticmethod
    def _ask(address: str, sql: str, values: dict[str, object]) -> list[tuple[object, ...]]:
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), values)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running_site(folder: Path, *, signatures: int) -> Iterator[Site]:
    """Run product and floor in `folder` while the block runs."""
    with ExitStack() as stack:
        site = Site(folder, stack)
        site.set_up(signatures)
        yield site
