"""A worker that nobody wakes sends what is late, and nothing that is not."""

from datetime import timedelta

import pytest

from appeal.models import Appeal
from signatures.desk.jobs import request_job
from signatures.enums import EmailState
from signatures.models import Job
from signatures.models.clock import database_now
from signatures.operations.sweep import LATE, Sweeper, sweep
from tests.factories import make_signature
from tests.signatures.mail.conftest import sink, use_server
from tests.signatures.mail.promises import promise, state_of
from tests.signatures.mail.sink import Sink

__all__ = ["sink", "use_server"]
pytestmark = pytest.mark.requirement("R-21")


@pytest.mark.parametrize(("late_by", "sent"), [(-5, 0), (5, 1)])
def test_only_late_mail_is_swept(appeal: Appeal, sink: Sink, late_by: int, sent: int) -> None:
    promise(make_signature(appeal), due_in=-LATE - timedelta(seconds=late_by))

    sweep(database_now(), lambda: False)

    assert len(sink.mails) == sent


def test_late_job_is_worked_on(db: None) -> None:
    job = request_job(kind="unheard of", parameters={}, by=None)
    Job.objects.filter(pk=job.pk).update(due_at=database_now() - LATE * 2)

    sweep(database_now(), lambda: False)

    job.refresh_from_db()
    assert job.failure == "unknown kind"


def test_worker_that_leaves_begins_no_further_mail(appeal: Appeal, sink: Sink) -> None:
    email = promise(make_signature(appeal), due_in=-LATE * 2)

    sweep(database_now(), lambda: True)

    assert (len(sink.mails), state_of(email)) == (0, (EmailState.QUEUED, 0, ""))


def test_fork_that_waits_ends_a_sweep(
    appeal: Appeal, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = promise(make_signature(appeal), due_in=-LATE * 2)
    monkeypatch.setattr("signatures.operations.sweep.fork_waits", lambda: True)

    sweep(database_now(), Sweeper().is_over)

    assert (len(sink.mails), state_of(email)) == (0, (EmailState.QUEUED, 0, ""))


def test_thread_leaves_when_told(db: None) -> None:
    sweeper = Sweeper()
    sweeper.start()

    sweeper.leave(10)

    assert not sweeper.is_alive()
