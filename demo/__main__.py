"""`make demo`: brings everything up in order, says what is where, and keeps it running."""

import os
import signal
import sys
import time
from contextlib import ExitStack, suppress

from demo import leftovers, static_files
from demo.environment import leave_note, process_environment, site_environment
from demo.folders import FolderInUseError, held
from demo.options import LAST_PORT, Options
from demo.plan import ROOT, applications, command
from demo.problems import DemoError
from demo.readiness import free_port, page_answers, port_is_free
from demo.servers import Servers, prepare_servers
from demo.supervisor import Supervisor
from demo.welcome import welcome

SERVERS_ANSWER, SITE_ANSWERS = 60.0, 180.0  # seconds before giving up
PATIENCE, ASK_EVERY = 15.0, 0.2  # seconds before saying who is late, and between two questions
PORT_LINGERS = 5.0  # seconds, after the demo that had it was killed
PAGES = ("/readyz", "/fr/")  # what has to answer, besides each program, to call it ready


def main() -> int:
    """Run the demo until a signal arrives; return the exit status."""
    try:
        options = Options.read(os.environ)
        with held(options.folder):
            make_room(options)
            run(options)
    except FolderInUseError:
        another = f"DEMO_DIR=var/demo-2 PORT={another_port(options.port)} make demo"
        print(
            f"demo: another demo already runs in {options.folder}; stop it, "
            f"or start a second one elsewhere: {another}",
            file=sys.stderr,
        )
        return 1
    except (DemoError, OSError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before anything was started
        return 130
    return 0


def say(line: str) -> None:
    """Show a line at once. That nobody reads any more is no reason to stop."""
    with suppress(OSError):
        print(line, flush=True)


def another_port(port: int) -> int:
    """Return a port to propose instead of `port`."""
    return port + 1 if port < LAST_PORT else port - 1


def make_room(options: Options) -> None:
    """Stop what a killed demo has left running, and make sure of the port.

    Raises:
        DemoError: another program listens there.
    """
    orphans = leftovers.marked(options.folder)
    leftovers.stop(orphans, signal.SIGTERM, patience=PORT_LINGERS)
    deadline = time.monotonic() + (PORT_LINGERS if orphans else 0)
    while not port_is_free(options.port):
        if time.monotonic() > deadline:
            raise DemoError(
                f"port {options.port} is in use by another program; "
                f"choose another one, such as: PORT={another_port(options.port)} make demo"
            )
        time.sleep(0.1)


def run(options: Options) -> None:
    """Bring everything up, and keep it up until a signal arrives.

    Raises:
        DemoError: something does not come up.
    """
    say(f"The demonstration of Paraphe. Its data: {options.folder}")
    with ExitStack() as finally_do, Supervisor(options.folder / "log", say) as supervisor:
        servers = prepare_servers(
            options.folder,
            with_postgres=not options.database_url,
            with_valkey=not options.redis_url,
        )
        finally_do.callback(servers.remove_sockets)
        start_servers(supervisor, servers)
        start_site(supervisor, options, servers)
        supervisor.watch()


def start_servers(supervisor: Supervisor, servers: Servers) -> None:
    """Start PostgreSQL and Valkey, those that were not given, and wait for them.

    Raises:
        DemoError: they do not answer.
    """
    if servers.programs:
        say(f"Starting {' and '.join(program.name for program in servers.programs)} ...")
    supervisor.keep(*servers.programs)
    answers = supervisor.wait_until(
        lambda: supervisor.all_ready() and servers.create_database(), SERVERS_ANSWER
    )
    if not answers:
        raise DemoError(f"no answer from {', '.join(supervisor.waited_for())}")


def start_site(supervisor: Supervisor, options: Options, servers: Servers) -> None:
    """Prepare the site and start its programs, and say where it is when it answers.

    Raises:
        DemoError: something does not come up.
    """
    mail_port = free_port()
    site = site_environment(options, servers.environment, mail_port=mail_port)
    leave_note(options.folder, site)
    environment = process_environment(site)
    prepare_site(supervisor, options, environment)
    say("Starting the web server, the worker, the schedule and the mail catcher ...")
    supervisor.keep(*applications(options, mail_port, environment))
    wait_for_site(supervisor, options)
    for line in welcome(options):
        say(line)
    say(f"Paraphe is ready: {options.site}/")


def prepare_site(supervisor: Supervisor, options: Options, environment: dict[str, str]) -> None:
    """Bring database, sample data and static files up to date.

    Raises:
        DemoError: a command failed.
    """
    say("Preparing the database and the sample appeal ...")
    steps = [command("migrate", "--noinput", environment=environment)]
    collected, stamp = options.folder / "static", static_files.sources_stamp(ROOT)
    if not static_files.are_current(collected, stamp):
        steps.append(command("collectstatic", "--noinput", environment=environment))
    supervisor.run(*steps)  # side by side: one waits for the database, the other computes
    static_files.note_current(collected, stamp)
    count = str(options.signatures)
    supervisor.run(command("load_sample", "--signatures", count, environment=environment))


def wait_for_site(supervisor: Supervisor, options: Options) -> None:
    """Wait until every program and the first page answer.

    Raises:
        DemoError: they do not.
    """

    def unanswered() -> list[str]:
        return supervisor.waited_for() or [
            page for page in PAGES if not page_answers(options.port, page)
        ]

    deadline = time.monotonic() + SITE_ANSWERS
    while not supervisor.wait_until(lambda: not unanswered(), PATIENCE, every=ASK_EVERY):
        missing = f"no answer yet from {', '.join(unanswered())}; see {options.folder}/log/"
        if time.monotonic() > deadline:
            raise DemoError(missing)
        say(f"demo | {missing}")


if __name__ == "__main__":
    sys.exit(main())
