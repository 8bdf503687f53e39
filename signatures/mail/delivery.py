"""Deliver what is due: batches over one kept connection, each mail with a hard deadline."""

import contextlib
import logging
import smtplib
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anymail.exceptions import AnymailRequestsAPIError
from django.core.mail import EmailMultiAlternatives, mailers

from signatures.mail import outbox, switch
from signatures.mail.bounce_words import HARD, judge, status_in
from signatures.mail.compose import compose
from signatures.mail.deadline import deadline
from signatures.mail.provider_errors import describe, is_provider_away
from signatures.mail.smtp import EmailBackend
from signatures.mail.wanted import still_wanted
from signatures.models import OutboundEmail

logger = logging.getLogger(__name__)

BATCH = 50
# With one message more, under the task's soft limit and the lease (both 45 s).
TIME_BUDGET = 20.0
MESSAGE_DEADLINE = 15.0
# Seconds: who stops the mail does not want to wait for the end of a batch.
LOOK_AT_SWITCH = 1.0
# From here on, an SMTP reply means "do not try again" (RFC 5321, section 4.2.1).
_PERMANENT = 500
_DEFERRED = 450
# "Closing transmission channel": with it a server may end a conversation at any moment.
_HANGING_UP = 421


def deliver_due(is_over: Callable[[], bool] = lambda: False) -> int:
    """Send the mails that are due until none is left or the time is up.

    Any number of workers may run this at once. A failure of one mail leaves the others
    untouched; a failure of the mail server gives the whole batch back.

    Args:
        is_over: once it says so no further mail is begun, and the batch is given back.

    Returns:
        How many mails the server accepted.
    """
    may_go_on = _Patience(is_over)
    sent = 0
    backend: Any = mailers["outbox"]
    with contextlib.closing(backend):
        while batch := outbox.claim(limit=BATCH):
            while batch and may_go_on():
                try:
                    sent += _deliver(backend, batch[0])
                except _ServerAwayError as error:
                    logger.warning("mail server away: %s", error)
                    outbox.release(batch, after=outbox.SERVER_RETRY, error=str(error))
                    return sent
                batch.pop(0)
            if batch:
                outbox.release(batch, after=timedelta(0))
                break
    return sent


class _Patience:
    """Says whether there is time for one mail more, and whether mail may still leave."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self._is_over = is_over
        self._ends_at = time.monotonic() + TIME_BUDGET
        self._look_at = time.monotonic() + LOOK_AT_SWITCH

    def __call__(self) -> bool:
        """Ask the database about the switch once in a while, not for each mail."""
        now = time.monotonic()
        if self._is_over():
            return False
        if now < self._look_at:
            return now < self._ends_at
        self._look_at = now + LOOK_AT_SWITCH
        return now < self._ends_at and not switch.is_stopped()


class _ServerAwayError(Exception):
    """No conversation with the mail server is possible now; no mail is to blame."""


def _deliver(backend: Any, email: OutboundEmail) -> bool:
    """Send one mail and mark its row. Returns whether it was accepted."""
    if not still_wanted(email):
        outbox.drop(email)
        return False
    try:
        message = compose(email)
    except Exception as error:
        # Whatever a row does to its template: that row fails, the queue goes on.
        logger.exception("mail %s cannot be composed", email.pk)
        outbox.mark_failed(email, f"compose: {type(error).__name__}")
        return False
    try:
        with deadline(backend, MESSAGE_DEADLINE) as too_late:
            _converse(backend, message, too_late)
    except _ServerAwayError:
        raise
    except smtplib.SMTPRecipientsRefused as refusal:
        _close(backend)
        _mark_refused(email, refusal)
        return False
    except smtplib.SMTPSenderRefused as error:
        # All our mails have the one sender: the next would fare no better.
        _close(backend)
        raise _ServerAwayError(f"SMTPSenderRefused: {error.smtp_code}") from error
    except smtplib.SMTPResponseException as error:
        _close(backend)
        outbox.mark_failed(email, f"{type(error).__name__}: {error.smtp_code}")
        return False
    except (OSError, smtplib.SMTPException) as error:
        # The conversation broke; the server may have taken the mail or not: try again.
        _close(backend)
        outbox.mark_failed(email, describe(error))
        return False
    except Exception as error:
        # The message itself cannot be put on the wire: again that row alone fails.
        logger.exception("mail %s cannot be sent", email.pk)
        _close(backend)
        outbox.mark_failed(email, f"send: {type(error).__name__}")
        return False
    outbox.mark_sent(email)
    return True


def _mark_refused(email: OutboundEmail, refusal: smtplib.SMTPRecipientsRefused) -> None:
    """Mark a mail whose recipient the server did not take.

    With the same codes a server says that the address does not exist, that the mailbox is
    full, and that it does not know us: only the first is the address's own and for good.
    """
    code, answer = max(refusal.recipients.values(), default=(_DEFERRED, b""))
    said = answer.decode(errors="replace")
    status = status_in(said)
    if code < _PERMANENT:
        outbox.mark_failed(email, f"recipient deferred: {code}")
    elif judge(status, said, "") == HARD:
        outbox.mark_bounced(email, f"recipient refused: {code}")
    else:
        outbox.mark_failed(email, f"recipient not taken: {code} {status}".strip())


def _converse(backend: Any, message: EmailMultiAlternatives, too_late: threading.Event) -> None:
    """Hand over one mail, on a second connection when the kept one turns out to be dead.

    Servers hang up after so many mails, some with 421. As long as the text was not begun
    nobody can have the mail: it is neither an attempt nor a risk to go on at once.
    """
    was_kept = not _open(backend)
    if not isinstance(backend, EmailBackend):
        _post(backend, message)
        return
    backend.text_begun = False
    try:
        backend.send_messages([message])
    except OSError as error:  # and with it every SMTPException
        if backend.text_begun or too_late.is_set() or not (was_kept and _has_hung_up(error)):
            raise
        _close(backend)
        _open(backend)
        backend.send_messages([message])


def _post(backend: Any, message: EmailMultiAlternatives) -> None:
    """Hand over one mail to a provider, in one request: who repeats that may write twice."""
    try:
        backend.send_messages([message])
    except AnymailRequestsAPIError as error:
        if not is_provider_away(error):
            raise
        _close(backend)
        raise _ServerAwayError(describe(error)) from error


def _has_hung_up(error: OSError) -> bool:
    """Say whether the server, or the network, ended the conversation itself."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == _HANGING_UP
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == _HANGING_UP for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(
        error, smtplib.SMTPException
    )


def _open(backend: Any) -> bool:
    """Connect unless there is a connection; returns whether it is a new one."""
    try:
        return bool(backend.open())
    except (OSError, smtplib.SMTPException) as error:
        _close(backend)
        raise _ServerAwayError(type(error).__name__) from error


def _close(backend: Any) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        backend.close()
    backend.connection = None
