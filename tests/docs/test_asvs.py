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


def number(item: str) -> tuple[int, ...]:
    return tuple(map(int, item.split(".")))


def every_item() -> set[tuple[int, ...]]:
    """Give the items of levels 1 and 2 of version 5.0.0, as OWASP lists them."""
    lines = (ROOT / "docs/security/asvs-items.txt").read_text().splitlines()
    pairs = (line.split(": ") for line in lines)
    return {number(f"{section}.{last}") for section, many in pairs for last in many.split()}


def spoken_of(text: str) -> set[tuple[int, ...]]:
    """Give the items that a text names, one by one or from one to another."""
    found = re.findall(r"(\d+\.\d+\.\d+)(?: – (\d+\.\d+\.\d+))?", text)
    spans = [(number(first), number(last or first)) for first, last in found]
    return {item for item in every_item() for first, last in spans if first <= item <= last}


def test_no_item_of_levels_1_and_2_is_left_out() -> None:
    _table, _mark, not_applicable = TEXT.partition("**Not applicable.**")
    in_rows = spoken_of("\n".join(row.split(" | ")[0] for row in ROWS))
    not_ours = spoken_of(not_applicable) | {item for item in every_item() if item[0] == 17}

    assert len(every_item()) == 253
    assert not every_item() - in_rows - not_ours
    assert not in_rows & not_ours
