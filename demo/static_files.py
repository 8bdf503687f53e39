"""Whether the collected static files are still those of the sources."""

import hashlib
import sysconfig
from pathlib import Path

from demo.folders import write_private

MANIFEST = "staticfiles.json"  # the last thing that collectstatic writes
# Files that decide how they are collected.
RECIPES = ("config/settings.py",)


def sources_stamp(root: Path) -> str:
    """Return a text that changes when a static file may have, or the way to collect them.

    Args:
        root: the folder of the sources.
    """
    folders = [root / "static", *root.glob("*/static")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += [root / recipe for recipe in RECIPES]
    seen = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(files)]
    # Django's own and the other packages' change with their version.
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    return hashlib.sha256(repr([seen, sorted(p.name for p in packages)]).encode()).hexdigest()


def are_current(collected: Path, stamp: str) -> bool:
    """Say whether `collected` was made from the sources that gave `stamp`."""
    note = _note(collected)
    return (collected / MANIFEST).exists() and note.exists() and note.read_text() == stamp


def note_current(collected: Path, stamp: str) -> None:
    """Note that `collected` was made from the sources that gave `stamp`."""
    write_private(_note(collected), stamp)


def _note(collected: Path) -> Path:
    return collected.with_name(f"{collected.name}-made-from")
