"""The supervisor, in a process of its own, with real programs that really die."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from demo.program import Program
from demo.supervisor import StepFailedError, Supervisor
from tests.waiting import eventually

STOP_WITHIN = 10.0  # seconds: the contract of `make demo`


def is_alive(process_id: int) -> bool:
    """Say whether the process runs; one that has ended but was not reaped does not."""
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Demo:
    """A running `tests.demo.supervised`, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process, self.folder = process, folder

    def said(self) -> list[str]:
        return (self.folder / "terminal").read_text().splitlines()

    def log(self, name: str) -> list[str]:
        return (self.folder / "log" / f"{name}.log").read_text().splitlines()

    def pid(self, name: str) -> int:
        text = (self.folder / f"{name}.pid").read_text()
        return int(text or 0)


@contextmanager
def demo_of(folder: Path, *names: str, says: str = "up") -> Iterator[Demo]:
    """Start a supervisor of `names`, wait until it `says` a word, and stop it in the end."""
    argv = [sys.executable, "-m", "tests.demo.supervised", str(folder), *names]
    with (folder / "terminal").open("wb") as terminal:
        process = subprocess.Popen(argv, stdout=terminal, stderr=subprocess.STDOUT)
    demo = Demo(process, folder)
    try:
        eventually(lambda: any(says in line.split() for line in demo.said()))
        yield demo
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(STOP_WITHIN)


def test_killed_program_comes_back(tmp_path: Path) -> None:
    with demo_of(tmp_path, "plain") as demo:
        first = demo.pid("plain")

        os.kill(first, signal.SIGKILL)

        eventually(lambda: demo.pid("plain") not in (0, first))
        assert "demo | plain died (SIGKILL), starts again in 0.2 s" in demo.said()


def test_killed_master_takes_its_workers_along(tmp_path: Path) -> None:
    with demo_of(tmp_path, "web") as demo:
        first = demo.pid("web")
        workers = psutil.Process(first).children()

        os.kill(first, signal.SIGKILL)

        eventually(lambda: "demo | web is back" in demo.said())  # it has the port again
        assert [worker.pid for worker in workers if is_alive(worker.pid)] == []


def test_program_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path) -> None:
    # It is up only when it is looked at in the milliseconds before it dies.
    with demo_of(tmp_path, "failing", says="died") as demo:

        def delays() -> list[str]:
            return [line.split()[-2] for line in demo.said() if "died (exit 3)" in line]

        eventually(lambda: len(delays()) >= 3)

        assert delays()[:3] == ["0.2", "0.4", "0.8"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_every_program_in_time(tmp_path: Path, number: signal.Signals) -> None:
    with demo_of(tmp_path, "server", "plain", "web") as demo:
        programs = psutil.Process(demo.process.pid).children(recursive=True)

        demo.process.send_signal(number)
        demo.process.send_signal(number)  # make and the terminal may both pass it on

        assert demo.process.wait(STOP_WITHIN) == 0
        assert [program.pid for program in programs if is_alive(program.pid)] == []


def test_program_that_ignores_its_signal_is_killed_in_time(tmp_path: Path) -> None:
    with demo_of(tmp_path, "stubborn") as demo:
        stubborn = demo.pid("stubborn")

        demo.process.terminate()

        assert demo.process.wait(STOP_WITHIN) == 0
        assert not is_alive(stubborn)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_programs_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    with demo_of(tmp_path, "server", "plain") as demo:
        programs = [demo.pid("server"), demo.pid("plain")]

        demo.process.kill()

        eventually(lambda: not any(is_alive(program) for program in programs))


def test_terminal_shows_alarming_lines_and_the_log_shows_all(tmp_path: Path) -> None:
    with demo_of(tmp_path, "plain") as demo:
        eventually(lambda: "plain | WARNING: mind the gap" in demo.said())

        assert demo.log("plain") == ["all is well", "WARNING: mind the gap"]
        assert "all is well" not in "\n".join(demo.said())


def step(folder: Path, code: str) -> Program:
    """Return a program that runs once."""
    return Program("step", (sys.executable, "-c", code), dict(os.environ), folder)


def test_failed_step_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    with (
        pytest.raises(StepFailedError, match=r"step failed.*\n.*what went wrong"),
        Supervisor(tmp_path / "log", print) as supervisor,
    ):
        supervisor.run(step(tmp_path, "import sys; sys.exit('what went wrong')"))


def test_step_whose_server_died_is_run_again(tmp_path: Path) -> None:
    """The step kills the server and fails, the first time."""
    server = Program("server", ("sleep", "60"), dict(os.environ), tmp_path)
    code = (
        "import os, pathlib, sys\n"
        "met = pathlib.Path('met')\n"
        "if not met.exists():\n"
        "    met.touch(); os.kill(int(sys.argv[1]), 9); sys.exit(1)\n"
    )

    with Supervisor(tmp_path / "log", print) as supervisor:
        others = set(psutil.Process().children())
        supervisor.keep(server)
        [victim] = set(psutil.Process().children()) - others
        argv = (sys.executable, "-c", code, str(victim.pid))
        again = Program("step", argv, dict(os.environ), tmp_path)
        supervisor.run(again)
        came_back = supervisor.wait_until(supervisor.all_ready, patience=10)

    assert (tmp_path / "met").exists()
    assert came_back
