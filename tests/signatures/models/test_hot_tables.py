"""The tables that change all the time are kept as migration `hot_tables` says."""

import pytest
from django.db import connection

from appeal.models import Appeal
from signatures.models import Tally
from tests.factories import make_signature

OPTIONS = "SELECT reloptions FROM pg_class WHERE oid = %s::regclass"
UPDATES = """
SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables
WHERE relid = 'signatures_tally'::regclass
"""


@pytest.mark.parametrize(
    ("table", "option"),
    [
        ("signatures_tally", "fillfactor=50"),
        ("signatures_hour", "fillfactor=50"),
        ("signatures_mailfunnel", "fillfactor=50"),
        ("signatures_signature", "autovacuum_vacuum_scale_factor=0.02"),
        ("signatures_outboundemail", "autovacuum_vacuum_scale_factor=0.005"),
    ],
)
def test_hot_tables_have_their_settings(db: None, table: str, option: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OPTIONS, [table])
        [(options,)] = cursor.fetchall()

    assert option in options


def test_counting_touches_no_index(appeal: Appeal) -> None:
    make_signature(appeal)
    with connection.cursor() as cursor:
        cursor.execute(UPDATES)
        [(updates_before, hot_before)] = cursor.fetchall()
        for _number in range(20):
            Tally.objects.filter(dimension="total").update(value=7)
        cursor.execute(UPDATES)
        [(updates, hot)] = cursor.fetchall()

    assert updates - updates_before == hot - hot_before > 0
