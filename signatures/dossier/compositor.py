"""The engine's process: `python -m signatures.dossier.compositor FOLDER`.

It knows nothing of Django or the database, reads one folder and writes one file there. No
font of the system is used: the same folder gives the same bytes on every machine.
"""

import resource
import sys
from pathlib import Path

import typst

MANUSCRIPT, MOMENT, RESULT = "manuscript.json", "moment", "dossier.pdf"
_FONTS = Path(__file__).parent / "fonts"
# A dossier that would need more ends with an error, not with the machine.
MOST_MEMORY = 2 << 30
_CONTAINER = Path("/sys/fs/cgroup")


def most_memory(container: Path = _CONTAINER) -> int:
    """Give how much memory the engine may take: 2 GB, or what is left of the container's.

    Beyond its own bound it ends and says so. Beyond the container's the kernel would pick a
    process to kill, and might pick the worker that waits.

    Args:
        container: where Linux tells of this group of processes (cgroup 2); elsewhere nothing.
    """
    try:
        limit = int((container / "memory.max").read_text(encoding="ascii"))
        # What others hold; files that are only cached make room.
        told = (container / "memory.stat").read_text(encoding="ascii").split()
        held = int(told[told.index("anon") + 1])
    except (OSError, ValueError):  # no container, or one without a limit: "max"
        return MOST_MEMORY
    return max(min(MOST_MEMORY, limit - held), 0)


def compose(folder: Path) -> None:
    """Make the PDF of what lies in `folder`, tagged so that everybody can read it (PDF/UA-1)."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )
    typst.compile(
        folder / "dossier.typ",
        output=folder / RESULT,
        root=folder,
        font_paths=fonts,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int((folder / MOMENT).read_text(encoding="ascii")),
    )


if __name__ == "__main__":
    most = most_memory()
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    compose(Path(sys.argv[1]))
