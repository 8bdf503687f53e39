"""The dossier of the latest frozen figure; or its bare names set by the same engine.

Run as `python -m bench.typesetting product` or `floor`; prints how it went as JSON.
"""

import json
import sys
import time
from typing import TYPE_CHECKING

import django
import typst

if TYPE_CHECKING:  # it may be read once Django is set up
    from signatures.dossier.edition import Edition


def product() -> bytes:
    """Make the PDF as the desk does, from reading the names on."""
    from signatures.dossier.edition import make_pdf

    return make_pdf(_edition())


def floor() -> bytes:
    """Set the same names as plain lines: no tags, no columns, no check of the file."""
    names = [one.name for category in _edition().names for one in category.signatories]
    source = "#for name in json(bytes(sys.inputs.names)) [ #name \\ ]"
    return typst.compile(source.encode(), sys_inputs={"names": json.dumps(names)})


def _edition() -> "Edition":
    from signatures.dossier.edition import prepare
    from signatures.models import Snapshot
    from signatures.models.clock import database_now

    snapshot = Snapshot.objects.select_related("appeal").latest("taken_at")
    return prepare(snapshot, languages=["fr"], now=database_now())


def main() -> None:
    """Do one of them and print how it went."""
    django.setup()
    way = {"product": product, "floor": floor}[sys.argv[1]]
    begun = time.monotonic()
    pdf = way()
    print(json.dumps({"seconds": time.monotonic() - begun, "bytes": len(pdf)}))


if __name__ == "__main__":
    main()
