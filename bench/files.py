"""Figures of files: the export of all signatures beside a bare COPY."""

import json
from collections.abc import Iterator

from bench.figure import BenchError, Figure
from bench.result import Sample
from bench.site import Site


def file_figures(site: Site) -> Iterator[Figure]:
    """Give the figure of the export."""
    yield Figure(
        key="export",
        what="CSV export of all signatures",
        floor_is="a bare COPY of the same columns",
        product=lambda: _export(site, "product"),
        floor=lambda: _export(site, "floor"),
        unit="s",
        target=1.5,
    )


def _export(site: Site, way: str) -> Sample:
    said = json.loads(
        site.processes.run(["python", "-m", "bench.exporting", way], site.environment)
    )
    if not said["bytes"]:
        raise BenchError("the export is empty")
    return Sample(value=said["seconds"], growth=said["growth"])
