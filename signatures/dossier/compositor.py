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
# A dossier that would need more ends with an error, not with the machine (DESIGN, issue 6).
MOST_MEMORY = 2 << 30


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
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    compose(Path(sys.argv[1]))
