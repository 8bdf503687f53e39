"""What is erased of a signature when its person goes: one list for every way to go."""

from typing import Any

from django.db import connection

from appeal.models import Appeal
from signatures.enums import Display

# A domain with fewer mails than this may be one person's own.
FEWEST_MAILS_OF_A_DOMAIN = 5

# Every column that a person filled in, or that was made from it; the register
# (docs/privacy/register.md) says of each field whether it is one.
ERASED: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "email": "",
    "canonical_email": "",
    "organisation": "",
    "spelling": None,
    "job_title": "",
    "city": "",
    "message": "",
    "search_key": "",
    "wall_key": "",
    "display": Display.HIDDEN,
    "ordinal": None,
    "updates_consented_at": None,
    "form_key": None,
    "network_key": None,
}


def forget_small_domain(domain: str) -> None:
    """Take a domain out of the mails' statistics when it may be one person's own.

    Its numbers move to the cell of all that have no name any more. Call it in the
    transaction that erases somebody whose address lay there.

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
            _fold("domain = %s AND domain <> ''", domain)


def forget_domains(appeal: Appeal) -> None:
    """Take every domain out of the statistics of an appeal whose clock has run out."""
    _fold("appeal_id = %s AND domain <> ''", appeal.pk)


def _fold(condition: str, value: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH named AS (DELETE FROM signatures_mailfunnel WHERE {condition} RETURNING *)
            INSERT INTO signatures_mailfunnel AS kept (appeal_id, day, domain, stage, shard, value)
            SELECT appeal_id, day, '', stage, shard, sum(value) FROM named
            GROUP BY appeal_id, day, stage, shard
            ON CONFLICT (appeal_id, day, domain, stage, shard)
            DO UPDATE SET value = kept.value + excluded.value
            """,  # noqa: S608 -- the conditions are those above
            [value],
        )
