"""The tally equals the rows, after any history and under concurrency (rule 3)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from appeal.models import Appeal
from signatures.desk import moderation
from signatures.enums import InvalidationReason, SignatureStatus
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.models.tally import Tally
from signatures.signing.confirm import AlreadySignedError, InvalidatedError, confirm_signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import on_own_connection

COUNTRIES = ("FR", "BE", "CA")
CHANNELS = ("", "affiche")


class Campaign(RuleBasedStateMachine):
    """Anything that can happen to signatures, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.appeal = make_appeal(slug=f"appeal-{Appeal.objects.count()}", is_featured=False)
        self.rows: list[Signature] = []

    def some(self, choice: int) -> Any:
        ids = [row.pk for row in self.rows[choice % (len(self.rows) + 1) :]]
        return Signature.objects.filter(pk__in=ids)

    @rule(
        category=st.sampled_from(["student", "citizen"]),
        country=st.sampled_from(COUNTRIES),
        channel=st.sampled_from(CHANNELS),
    )
    def sign(self, category: str, country: str, channel: str) -> None:
        self.rows.append(
            make_signature(
                self.appeal,
                status=SignatureStatus.PENDING,
                category=self.appeal.categories.get(code=category),
                country=country,
                channel=channel,
                email=f"p{len(self.rows) % 4}@campus.example",
            )
        )

    @rule(choice=st.integers(0, 20))
    def confirm(self, choice: int) -> None:
        for row in self.some(choice).exclude(status=SignatureStatus.WITHDRAWN)[:1]:
            try:
                confirm_signature(handle=row.handle, now=database_now())
            except (AlreadySignedError, InvalidatedError):
                pass

    @rule(choice=st.integers(0, 20))
    def withdraw(self, choice: int) -> None:
        for row in self.some(choice)[:1]:
            withdraw_signature(handle=row.handle, now=database_now())

    @rule(choice=st.integers(0, 20), verb=st.sampled_from(["approve", "hide", "hold"]))
    def moderate(self, choice: int, verb: str) -> None:
        getattr(moderation, verb)(self.some(choice), by=None)

    @rule(choice=st.integers(0, 20), why=st.sampled_from(InvalidationReason))
    def invalidate(self, choice: int, why: InvalidationReason) -> None:
        moderation.invalidate(self.some(choice), by=None, why=why)

    @rule(choice=st.integers(0, 20))
    def reinstate(self, choice: int) -> None:
        try:
            moderation.reinstate(self.some(choice), by=None)
        except moderation.NotReinstatableError:
            pass

    @rule(choice=st.integers(0, 20))
    def purge(self, choice: int) -> None:
        self.some(choice).filter(status=SignatureStatus.PENDING).delete()

    @invariant()
    def tally_equals_rows(self) -> None:
        assert reconcile(self.appeal) == []
        assert total(self.appeal) == Signature.objects.filter(appeal=self.appeal).counted().count()

    @invariant()
    def breakdowns_sum_to_total(self) -> None:
        current = figures(self.appeal, language="fr", now=database_now())
        for breakdown in (
            current.by_category,
            current.by_day,
            current.by_country,
            current.by_channel,
        ):
            assert sum(cell[-1] for cell in breakdown) == current.total


@pytest.mark.broad  # five hundred steps
class TestTallyOverRandomHistories(TestCase):
    """hypothesis' own TestCase gives each history a database of its own."""

    def test_tally_equals_rows(self) -> None:
        run_state_machine_as_test(
            Campaign,
            settings=settings(
                max_examples=25,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@given(deltas=st.lists(st.sampled_from(["FR", "BE"]), min_size=1, max_size=8))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_statement_over_many_rows_moves_each_cell_once(
    appeal: Appeal, deltas: list[str]
) -> None:
    Signature.objects.all().delete()
    rows = [make_signature(appeal, country=country) for country in deltas]

    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(moderation="held")
    held = total(appeal)
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(moderation="approved")

    assert (held, total(appeal), reconcile(appeal)) == (0, len(deltas), [])


@pytest.mark.django_db(transaction=True)
def test_concurrent_confirmations_and_decisions_leave_an_exact_tally() -> None:
    appeal = make_appeal()
    rows = [
        make_signature(appeal, status=SignatureStatus.PENDING, email=f"p{number}@campus.example")
        for number in range(48)
    ]
    start = threading.Barrier(8)
    errors: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            start.wait()
            for row in rows[worker::8]:
                confirm_signature(handle=row.handle, now=database_now())
            mine = Signature.objects.filter(pk__in=[row.pk for row in rows[worker % 2 :: 3]])
            (moderation.hold if worker % 2 else moderation.hide)(mine, by=None)
            withdraw_signature(handle=rows[worker].handle, now=database_now())
        except BaseException as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert reconcile(appeal) == []
    assert Tally.objects.filter(appeal=appeal, dimension="total").count() > 1, "not sharded"


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_nobody_waits_for_a_number_of_the_count() -> None:
    """As many others as there are usual shards count at this moment, and hold every cell."""
    appeal = make_appeal()
    make_signature(appeal)
    going = make_signature(appeal, status=SignatureStatus.PENDING)
    confirm = partial(confirm_signature, handle=going.handle, now=database_now())

    with ThreadPoolExecutor(1) as pool, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(45, shard) FROM generate_series(0, 15) shard")
        assert list(Tally.objects.select_for_update())
        pool.submit(on_own_connection, confirm).result(timeout=30)

    assert total(appeal) == 2
    assert reconcile(appeal) == []
    assert Tally.objects.filter(dimension="total", shard=16).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE prosrc LIKE '%pg_backend_pid()%'")
        assert cursor.fetchall() == [("free_shard",)]
