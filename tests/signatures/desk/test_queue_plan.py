"""What the queue asks PostgreSQL: one index, and few pages read, however large the table."""

from django.db import connection

from appeal.models import Appeal
from signatures.desk.deciding import newest_decisions
from signatures.desk.queue import waiting
from tests.signatures.desk.crowd import make_crowd


def test_the_queue_reads_its_own_index_however_many_signatures_there_are(appeal: Appeal) -> None:
    make_crowd(appeal, 10_000)
    with connection.cursor() as cursor:
        sql, params = waiting()[:26].query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]

    assert plan["Plans"][0]["Index Name"] == "signature_queue_idx"
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 100
    assert newest_decisions([]) == {}
