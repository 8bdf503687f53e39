"""Test a piece of news, send it to who asked for news, stop it.

Sending is not one long task: every minute the next few signatories get their row in the
outbox, due one after the other. Whatever dies, the next minute goes on from the cursor,
and the outbox knows one row for one piece of news and signature.
"""

import hashlib
import math
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import record
from accounts.models import User
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import outbox, pacing
from signatures.mail.backlog import backlog
from signatures.mail.compose_news import compose_news
from signatures.mail.nudge import wake_outbox
from signatures.models import Newsletter, OutboundEmail, Signature, SuppressedAddress
from signatures.models.in_order import in_order
from signatures.models.newsletter import NewsletterState

# One slice's time; beat calls once in it.
SLICE = timedelta(minutes=1)
# Between two slices at least: two beats must not double the speed, and one may be a bit early.
_PAUSE = SLICE * 3 / 4
# While so many mails wait, for a worker or their provider's pace, no news is added:
# confirmations come first.
QUEUE_IS_LONG = 300


class NotReadyError(Exception):
    """It cannot be sent: a language is missing, or these very texts were not tested."""


def digest(newsletter: Newsletter) -> str:
    """Give the fingerprint of all texts, which a test has shown to somebody."""
    texts = newsletter.texts.order_by("language").values_list("language", "subject", "body")
    return hashlib.sha256(repr(list(texts)).encode()).hexdigest()


def missing_languages(newsletter: Newsletter) -> list[str]:
    """Name the languages that have no text yet."""
    written = set(newsletter.texts.values_list("language", flat=True))
    return [code for code, _name in settings.LANGUAGES if code not in written]


def is_tested(newsletter: Newsletter) -> bool:
    """Say whether somebody received these very texts."""
    return bool(newsletter.tested_digest) and newsletter.tested_digest == digest(newsletter)


def recipients(newsletter: Newsletter) -> QuerySet[Signature]:
    """Give who gets it: verified, and asked for news; who is suppressed is left out later."""
    return Signature.objects.filter(
        appeal=newsletter.appeal,
        status=SignatureStatus.VERIFIED,
        updates_consented_at__isnull=False,
    )


def send_test(newsletter: Newsletter, *, to: User, now: datetime) -> int:
    """Send it to oneself, in every language that is written.

    Returns:
        How many mails were sent.

    Raises:
        OSError: the mail server did not take it.
    """
    seen = digest(newsletter)
    texts = list(newsletter.texts.order_by("language"))
    for text in texts:
        # A link of nobody: it works as the real one does, and ends nothing.
        compose_news(
            text, address=to.email, first_name=to.name.partition(" ")[0], handle=uuid4(), now=now
        ).send()
    with transaction.atomic():
        if not missing_languages(newsletter):
            Newsletter.objects.filter(pk=newsletter.pk, state=NewsletterState.DRAFT).update(
                tested_digest=seen, tested_at=now
            )
        record("news.test", target=newsletter, after={"mails": len(texts)})
    return len(texts)


def send(newsletter: Newsletter, *, now: datetime) -> None:
    """Begin to send it, and have the first ones leave at once; the schedule does the rest.

    Raises:
        NotReadyError: as `start` does.
    """
    start(newsletter, now=now)
    feed(now)
    wake_outbox()


@transaction.atomic
def start(newsletter: Newsletter, *, now: datetime) -> None:
    """Begin to send it to everybody who asked for news; starting twice starts once.

    Raises:
        NotReadyError: a language is missing, or these very texts were not tested.
    """
    locked = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    if locked.state != NewsletterState.DRAFT:
        return
    if missing_languages(locked) or not is_tested(locked):
        raise NotReadyError
    locked.state, locked.started_at = NewsletterState.SENDING, now
    locked.save(update_fields=["state", "started_at"])
    record("news.send", target=locked, after={"per_hour": locked.per_hour})


@transaction.atomic
def stop(newsletter: Newsletter, *, now: datetime) -> int:
    """Stop sending: what has left has left, what waits is taken out of the queue.

    Returns:
        How many mails were taken out.
    """
    locked = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    if locked.state != NewsletterState.SENDING:
        return 0
    locked.state, locked.ended_at = NewsletterState.CANCELLED, now
    locked.save(update_fields=["state", "ended_at"])
    waiting = OutboundEmail.objects.filter(newsletter=locked, state=EmailState.QUEUED)
    number, _rows = in_order(waiting).delete()
    record("news.stop", target=locked, after={"taken_out": number})
    # Who was put off behind them moves up: afterwards, for that takes mails in their order anew.
    transaction.on_commit(pacing.forget_moments, robust=True)
    return number


def feed(now: datetime) -> int:
    """Give the next signatories of each piece of news their row in the outbox.

    Returns:
        How many rows were added.
    """
    sending = Newsletter.objects.filter(state=NewsletterState.SENDING).order_by("id")
    return sum(_feed(pk, now) for pk in sending.values_list("pk", flat=True))


@transaction.atomic
def _feed(newsletter_id: int, now: datetime) -> int:
    """Do one slice; the rows and the cursor are committed together."""
    newsletter = (
        Newsletter.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=newsletter_id, state=NewsletterState.SENDING)
        .first()
    )
    if newsletter is None or backlog(now).due + pacing.put_off() > QUEUE_IS_LONG:
        return 0
    if newsletter.fed_at is not None and now - newsletter.fed_at < _PAUSE:
        return 0
    number = math.ceil(newsletter.per_hour * (SLICE / timedelta(hours=1)))
    after = recipients(newsletter).filter(pk__gt=newsletter.cursor).order_by("pk")
    # Locked, or who withdraws at this moment takes away what the mails are about.
    batch = list(after.select_for_update(of=("self",), no_key=True)[:number])
    if not batch:
        newsletter.state, newsletter.ended_at = NewsletterState.SENT, now
        newsletter.save(update_fields=["state", "ended_at"])
        return 0
    wanted = _without_suppressed(batch)
    for place, signature in enumerate(wanted):
        outbox.enqueue(
            signature=signature,
            kind=EmailKind.NEWS,
            newsletter=newsletter,
            recipient_key=recipient_key(signature.canonical_email),
            dedupe_key=f"news:{newsletter.pk}:{signature.pk}",
            due_at=now + SLICE * (place / number),
        )
    newsletter.cursor, newsletter.fed_at = batch[-1].pk, now
    newsletter.save(update_fields=["cursor", "fed_at"])
    return len(wanted)


def _without_suppressed(batch: list[Signature]) -> list[Signature]:
    keys = {signature.pk: recipient_keys(signature.canonical_email) for signature in batch}
    suppressed = {
        bytes(key)
        for key in SuppressedAddress.objects.filter(
            recipient_key__in=[key for found in keys.values() for key in found]
        ).values_list("recipient_key", flat=True)
    }
    return [one for one in batch if not suppressed.intersection(keys[one.pk])]


def unsubscribe(handle: UUID) -> None:
    """End news for one signature, and nothing else; twice is as good as once (R-82)."""
    with transaction.atomic():
        own = Signature.objects.filter(handle=handle)
        own.filter(updates_consented_at__isnull=False).update(updates_consented_at=None)
        news = OutboundEmail.objects.filter(
            signature__handle=handle, kind=EmailKind.NEWS, state=EmailState.QUEUED
        )
        in_order(news).delete()
