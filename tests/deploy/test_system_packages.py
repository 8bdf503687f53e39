"""What cannot be installed is named, and costs nothing but what needs it (`make test`)."""

import subprocess
from pathlib import Path

import pytest

from stack.layout import ROOT

SCRIPT = ROOT / ".ci" / "system-packages"
# Answers for a package manager that knows one of the packages only.
APT = """#!/bin/sh
case "$*" in
    *openssl*wrk* | *wrk*openssl*) exit 100 ;;
    *wrk*) exit 0 ;;
    *) exit 100 ;;
esac
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with a package manager and none of the tools."""
    for name, text in {"apt-get": APT, "id": "#!/bin/sh\necho 0\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def run(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), "bench"],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_package_that_a_mirror_lacks_is_named_and_stops_nothing(tools: Path) -> None:
    done = run(tools)

    assert done.returncode == 0
    assert "not installed: openssl" in done.stdout
    assert "not installed: wrk" not in done.stdout


def test_without_a_package_manager_all_that_is_missing_is_named(tools: Path) -> None:
    (tools / "apt-get").unlink()

    done = run(tools)

    assert done.returncode == 0
    assert done.stdout.startswith("not installed: wrk")
