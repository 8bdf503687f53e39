"""What is unusual in the last day: networks, domains, names, messages, hours (R-58).

A screening looks at one signature at its time. This looks at all of them together, every
hour, and finds what came slowly. It decides nothing: moderators look, and invalidate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from appeal.models import Appeal
from signatures.addresses import domain_of
from signatures.mail_domains import MANY_PEOPLE
from signatures.models import Signature, Unusual
from signatures.models.in_order import in_order, lock_in_order
from signatures.models.statements import unhurried
from signatures.models.unusual import UnusualKind

WINDOW = timedelta(hours=24)
BEFORE = timedelta(days=7)
# So many at least, and so many times what is usual.
FEWEST = {
    UnusualKind.NETWORK: 20,
    UnusualKind.DOMAIN: 15,
    UnusualKind.NAME: 4,
    UnusualKind.MESSAGE: 4,
    UnusualKind.HOUR: 60,
}
TIMES_USUAL = 4
MOST_OF_A_KIND = 20

# What signatures of a kind have in common, as SQL.
_COMMON = {
    UnusualKind.NETWORK: "encode(network_key, 'hex')",
    UnusualKind.DOMAIN: "split_part(canonical_email, '@', 2)",
    UnusualKind.NAME: "lower(last_name) || '/' || lower(first_name)",
    UnusualKind.MESSAGE: "CASE WHEN length(message) >= 20 THEN lower(message) END",
    UnusualKind.HOUR: "extract(hour FROM created_at)::text",
}
# A hash of a network lives a day; a name or a message that comes back is no news.
_COMPARED = {UnusualKind.DOMAIN, UnusualKind.HOUR}


@dataclass(frozen=True)
class _Group:
    common: str
    number: int
    before: int
    sample: int
    starts_at: datetime
    ends_at: datetime


def look(*, now: datetime) -> int:
    """Look at the last day of every appeal, and replace what was found an hour ago.

    Args:
        now: the database's time.

    Returns:
        How many things were found.
    """
    with unhurried(), transaction.atomic():
        found = [
            Unusual(
                appeal=appeal,
                kind=kind,
                number=group.number,
                usual=group.before // BEFORE.days,
                starts_at=group.starts_at,
                ends_at=group.ends_at,
                sample_id=group.sample,
            )
            for appeal in Appeal.objects.published()
            for kind in UnusualKind
            for group in _groups(appeal, kind, now=now)
        ]
        # Samples before findings, as whoever withdraws one; what is gone by now is no sample.
        samples = Signature.objects.filter(pk__in={one.sample_id for one in found})
        there = set(lock_in_order(samples))
        found = [one for one in found if one.sample_id in there]
        in_order(Unusual.objects.all()).delete()
        Unusual.objects.bulk_create(found)
    return len(found)


def signatures_of(finding: Unusual) -> QuerySet[Signature]:
    """Give the signatures that a finding speaks of; those of its sample, in its time."""
    sample = finding.sample
    if not sample.last_name and finding.kind != UnusualKind.HOUR:
        return Signature.objects.none()  # erased since: nobody knows what they had in common
    common = {
        UnusualKind.NETWORK: Q(network_key=sample.network_key),
        UnusualKind.DOMAIN: Q(canonical_email__endswith=f"@{domain_of(sample.canonical_email)}"),
        UnusualKind.NAME: Q(
            folded_last=sample.last_name.lower(), folded_first=sample.first_name.lower()
        ),
        UnusualKind.MESSAGE: Q(folded_message=sample.message.lower()),
        UnusualKind.HOUR: Q(),
    }
    return (
        Signature.objects.alias(
            folded_last=Lower(F("last_name")),
            folded_first=Lower(F("first_name")),
            folded_message=Lower(F("message")),
        )
        .filter(common[UnusualKind(finding.kind)], appeal=finding.appeal_id)
        .filter(created_at__gte=finding.starts_at, created_at__lte=finding.ends_at)
    )


def _groups(appeal: Appeal, kind: UnusualKind, *, now: datetime) -> Iterator[_Group]:
    since = now - WINDOW
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT common, count(*) FILTER (WHERE created_at > %(since)s) AS number,
                count(*) FILTER (WHERE created_at <= %(since)s) AS before,
                max(id) AS sample, min(created_at) FILTER (WHERE created_at > %(since)s),
                max(created_at)
            FROM (
                SELECT id, created_at, {_COMMON[kind]} AS common FROM signatures_signature
                WHERE appeal_id = %(appeal)s AND created_at > %(start)s
                    AND last_name <> '' AND status <> 'invalidated'
            ) AS recent
            WHERE common IS NOT NULL
            GROUP BY common
            HAVING count(*) FILTER (WHERE created_at > %(since)s) >= %(fewest)s
            ORDER BY number DESC LIMIT 200
            """,  # noqa: S608 -- the expressions are those above
            {
                "appeal": appeal.pk,
                "since": since,
                "start": since - BEFORE,
                "fewest": FEWEST[kind],
            },
        )
        groups = [_Group(*row) for row in cursor.fetchall()]
    news = [
        group
        for group in groups
        if not (kind == UnusualKind.DOMAIN and group.common in MANY_PEOPLE)
        and (kind not in _COMPARED or group.number * BEFORE.days >= TIMES_USUAL * group.before)
    ]
    yield from news[:MOST_OF_A_KIND]
