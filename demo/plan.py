"""The programs of Paraphe that the demo runs: once to prepare, and then all the time."""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from demo.options import Options
from demo.program import SERVERS, Program, ready_when_started
from demo.readiness import HOST, page_answers, smtp_answers, worker_waits

ROOT = Path(__file__).resolve().parent.parent


def command(name: str, *arguments: str, environment: Mapping[str, str]) -> Program:
    """Return `manage.py name arguments...`, a program that runs once."""
    argv = (sys.executable, "manage.py", name, *arguments)
    return Program(name=name, argv=argv, environment=environment, folder=ROOT)


def applications(
    options: Options, mail_port: int, environment: Mapping[str, str]
) -> tuple[Program, ...]:
    """Return the programs that make up the site.

    Args:
        options: what was asked for.
        mail_port: where the mail catcher is to listen.
        environment: all variables for each of them.
    """
    return (
        _catcher(options, mail_port, environment),
        _web(options, environment),
        _worker(environment),
        _beat(options, environment),
    )


def _catcher(options: Options, port: int, environment: Mapping[str, str]) -> Program:
    where = ("--port", str(port), "--directory", str(options.folder / "mail"))
    return Program(
        name="mail",
        argv=(sys.executable, "-m", "demo.mail_catcher", *where),
        environment=environment,
        folder=ROOT,
        layer=SERVERS,  # the worker may be in the middle of a mail when all stops
        is_ready=partial(smtp_answers, port),
    )


def _web(options: Options, environment: Mapping[str, str]) -> Program:
    gunicorn = (sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py")
    return Program(
        name="web",
        # Its control socket lies in the home directory, the same one for every demo.
        argv=(
            *gunicorn,
            *("--bind", f"{HOST}:{options.port}"),
            "--no-control-socket",
            "config.wsgi:application",
        ),
        environment=environment,
        folder=ROOT,
        is_ready=partial(page_answers, options.port, "/healthz"),
    )


def _worker(environment: Mapping[str, str]) -> Program:
    # Alone, it has nobody to gossip or mingle with, and would wait a second for an answer.
    options = ("--pool=threads", "-c", "2", "--without-gossip", "--without-mingle")
    return Program(
        name="worker",
        argv=_celery("worker", *options),
        environment=environment,
        folder=ROOT,
        is_ready=partial(worker_waits, environment["REDIS_URL"]),
    )


def _beat(options: Options, environment: Mapping[str, str]) -> Program:
    schedule = options.folder / "celerybeat-schedule"
    return Program(
        name="beat",
        argv=_celery("beat", "-s", str(schedule)),
        environment=environment,
        folder=ROOT,
        before_start=partial(_forget, schedule),
        is_ready=ready_when_started,
    )


def _celery(*arguments: str) -> tuple[str, ...]:
    # Quiet: without its greeting, which repeats the settings at every start.
    celery = (sys.executable, "-m", "celery", "--quiet", "-A", "config")
    return (*celery, *arguments, "--loglevel=WARNING")


def _forget(schedule: Path) -> None:
    """Remove beat's note of when it sent what, which a kill may have left half-written.

    It is written anew from the settings; the demo has no task that a restart may not delay.
    """
    for file in schedule.parent.glob(f"{schedule.name}*"):
        file.unlink(missing_ok=True)
