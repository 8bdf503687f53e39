"""What the sample's past left in the funnel of mails (signatures/mail/funnel).

The database counts a confirmation when a waiting signature becomes verified. The sample's
signatures are verified when they are loaded, and have no mail any more, so their way is
added here.
"""

from django.db import connection, transaction

from appeal.models import Appeal


@transaction.atomic
def record_confirmations(appeal: Appeal) -> None:
    """Count their mails, and pages that are opened a little more often than confirmed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            """
            INSERT INTO signatures_mailfunnel AS funnel
                (appeal_id, day, domain, stage, shard, value)
            SELECT appeal_id, (created_at AT TIME ZONE 'Europe/Paris')::date,
                split_part(canonical_email, '@', 2), reached.stage, 0,
                sum(CASE WHEN reached.stage = 'opened' AND id %% 6 = 0 THEN 2 ELSE 1 END)
            FROM signatures_signature
            CROSS JOIN (VALUES ('asked'), ('sent'), ('opened'), ('confirmed')) AS reached (stage)
            WHERE appeal_id = %s AND verified_at IS NOT NULL AND canonical_email <> ''
            GROUP BY 1, 2, 3, 4
            -- The mails of who has not confirmed were counted when they were loaded, in the
            -- shard of this very connection, which may be the same.
            ON CONFLICT (appeal_id, day, domain, stage, shard)
            DO UPDATE SET value = funnel.value + excluded.value
            """,
            [appeal.pk],
        )
