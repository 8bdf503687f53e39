"""How much mail one address may be made to receive, counted in Postgres (R-05).

Redis may be emptied or gone: these limits stay. Counted are the mails that a request of
the public causes, per address and appeal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from signatures.enums import EmailKind
from signatures.models import OutboundEmail
from signatures.models.in_order import lock_in_order

MAILS_PER_DAY = 3
# Of those still known: sixty days, after an erasure too (docs/adr/0049).
MAILS_IN_ALL = 5
GAP_BETWEEN_MAILS = timedelta(minutes=2)

# What is known of one address, in one look: each signature asks for it. News is asked for by
# the person, and ended by the person alone: it counts for nothing.
_STANDING = """
SELECT
    EXISTS (SELECT FROM signatures_suppressedaddress WHERE recipient_key = ANY(%(keys)s)),
    mails.in_all + past.in_all,
    mails.today + past.today,
    mails.last
FROM (
    SELECT
        count(*) AS in_all,
        count(*) FILTER (WHERE mail.created_at > %(a_day_ago)s) AS today,
        max(mail.due_at) FILTER (WHERE mail.kind = %(kind)s) AS last
    FROM signatures_outboundemail mail
    LEFT JOIN signatures_signature signature ON signature.id = mail.signature_id
    LEFT JOIN signatures_bodysignature body ON body.id = mail.body_id
    WHERE mail.recipient_key = ANY(%(keys)s)
        AND mail.kind <> %(news)s
        AND coalesce(signature.appeal_id, body.appeal_id) = %(appeal)s
) AS mails, (
    SELECT
        count(*) AS in_all,
        count(*) FILTER (WHERE asked_at > %(a_day_ago)s) AS today
    FROM signatures_pastmail
    WHERE recipient_key = ANY(%(keys)s) AND appeal_id = %(appeal)s
) AS past
"""


@dataclass(frozen=True)
class Allowance:
    """Whether an address may get one more mail, and from when on."""

    allowed: bool
    not_before: datetime


def lock_recipient(key: bytes) -> None:
    """Make other requests for the same address wait for the end of this transaction.

    Without it, parallel requests would each count the mails before the others' exist.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], signed=True)])


def lock_mails(keys: list[bytes]) -> None:
    """Take all mails to an address at once, before the first of them is changed.

    Within a transaction that holds `lock_recipient`. What goes over many mails (a new pace,
    sending again) takes them by their ids, and would else wait for one that comes later.

    Args:
        keys: the address's hash under every current key.
    """
    lock_in_order(OutboundEmail.objects.filter(recipient_key__in=keys))


def mail_allowance(
    *, keys: list[bytes], appeal_id: int, kind: EmailKind, now: datetime
) -> Allowance:
    """Say whether one more mail may go to an address.

    Two requests for the same mail within two minutes are both answered: the second waits.

    Args:
        keys: the address's hash under every current key.
        appeal_id: the appeal; each has its own allowance.
        kind: which mail; the gap is between two of the same kind.
        now: the database's time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING,
            {
                "keys": keys,
                "appeal": appeal_id,
                "kind": kind,
                "news": EmailKind.NEWS,
                "a_day_ago": now - timedelta(days=1),
            },
        )
        is_suppressed, in_all, today, last = cursor.fetchone()
    not_before = now
    if last is not None:
        # The last one may itself be waiting for a broken mail server: not for hours, then.
        gap_ends = last + GAP_BETWEEN_MAILS
        not_before = min(max(now, gap_ends), now + MAILS_IN_ALL * GAP_BETWEEN_MAILS)
    return Allowance(
        allowed=not is_suppressed and in_all < MAILS_IN_ALL and today < MAILS_PER_DAY,
        not_before=not_before,
    )
