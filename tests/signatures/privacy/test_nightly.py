"""What is forgotten each night, whatever is in the way (R-62, R-63)."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import AuditEntry
from appeal.models import Appeal
from config.celery import app
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.operations.tasks import check_invariants, check_tally
from signatures.privacy.nightly import clean_up
from signatures.privacy.tasks import purge
from tests.factories import make_appeal, make_signature


def over() -> Appeal:
    appeal = make_appeal()
    now = database_now()
    appeal.opens_at, appeal.hearing_at = now - timedelta(days=90), now - timedelta(days=31)
    appeal.save()
    return appeal


@pytest.mark.requirement("R-63")
@pytest.mark.django_db(transaction=True)
def test_a_table_that_somebody_holds_keeps_no_names() -> None:
    """The keys of networks cannot be destroyed in this night; the names go all the same."""
    appeal = over()
    make_signature(appeal, first_name="Zénobie")
    holder = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with transaction.atomic(), holder.cursor() as held:
            held.execute("BEGIN")
            held.execute("LOCK TABLE signatures_networksecret")

        with pytest.raises(ExceptionGroup) as caught:
            clean_up(now=database_now())
    finally:
        holder.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")

    assert [type(error) for error in caught.value.exceptions] == [OperationalError]
    assert not Signature.objects.exclude(first_name="").exists()
    assert AuditEntry.objects.get(act="privacy.anonymise").after["signatures"] == 1


@pytest.mark.parametrize("task", [purge, check_invariants, check_tally])
def test_what_may_take_longer_than_the_broker_waits_is_said_to_be_done_at_once(
    task: object,
) -> None:
    """Else the broker gives it to a second worker while the first is at it."""
    patience = app.conf.broker_transport_options["visibility_timeout"]

    assert getattr(task, "time_limit", 0) > patience
    assert getattr(task, "acks_late", True) is False


def test_every_other_task_ends_before_the_broker_loses_patience() -> None:
    app.loader.import_default_modules()
    patience = app.conf.broker_transport_options["visibility_timeout"]

    late = {
        name: task.time_limit or app.conf.task_time_limit
        for name, task in app.tasks.items()
        if task.acks_late and not name.startswith("celery.")
    }

    assert "signatures.mail.tasks.deliver_due_emails" in late
    assert {name: limit for name, limit in late.items() if limit >= patience} == {}
