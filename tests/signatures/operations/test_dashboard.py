"""The dashboard: what happened lately and what waits, from sums and ends of indexes."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import Hour, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.operations import dashboard
from signatures.operations.dashboard import Funnel, Waiting, held, undelivered, unsent
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.desk.crowd import make_crowd


def board(appeal: Appeal) -> dashboard.Dashboard:
    return dashboard.dashboard(appeal, language="fr", now=database_now(), may_see_few=True)


def sums() -> dict[str, Any]:
    return Hour.objects.aggregate(
        asked=Sum("asked"), answered=Sum("answered"), verified=Sum("verified")
    )


def test_forms_and_confirmations_are_counted_as_they_happen(appeal: Appeal) -> None:
    waiting = make_signature(appeal, status=SignatureStatus.PENDING)
    make_signature(appeal, status=SignatureStatus.PENDING)

    assert board(appeal).funnel == Funnel(asked=2, answered=0)

    confirm_signature(handle=waiting.handle, now=database_now())
    confirm_signature(handle=waiting.handle, now=database_now())  # a second click

    assert board(appeal).funnel == Funnel(asked=2, answered=1)
    assert board(appeal).by_hour[-1][1] == 1


def test_what_happened_is_not_taken_back(appeal: Appeal) -> None:
    gone = make_signature(appeal)
    withdraw_signature(handle=gone.handle, now=database_now())
    make_signature(appeal, status=SignatureStatus.PENDING).delete()

    assert sums() == {"asked": 2, "answered": 1, "verified": 1}
    assert board(appeal).figures.total == 0


def test_a_late_confirmation_belongs_to_the_hour_of_its_form(appeal: Appeal) -> None:
    now = database_now()
    late = make_signature(appeal, status=SignatureStatus.PENDING)
    Hour.objects.all().delete()
    Signature.objects.filter(pk=late.pk).update(created_at=now - timedelta(days=8))

    confirm_signature(handle=late.handle, now=now)

    shown = board(appeal)
    assert shown.funnel == Funnel(asked=0, answered=0)  # its form is a week old
    assert shown.by_hour[-1][1] == 1


def test_every_hour_is_present(appeal: Appeal) -> None:
    hours = [hour for hour, _count in board(appeal).by_hour]

    assert len(hours) == dashboard.HOURS_SHOWN
    assert {later - hour for hour, later in pairwise(hours)} == {timedelta(hours=1)}


def test_appeals_do_not_mix(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    make_signature(other)

    assert board(appeal).funnel == Funnel(asked=0, answered=0)
    assert (held(other), board(other).today) == (Waiting(0, None), 1)


@pytest.mark.parametrize(
    ("asked", "answered", "percent"), [(0, 0, None), (3, 2, 66), (1000, 999, 99), (1, 1, 100)]
)
def test_the_share_is_rounded_down(asked: int, answered: int, percent: int | None) -> None:
    assert Funnel(asked, answered).percent == percent


def test_queues_say_how_many_and_since_when(appeal: Appeal) -> None:
    first = make_signature(appeal, moderation="held")
    make_signature(appeal, moderation="held")
    for state in ("queued", "bounced", "dead"):
        OutboundEmail.objects.create(
            signature=first, kind="confirm", state=state, dedupe_key=state, recipient_key=b"k"
        )

    assert (held(appeal).count, held(appeal).since) == (2, first.created_at)
    assert (unsent(database_now() + timedelta(seconds=9)).count, undelivered().count) == (1, 2)
    assert undelivered().is_more is False


def test_a_queue_is_counted_to_its_bound(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "MOST_COUNTED", 2)
    for _number in range(4):
        make_signature(appeal, moderation="held")

    assert (held(appeal).count, held(appeal).is_more) == (3, True)


def test_no_query_reads_the_signatures_from_end_to_end(appeal: Appeal) -> None:
    make_crowd(appeal, 4000)

    with CaptureQueriesContext(connection) as seen:
        board(appeal)
        held(appeal)

    plans = []
    for query in seen.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert not [plan for plan in plans if "Seq Scan on signatures_signature" in plan]
