"""How much waits in the outbox; what the mail server refused is in operations/test_health.py."""

from datetime import timedelta

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail.backlog import Backlog, backlog
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.signatures.mail.promises import promise


def test_backlog_counts_what_is_due_and_how_long(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    for seconds in (-40, -20, 30):
        promise(signature, due_in=timedelta(seconds=seconds))
    for state in (EmailState.SENT, EmailState.BOUNCED, EmailState.DEAD):
        promise(signature, due_in=timedelta(hours=-1), state=state)

    waiting = backlog(database_now())

    assert waiting == Backlog(due=2, oldest_age=timedelta(seconds=40))


def test_backlog_of_an_empty_outbox_is_empty(appeal: Appeal) -> None:
    assert backlog(database_now()) == Backlog(due=0, oldest_age=timedelta(0))
