"""How often confirmation pages were opened: roughly, and without a GET writing anything.

A visit adds one to a number in the memory of the process. A thread brings the numbers to
PostgreSQL every few seconds, without knowing who came: appeal, day and domain only. What
is lost with a process, or while the database is away, stays lost: it is a rough number, and
labelled so. Machines that open links are in it, which is what it is for: many opened and
few confirmed pages say that people come, and do not understand the page.
"""

import logging
import threading
from collections import Counter
from datetime import datetime

from django.db import DatabaseError, connection

from signatures.addresses import domain_of
from signatures.models import Signature

logger = logging.getLogger(__name__)

PAUSE = 15.0
# More kinds than this at once are nobody's real visits; what is over goes without domain.
MOST_KINDS = 2_000

type _Kind = tuple[int, datetime, str]
_lock = threading.Lock()
_opened: Counter[_Kind] = Counter()


def note_opened(signature: Signature) -> None:
    """Count one visit of a page that is about to confirm `signature`."""
    asked_at = signature.created_at.replace(minute=0, second=0, microsecond=0)
    domain = domain_of(signature.canonical_email)
    with _lock:
        kind = (signature.appeal_id, asked_at, domain)
        if kind not in _opened and len(_opened) >= MOST_KINDS:
            kind = (signature.appeal_id, asked_at, "")
        _opened[kind] += 1


def bring() -> int:
    """Bring what was counted to PostgreSQL; returns how many visits."""
    with _lock:
        taken = dict(_opened)
        _opened.clear()
    if not taken:
        return 0
    rows = [(*kind, number) for kind, number in sorted(taken.items())]
    with connection.cursor() as cursor:
        # In one statement: psycopg sends many in a pipeline, which it sometimes cannot leave.
        cursor.execute(
            """
            SELECT mail_funnel_add(appeal, asked_at, domain, 'opened', number)
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[])
                AS opened (appeal, asked_at, domain, number)
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
    return sum(taken.values())


def keep_bringing() -> None:
    """Start the thread of this process that brings the numbers. For gunicorn's workers."""
    threading.Thread(target=_bring_for_ever, name="opened-pages", daemon=True).start()


def _bring_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(PAUSE):
        if _opened:
            try:
                bring()
            except DatabaseError as error:
                logger.warning("opened pages not counted: %s", type(error).__name__)
            connection.close()  # the thread needs none meanwhile
