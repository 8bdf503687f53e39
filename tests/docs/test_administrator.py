"""What the administrator is told to type exists."""

import re

from django.core.management import get_commands

from stack.layout import ROOT

PAGE = (ROOT / "docs/administrator.md").read_text(encoding="utf-8")


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", PAGE))

    assert named
    assert not named - set(get_commands())


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\bdeploy/[\w/-]+\.\w+", PAGE))

    assert named
    assert not [name for name in named if not (ROOT / name).is_file()]


def test_restoring_is_written_out() -> None:
    said = PAGE.partition("To restore:")[2].split("```")[1].split("\n")

    acts = [line for line in said if line]
    assert acts[0] == "docker compose stop web worker beat"
    assert acts[1].startswith("bash deploy/restore.sh ")
    assert acts[-1] == "docker compose up -d"
