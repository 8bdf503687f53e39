"""`manage.py` beside a running demo: whose servers it takes."""

import json
from pathlib import Path

import pytest

from tests.config.processes import PRODUCTION, run

pytestmark = pytest.mark.broad  # each starts a process
PRINT = ("-c", "import os, manage; manage.load_demo_environment(); print(os.environ['SITE_URL'])")
ELSEWHERE = "postgresql://somebody@/elsewhere?host=/nonexistent"


@pytest.fixture
def demo(tmp_path: Path) -> str:
    """The folder of a demo that noted how its servers are reached."""
    (tmp_path / "environment.json").write_text(json.dumps(PRODUCTION))
    return str(tmp_path)


@pytest.mark.parametrize("configured", [{}, {"DATABASE_URL": PRODUCTION["DATABASE_URL"]}])
def test_commands_find_the_demo(demo: str, configured: dict[str, str]) -> None:
    """A demo that was started on a database of one's own has the same address noted."""
    done = run(*PRINT, DEMO_DIR=demo, **configured)

    assert done.stdout.strip() == PRODUCTION["SITE_URL"]


def test_another_database_is_not_given_the_settings_of_the_demo(demo: str) -> None:
    own = {"DATABASE_URL": ELSEWHERE, "SITE_URL": "https://own.example.org"}

    done = run(*PRINT, DEMO_DIR=demo, **own)

    assert done.stdout.strip() == own["SITE_URL"]
