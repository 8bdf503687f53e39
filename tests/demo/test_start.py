"""What `make demo` says when it cannot start: one line, before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from demo.folders import held
from demo.options import OptionError, Options
from demo.readiness import free_port


def run_demo(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """Run `python -m demo` to its end."""
    variables = {**os.environ, "DEMO_DIR": str(folder), "PORT": str(port)}
    return subprocess.run(
        [sys.executable, "-m", "demo"],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run_demo(tmp_path, port)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"demo: port {port} is in use by another program; "
        f"choose another one, such as: PORT={port + 1} make demo\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock"]


def test_second_demo_in_the_same_folder_is_one_clear_line(tmp_path: Path) -> None:
    with held(tmp_path):
        done = run_demo(tmp_path, free_port())

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"another demo already runs in {tmp_path}" in done.stderr


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "8000.5", "٨"])
def test_port_must_be_a_number_in_range(value: str) -> None:
    with pytest.raises(OptionError, match="PORT must be a number from 1 to 65535"):
        Options.read({"PORT": value})


def test_options_have_defaults_and_an_absolute_folder() -> None:
    options = Options.read({"DEMO_DIR": "", "PORT": ""})

    assert options.port == 8000
    assert options.folder == Path.cwd() / "var/demo"
    assert options.signatures == 1200
    assert options.site == "http://127.0.0.1:8000"
