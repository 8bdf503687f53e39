"""Take domains out of the mails' statistics: a small one may be one person's own.

The numbers stay: they move to the cell of all that have no name any more. Nothing here waits
for a number that somebody else moves at this moment (`SKIP LOCKED`): who forgets may hold what
that one wants. What is passed over, `fold_old` takes in one of the next nights.
"""

from datetime import date, timedelta

from django.db import connection, transaction

from appeal.models import Appeal

# A domain with fewer mails than this is forgotten when somebody of it goes.
FEWEST_MAILS_OF_A_DOMAIN = 5
# Every domain is forgotten after this time.
DOMAINS_KEPT = timedelta(days=35)
# Of fewer mails in a day the domain is not kept beyond the next one.
FEW_MAILS = 3


def forget_small_domain(domain: str) -> None:
    """Forget a domain when hardly any mail went there.

    Call it last in the transaction that erases somebody whose address lay there.

    Args:
        domain: of the canonical address.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(value), 0) FROM signatures_mailfunnel"
            " WHERE domain = %s AND stage = 'asked'",
            [domain],
        )
        if cursor.fetchone()[0] < FEWEST_MAILS_OF_A_DOMAIN:
            _fold("domain = %(domain)s", domain=domain)


def forget_domains(appeal: Appeal) -> None:
    """Forget every domain of an appeal whose clock has run out."""
    _fold("appeal_id = %(appeal)s", appeal=appeal.pk)


@transaction.atomic
def fold_old(today: date) -> int:
    """Forget the domains of days long gone, and the small ones of past days.

    What a flag compares with (mail/collapse) is larger than what is forgotten.

    Args:
        today: Europe/Paris.

    Returns:
        How many rows were put together.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
    return _fold(
        """
        day < %(until)s
        OR day < %(yesterday)s AND (appeal_id, day, domain) IN (
            SELECT appeal_id, day, domain FROM signatures_mailfunnel
            WHERE day < %(yesterday)s
            GROUP BY 1, 2, 3
            HAVING coalesce(sum(value) FILTER (WHERE stage = 'asked'), 0) < %(few)s
        )
        """,
        until=today - DOMAINS_KEPT,
        yesterday=today - timedelta(days=1),
        few=FEW_MAILS,
    )


def _fold(condition: str, **values: date | int | str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH free AS MATERIALIZED (
                SELECT appeal_id, day, domain, stage, shard FROM signatures_mailfunnel
                WHERE domain <> '' AND ({condition})
                FOR UPDATE SKIP LOCKED
            ), named AS (
                DELETE FROM signatures_mailfunnel AS funnel USING free
                WHERE (funnel.appeal_id, funnel.day, funnel.domain, funnel.stage, funnel.shard)
                    = (free.appeal_id, free.day, free.domain, free.stage, free.shard)
                RETURNING funnel.*
            )
            INSERT INTO signatures_mailfunnel AS kept (appeal_id, day, domain, stage, shard, value)
            SELECT appeal_id, day, '', stage, (SELECT free_shard()), sum(value) FROM named
            GROUP BY appeal_id, day, stage
            ORDER BY appeal_id, day, stage
            ON CONFLICT (appeal_id, day, domain, stage, shard)
            DO UPDATE SET value = kept.value + excluded.value
            """,  # noqa: S608 -- the conditions are those above
            values,
        )
        return int(cursor.rowcount)
