"""What a dossier of many names costs: `python -m bench.dossier NAMES`, beside a running demo.

The latest frozen figure and the names that the demo's wall shows, repeated up to NAMES; the
real template and the real engine. Prints seconds, the engine's peak of memory, and the file.
"""

import os
import resource
import sys
import time
from dataclasses import replace
from itertools import cycle, islice

import django

from manage import load_demo_environment


def main(wanted: int) -> None:
    """Make one dossier and say what it took."""
    load_demo_environment()
    django.setup()  # which reads them
    from signatures.dossier.edition import make_pdf, prepare  # noqa: PLC0415
    from signatures.models import Snapshot  # noqa: PLC0415
    from signatures.models.clock import database_now  # noqa: PLC0415

    snapshot = Snapshot.objects.select_related("appeal").latest("taken_at")
    edition = prepare(snapshot, languages=["fr"], now=database_now())
    shown = sum(len(category.signatories) for category in edition.names)
    names = [
        replace(
            category,
            signatories=list(
                islice(cycle(category.signatories), wanted * len(category.signatories) // shown)
            ),
        )
        for category in edition.names
    ]
    begun = time.monotonic()
    pdf = make_pdf(replace(edition, names=names))
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    number = sum(len(category.signatories) for category in names)
    sys.stdout.write(
        f"{number:,} names: {seconds:.1f} s, engine {peak:,} MB, worker {own:,} MB, "
        f"file {len(pdf) / 1e6:.1f} MB\n"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main(int(sys.argv[1]))
