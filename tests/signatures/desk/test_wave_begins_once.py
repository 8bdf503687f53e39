"""A wave whose button is pressed twice begins once, and its undo stays in view."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import invalidation
from signatures.desk.jobs import cancel, run_due
from signatures.desk.kinds import KINDS
from signatures.enums import InvalidationReason
from signatures.models import Invalidation, Job
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import at_once
from tests.staff import make_staff


def begin(appeal: Appeal, by: User, **conditions: Any) -> Invalidation:
    seen = invalidation.preview(appeal, conditions)
    return invalidation.start(
        appeal,
        conditions=seen.conditions,
        newest=seen.newest,
        previewed=seen.number,
        why=InvalidationReason.AUTOMATED,
        note="vague",
        by=by,
    )


def work() -> None:
    while run_due(KINDS):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_preview_sent_twice_begins_one_wave(transactional_db: None) -> None:
    appeal, olga = make_appeal(), make_staff("organiser")
    make_signature(appeal, channel="robot")

    at_once(*[partial(begin, appeal, olga, channel="robot")] * 4)
    work()
    late = begin(appeal, olga, channel="robot")

    assert list(Invalidation.objects.all()) == [late]
    assert Job.objects.count() == 1
    assert late.job is not None
    assert late.job.outcome == {"number": 1}


def test_another_act_begins_another_wave(appeal: Appeal, olga: User) -> None:
    make_signature(appeal, channel="robot")
    undone = begin(appeal, olga, channel="robot")
    work()
    undone.refresh_from_db()
    invalidation.start_undo(undone, by=olga)
    work()
    stopped = begin(appeal, olga, channel="robot")
    assert stopped.job is not None
    cancel(stopped.job)

    past = begin(appeal, olga, channel="robot")
    work()
    Invalidation.objects.filter(pk=past.pk).update(created_at=database_now() - timedelta(hours=1))
    latest = begin(appeal, olga, channel="robot")
    others = begin(appeal, make_staff("organiser"), channel="robot")
    narrower = begin(appeal, olga, channel="robot", country="FR")

    assert len({wave.pk for wave in (undone, stopped, past, latest, others, narrower)}) == 6
