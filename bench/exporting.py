"""One export of all signatures, in a process of its own, which says how large it grew.

Run as `python -m bench.exporting product` or `floor`; both discard what they get.
"""

import json
import sys
import time
from collections.abc import Iterable

import django
import psutil
from django.db import connection

BARE = """
    COPY (
        SELECT id, status, moderation, display, category_id, first_name, last_name,
            organisation, spelling_id, verified_organisation_id, job_title, city, country,
            message, language, channel, updates_consented_at, created_at, verified_at,
            invalidation_reason
        FROM signatures_signature ORDER BY id
    ) TO STDOUT WITH (FORMAT csv)
"""
_MEGABYTE = 1_048_576


def product() -> Iterable[bytes]:
    """Export as the product does, with the columns that it proposes."""
    from signatures.desk.exports import default_columns, stream_csv
    from signatures.models import Signature

    return stream_csv(Signature.objects.all(), default_columns())


def floor() -> Iterable[bytes]:
    """Copy the columns as they lie there."""
    with connection.cursor() as cursor, cursor.cursor.copy(BARE) as rows:
        yield from (bytes(row) for row in rows)


def main() -> None:
    """Do one of them and print how it went, as JSON."""
    django.setup()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    way = {"product": product, "floor": floor}[sys.argv[1]]
    this = psutil.Process()
    before, begun = this.memory_info().rss, time.monotonic()
    peak = size = 0
    for number, piece in enumerate(way()):
        size += len(piece)
        if number % 100 == 0:
            peak = max(peak, this.memory_info().rss)
    seconds = time.monotonic() - begun
    growth = (max(peak, this.memory_info().rss) - before) / _MEGABYTE
    print(json.dumps({"seconds": seconds, "growth": growth, "bytes": size}))


if __name__ == "__main__":
    main()
