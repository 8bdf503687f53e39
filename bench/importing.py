"""One paper list of 5,000 lines read, looked at and stored; or its bare lines copied.

Run as `python -m bench.importing product` or `floor`; prints how it went as JSON.
"""

import csv
import hashlib
import io
import json
import sys
import time
from datetime import date

import django
from django.db import connection

LINES = 5000
_HEAD = ("nom", "prénom", "qualité", "ville", "organisme", "courriel")


def sheet() -> bytes:
    """Give a file of lines that nobody has seen before."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEAD)
    for number in range(LINES):
        who = f"{time.monotonic_ns()}.{number}@campus.example"
        name = f"Exemple-{number}"
        writer.writerow((name, "Suzie", "citizen", "Montpellier", "Université d’exemple", who))
    return written.getvalue().encode()


def product(content: bytes) -> None:
    """Read, check and store it as the desk does."""
    from appeal.models import Appeal
    from bench.site import SLUG
    from signatures.paper.batches import begin_batch
    from signatures.paper.importing import import_lines
    from signatures.paper.tables import read_table

    batch = begin_batch(
        appeal=Appeal.objects.get(slug=SLUG),
        place="Montpellier",
        collected_on=date(2026, 11, 1),
        collector="bench",
        by=None,
    )
    preview = import_lines(
        batch, read_table(content, "lines.csv"), sha256=hashlib.sha256(content).hexdigest()
    )
    if preview.storable != LINES:
        raise RuntimeError(f"{preview.storable} of {LINES} lines could be stored")


def floor(content: bytes) -> None:
    """Copy the lines into a table without a rule."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE floor_line (a text, b text, c text, d text, e text, f text)")
        with cursor.copy("COPY floor_line FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
            copy.write(content)
        cursor.execute("DROP TABLE floor_line")


def main() -> None:
    """Do one of them and print how it went."""
    django.setup()
    connection.ensure_connection()
    way, content = {"product": product, "floor": floor}[sys.argv[1]], sheet()
    begun = time.monotonic()
    way(content)
    print(json.dumps({"seconds": time.monotonic() - begun, "bytes": len(content)}))


if __name__ == "__main__":
    main()
