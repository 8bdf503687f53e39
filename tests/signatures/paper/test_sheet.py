"""A stranger's file is read by a process that has nothing to give away."""

import subprocess
from typing import Any

import pytest

from signatures.paper.sheet import UnreadableError, rows_of


def test_process_that_reads_a_file_gets_nothing_of_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = []

    def run(command: list[str], **options: Any) -> None:
        given.append(options["env"])
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", run)

    with pytest.raises(UnreadableError):
        rows_of(b"PK")

    assert given == [{}]
