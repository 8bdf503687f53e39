"""What became of a mail, told without a code where a person can do something about it."""

import pytest
from django.utils import translation

from signatures.enums import EmailState
from signatures.helpdesk.words import Told, tell
from signatures.mail.outbox import TAKEN_OUT
from signatures.models import OutboundEmail

GIVEN_UP = "It was given up. Once the cause is mended, send it again."


def told(state: EmailState, error: str) -> Told:
    with translation.override("en"):
        return tell(OutboundEmail(state=state, last_error=error))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("recipient deferred: 451", "asked us to come back later"),
        ("recipient not taken: 550 5.7.1", "tell the administrator if it goes on (550 5.7.1)"),
        ("provider: 403", "The mail provider did not take the mail"),
        ("compose: KeyError", "tell the developers (compose: KeyError)"),
        ("send: UnicodeError", "tell the developers (send: UnicodeError)"),
        ("its worker died each time", "The program that sends mail died over it"),
        ("SMTPSenderRefused: 530", "Our own mail server refuses us"),
        ("SMTPAuthenticationError", "Our own mail server refuses us"),
        ("SMTPDataError: 554", "did not take the text of the mail (SMTPDataError: 554)"),
        ("TimeoutError", "Our mail server did not answer (TimeoutError)"),
    ],
)
def test_reason_is_the_same_while_it_is_tried_and_when_it_is_given_up(error: str, why: str) -> None:
    waits, dead = told(EmailState.QUEUED, error), told(EmailState.DEAD, error)

    assert why in waits.why
    assert waits.advice == ""
    assert dead == Told(waits.why, GIVEN_UP)


@pytest.mark.parametrize(
    ("error", "why", "advice"),
    [
        ("hard 5.1.1", "this address does not exist", "Compare the spelling"),
        ("recipient refused: 550", "this address does not exist", "Compare the spelling"),
        ("blocked 5.7.1", "refuses our mail, whoever it is for", "Tell the administrator"),
        ("complaint", "reported our mail as spam", ""),
        ("soft 5.2.2", "The mailbox is full", "Once there is room"),
        ("soft 4.4.7", "did not take it, for days", "Send it again"),
    ],
)
def test_mail_that_came_back_says_what_to_do(error: str, why: str, advice: str) -> None:
    came_back = told(EmailState.BOUNCED, error)

    assert why in came_back.why
    assert advice in came_back.advice
    assert bool(came_back.advice) is bool(advice)


def test_mail_that_waits_for_the_first_time_needs_no_words() -> None:
    assert told(EmailState.QUEUED, "") == Told()


def test_mail_that_was_taken_out_waits_for_an_undo() -> None:
    assert "took the signature out of the count" in told(EmailState.QUEUED, TAKEN_OUT).why


def test_mail_that_was_sent_is_looked_for_in_the_junk_folder() -> None:
    assert "junk folder" in told(EmailState.SENT, "").advice


def test_mail_that_is_under_way_for_days_is_waited_for() -> None:
    under_way = told(EmailState.SENT, "delayed 4.4.1")

    assert "keeps trying for days" in under_way.why
    assert "Wait" in under_way.advice


def test_mail_that_was_given_up_without_a_word_says_so() -> None:
    assert told(EmailState.DEAD, "") == Told("No reason is known.", GIVEN_UP)
