"""Set the dossier: a process of its own, with bounds, makes the PDF from plain values.

The engine needs a second for a thousand names and a gigabyte for a hundred thousand
(docs/adr/0035); the worker that waits for it must neither grow nor hang with it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from signatures.dossier.compositor import MANUSCRIPT, MOMENT, RESULT
from signatures.dossier.glyphs import printable_throughout

_TEMPLATE = Path(__file__).parent / "dossier.typ"
_ROOT = Path(__file__).parent.parent.parent
_LONGEST = 600


class TypesettingError(Exception):
    """The engine refused, or went beyond its bounds; the argument says what it said."""


class TooLargeError(TypesettingError):
    """It needs more memory than it may have."""


def typeset(
    values: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    *,
    moment: datetime,
    waiting: Callable[[], None] = lambda: None,
) -> bytes:
    """Give the PDF. The same arguments give the same bytes.

    Args:
        values: what the template reads (`manuscript.Manuscript`).
        pictures: by their names in `values`.
        moment: what the file says of when it was made: when its figure was frozen.
        waiting: called every second meanwhile; what it raises stops the engine.

    Raises:
        TypesettingError: see there.
    """
    with tempfile.TemporaryDirectory(prefix="dossier-") as name:
        folder = Path(name)
        text = json.dumps(printable_throughout(values), ensure_ascii=False)
        (folder / MANUSCRIPT).write_text(text, encoding="utf-8")
        (folder / MOMENT).write_text(str(int(moment.timestamp())), encoding="ascii")
        (folder / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content)
        _run(folder, waiting)
        return (folder / RESULT).read_bytes()


def _run(folder: Path, waiting: Callable[[], None]) -> None:
    command = [sys.executable, "-m", "signatures.dossier.compositor", str(folder)]
    # It needs nothing of the environment, in which keys and passwords are.
    with subprocess.Popen(command, cwd=_ROOT, env={}, stderr=subprocess.PIPE) as engine:  # noqa: S603
        try:
            for _second in range(_LONGEST):
                try:
                    _out, said = engine.communicate(timeout=1)
                except subprocess.TimeoutExpired:
                    waiting()
                else:
                    break
            else:
                raise TypesettingError("it took too long")
        finally:
            if engine.poll() is None:
                engine.kill()
    if engine.returncode < 0:  # by a signal: its own bound, or the machine's
        raise TooLargeError(
            f"it was ended by signal {-engine.returncode}: it needs more memory than it may have"
        )
    if engine.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise TypesettingError(lines[-1][:300] if lines else "it said nothing")
