"""Who signs online is looked for among the lines of paper, without reading all of them."""

import pytest
from django.db import connection

from appeal.models import Appeal
from signatures.models.clock import database_now
from signatures.signing.confirm import confirm_signature
from tests.factories import make_signature
from tests.signatures.paper.sheets import entry, make_batch

LINES_READ = """
SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
WHERE relid = 'signatures_papersignature'::regclass
"""


def lines_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LINES_READ)
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_who_signs_online_reads_no_line_of_anybody_else(appeal: Appeal) -> None:
    people = [entry(appeal, f"Nom{n}", email=f"n{n}@campus.example") for n in range(300)]
    make_batch(appeal, *people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_papersignature")
    before = lines_read()

    signature = make_signature(appeal, status="pending", email="suzie@campus.example")
    confirm_signature(handle=signature.handle, now=database_now())

    assert lines_read() == before
