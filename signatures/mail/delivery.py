"""Deliver what is due: batches over one kept connection, each mail with a hard deadline."""

import contextlib
import logging
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.mail import mailers

from signatures.mail import outbox
from signatures.mail.compose import compose
from signatures.mail.wanted import still_wanted
from signatures.models import OutboundEmail

logger = logging.getLogger(__name__)

BATCH = 50
# Under the task's soft limit (45 s) and far under the lease (120 s).
TIME_BUDGET = 35.0
# smtplib's timeout restarts with every byte, so a dripping server defeats it (trust.md §2.1).
MESSAGE_DEADLINE = 15.0
# From here on, an SMTP reply means "do not try again" (RFC 5321, section 4.2.1).
_PERMANENT = 500


def deliver_due() -> int:
    """Send the mails that are due until none is left or the time is up.

    Any number of workers may run this at once. A failure of one mail leaves the others
    untouched; a failure of the mail server gives the whole batch back.

    Returns:
        How many mails the server accepted.
    """
    ends_at = time.monotonic() + TIME_BUDGET
    sent = 0
    backend: Any = mailers.default
    with contextlib.closing(backend):
        while batch := outbox.claim(limit=BATCH):
            while batch and time.monotonic() < ends_at:
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
        with _deadline(backend):
            _open(backend)
            backend.send_messages([message])
    except _ServerAwayError:
        raise
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max((reply[0] for reply in refusal.recipients.values()), default=450)
        _close(backend)
        if code >= _PERMANENT:
            outbox.mark_bounced(email, f"recipient refused: {code}")
        else:
            outbox.mark_failed(email, f"recipient deferred: {code}")
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
        outbox.mark_failed(email, type(error).__name__)
        return False
    except Exception as error:
        # The message itself cannot be put on the wire: again that row alone fails.
        logger.exception("mail %s cannot be sent", email.pk)
        _close(backend)
        outbox.mark_failed(email, f"send: {type(error).__name__}")
        return False
    outbox.mark_sent(email)
    return True


def _open(backend: Any) -> None:
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        _close(backend)
        raise _ServerAwayError(type(error).__name__) from error


def _close(backend: Any) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        backend.close()
    backend.connection = None


@contextlib.contextmanager
def _deadline(backend: Any) -> Iterator[None]:
    """Cut the connection when a message takes longer than `MESSAGE_DEADLINE` seconds."""

    def cut() -> None:
        for connection in (backend.connection, backend._partial_connection):  # noqa: SLF001
            sock = getattr(connection, "sock", None)
            if sock is not None:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(MESSAGE_DEADLINE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
