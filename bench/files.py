"""Figures of files: exported, imported, and set for the jury, each in a process of its own."""

import json
from collections.abc import Iterator

from bench import rows
from bench.figure import BenchError, Figure
from bench.result import Sample
from bench.site import Site

# A dossier of more names is refused or takes minutes (docs/dossier.md).
MOST_NAMES = 100_000


def file_figures(site: Site) -> Iterator[Figure]:
    """Give the figures of files."""

    def figure(key: str, module: str, what: str, floor: str, target: float | None = None) -> Figure:
        return Figure(
            key=key,
            what=what,
            floor_is=floor,
            product=lambda: _run(site, module, "product"),
            floor=lambda: _run(site, module, "floor"),
            unit="s",
            target=target,
        )

    export = "CSV export of all signatures"
    yield figure("export", "bench.exporting", export, "a bare COPY of the same columns", 1.5)
    paper = "paper list of 5,000 lines, checked and stored"
    yield figure("import", "bench.importing", paper, "a bare COPY of the lines")
    if rows.count(site, "status = 'verified'") <= MOST_NAMES:
        dossier = "dossier for the jury, tagged PDF"
        yield figure("dossier", "bench.typesetting", dossier, "the same engine, names alone")


def _run(site: Site, module: str, way: str) -> Sample:
    said = json.loads(site.processes.run(["python", "-m", module, way], site.environment))
    if not said["bytes"]:
        raise BenchError("the file is empty")
    return Sample(value=said["seconds"], growth=said.get("growth"))
