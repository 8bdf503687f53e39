"""How much memory the engine may take."""

from pathlib import Path

import pytest

from signatures.dossier.compositor import MOST_MEMORY, most_memory

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        (str(640 * MEGABYTE), 540 * MEGABYTE),
        (str(64 * MEGABYTE), 0),
        (str(8192 * MEGABYTE), MOST_MEMORY),
        ("max", MOST_MEMORY),
    ],
)
def test_engine_stays_within_its_container(tmp_path: Path, limit: str, most: int) -> None:
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    (tmp_path / "memory.stat").write_text(f"anon {100 * MEGABYTE}\nfile {300 * MEGABYTE}\n")

    assert most_memory(tmp_path) == most


def test_without_a_container_it_has_its_own_bound(tmp_path: Path) -> None:
    assert most_memory(tmp_path) == MOST_MEMORY
