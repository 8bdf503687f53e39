"""The table of OWASP ASVS names evidence that exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs/security/asvs.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if re.match(r"\| \d", line)]


def test_every_row_says_how_it_stands() -> None:
    assert len(ROWS) > 80
    for row in ROWS:
        assert row.split(" | ")[2] in ("shown", "read", "partly", "no"), row


@pytest.mark.parametrize("row", [row for row in ROWS if "| shown |" in row])
def test_what_is_shown_names_a_test(row: str) -> None:
    assert re.search(r"`tests/[a-z_/]+\.py`|`docs/", row), row


def test_evidence_exists() -> None:
    named = re.findall(
        r"`((?:tests|docs|config|signatures|accounts|appeal|deploy|\.ci)/[^`]*)`", TEXT
    )

    missing = [path for path in named if not (ROOT / path).exists()]

    assert not missing
