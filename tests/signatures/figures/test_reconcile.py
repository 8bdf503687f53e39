"""The tally against the rows: every difference is named, none is repaired (rule 3, R-43)."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appeal.models import Appeal
from signatures.enums import ModerationStatus
from signatures.figures.counting import total
from signatures.figures.reconcile import Difference, reconcile
from signatures.models import Signature, Tally
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.figures.population import populate
from tests.signatures.threads import at_once


def sql(statement: str, *parameters: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def behind_the_triggers(statement: str) -> None:
    """Change rows as a broken restore or a hand at the console could."""
    sql("SET LOCAL session_replication_role = replica")
    sql(statement)
    sql("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("seed", range(5))
def test_tally_and_rows_agree_whatever_happened(appeal: Appeal, seed: int) -> None:
    populate(appeal, now=database_now(), seed=seed)

    assert reconcile(appeal) == []


def test_tally_of_an_empty_appeal_agrees(appeal: Appeal) -> None:
    assert reconcile(appeal) == []


@pytest.mark.parametrize(
    ("dimension", "key", "rows"),
    [
        ("total", "", 3),
        ("country", "FR", 3),
        ("country", "BE", 0),
        ("channel", "", 3),
        ("organisation", "", 3),
        ("organisation", "1", 0),
        ("day", "2020-01-01", 0),
        ("hour", "2020-01-01T00", 0),
        ("state", "held", 1),
        ("state", "withdrawn", 0),
        ("state", "invalidated:forged", 0),
        ("category", "0", 0),
    ],
)
def test_difference_in_any_cell_is_named(
    appeal: Appeal, dimension: str, key: str, rows: int
) -> None:
    for _ in range(3):
        make_signature(appeal)
    make_signature(appeal, moderation=ModerationStatus.HELD)
    sql(
        "INSERT INTO signatures_tally (appeal_id, dimension, key, shard, value)"
        " VALUES (%s, %s, %s, 99, 2)",
        appeal.pk,
        dimension,
        key,
    )

    assert reconcile(appeal) == [Difference("appel", dimension, key, tally=rows + 2, rows=rows)]


def test_difference_that_is_there_is_not_repaired(appeal: Appeal) -> None:
    make_signature(appeal)
    sql("UPDATE signatures_tally SET value = 7 WHERE dimension = 'total'")
    before = list(Tally.objects.order_by("dimension").values_list("dimension", "key", "value"))

    first, second = reconcile(appeal), reconcile(appeal)

    assert first == second == [Difference("appel", "total", "", tally=7, rows=1)]
    after = list(Tally.objects.order_by("dimension").values_list("dimension", "key", "value"))
    assert (after, total(appeal)) == (before, 7)


def test_tally_that_was_emptied_differs_in_every_cell(appeal: Appeal) -> None:
    make_signature(appeal)
    sql("DELETE FROM signatures_tally")

    differences = reconcile(appeal)

    cells = ["category", "channel", "country", "day", "hour", "organisation", "total"]
    assert [each.dimension for each in differences] == cells
    assert {(each.tally, each.rows) for each in differences} == {(0, 1)}


def test_rows_changed_behind_the_triggers_are_found(appeal: Appeal) -> None:
    for _ in range(2):
        make_signature(appeal)
    behind_the_triggers("UPDATE signatures_signature SET country = 'BE'")

    assert [str(difference) for difference in reconcile(appeal)] == [
        "appel: country=BE: tally 0, rows 2",
        "appel: country=FR: tally 2, rows 0",
    ]


def test_cells_that_are_zero_are_no_difference(appeal: Appeal) -> None:
    make_signature(appeal)
    Signature.objects.all().delete()

    assert Tally.objects.filter(value=0).count() > 0
    assert reconcile(appeal) == []


def test_appeals_are_compared_each_for_itself(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for each in (appeal, other):
        make_signature(each)
    sql(
        "UPDATE signatures_tally SET value = 5 WHERE dimension = 'total' AND appeal_id = %s",
        other.pk,
    )

    assert reconcile(appeal) == []
    assert reconcile(other) == [Difference("other", "total", "", tally=5, rows=1)]


def test_command_says_that_all_agrees(appeal: Appeal, tmp_path: Path) -> None:
    make_signature(appeal)

    call_command("reconcile", output=tmp_path / "report")

    assert (tmp_path / "report").read_text() == "appel: tally and rows agree: 1\n"


def test_command_lists_the_differences_and_fails(appeal: Appeal, tmp_path: Path) -> None:
    make_signature(appeal)
    sql("UPDATE signatures_tally SET value = 5 WHERE dimension = 'total'")

    with pytest.raises(CommandError, match="1 cells of the tally differ"):
        call_command("reconcile", output=tmp_path / "report")

    assert (tmp_path / "report").read_text() == "appel: total: tally 5, rows 1\n"


@pytest.mark.django_db(transaction=True)
def test_signature_that_arrives_meanwhile_is_no_difference() -> None:
    """Tally and rows are read as of one moment, however long the reading takes."""
    appeal = make_appeal()
    make_signature(appeal)
    arrived: list[object] = []

    def sign_between(execute: Any, sql: str, *rest: Any) -> Any:
        if 'FROM "signatures_signature"' in sql and not arrived:
            arrived.extend(at_once(partial(make_signature, appeal)))
        return execute(sql, *rest)

    with connection.execute_wrapper(sign_between):
        differences = reconcile(appeal)

    assert (differences, len(arrived)) == ([], 1)
    assert total(appeal) == 2


@pytest.mark.django_db(transaction=True)
def test_connection_is_as_before_after_a_comparison() -> None:
    appeal = make_appeal()

    reconcile(appeal)

    make_signature(appeal)
    assert total(appeal) == 1
