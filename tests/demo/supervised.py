"""A supervisor with stand-in programs, for test_supervisor.

`python -m tests.demo.supervised FOLDER NAME...` keeps the programs NAME running, says
"up" once they are ready, and each of them notes its process id in FOLDER/NAME.pid.
"""

import os
import sys
from functools import partial
from pathlib import Path

from demo.program import SERVERS, Program
from demo.readiness import free_port, port_is_free
from demo.supervisor import Supervisor

NOTE = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(str(os.getpid()));"
CODE = {
    "plain": "import time; print('all is well'); print('WARNING: mind the gap'); time.sleep(60)",
    "stubborn": "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)",
    "failing": "sys.exit(3)",
    # Like gunicorn: a master, and a worker that inherits the port and outlives it.
    "web": (
        "import socket, subprocess, time; s = socket.create_server(('127.0.0.1',"
        " int(sys.argv[2]))); os.set_inheritable(s.fileno(), True);"
        " subprocess.Popen(['sleep', '60'], close_fds=False); time.sleep(60)"
    ),
    "server": "import time; time.sleep(60)",
}


def stand_in(name: str, folder: Path, port: int) -> Program:
    """Return the program called `name`."""
    code = f"{NOTE} {CODE[name]}"
    arguments = (str(folder / f"{name}.pid"), str(port))
    return Program(
        name=name,
        argv=(sys.executable, "-u", "-c", code, *arguments),
        environment=dict(os.environ),
        folder=folder,
        layer=SERVERS if name == "server" else 1,
        is_ready=partial(_has_started, name, folder, port),
    )


def _has_started(name: str, folder: Path, port: int) -> bool:
    return not port_is_free(port) if name == "web" else (folder / f"{name}.pid").exists()


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, names: list[str]) -> None:
    """Keep the programs running until a signal arrives."""
    port = free_port()
    with Supervisor(folder / "log", say) as supervisor:
        supervisor.keep(*(stand_in(name, folder, port) for name in names))
        supervisor.wait_until(supervisor.all_ready)
        say("up")
        supervisor.watch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
