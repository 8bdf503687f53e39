"""Many signatures at once: one INSERT, as PostgreSQL likes it."""

from django.db import connection

from appeal.models import Appeal
from signatures.models.statements import unhurried

# Nine in ten are verified; the first hundredth is of one school, which signed early.
_INSERT = """
INSERT INTO signatures_signature (
    handle, appeal_id, version_id, category_id, language, first_name, last_name,
    email, canonical_email, organisation, job_title, city, country, message,
    search_key, wall_key, display, consent_wording, channel,
    status, moderation, invalidation_reason, created_at, verified_at, code_attempts
)
SELECT
    gen_random_uuid(), %(appeal)s, %(version)s, (%(categories)s)[1 + n %% %(kinds)s],
    CASE WHEN n %% 7 = 0 THEN 'en' ELSE 'fr' END, 'Suzie', 'Nom' || n,
    'p' || n || '@campus.example', 'p' || n || '@campus.example', school, '', '', 'FR', '',
    lower('nom' || n || ' suzie ' || school), lower('nom' || n || ' suzie'), 'full', 'test', '',
    CASE WHEN n %% 10 = 0 THEN 'pending' ELSE 'verified' END,
    CASE WHEN n %% 500 = 0 THEN 'held' WHEN n %% 100 = 0 THEN 'hidden' ELSE 'unreviewed' END, '',
    at, CASE WHEN n %% 10 = 0 THEN NULL ELSE at + interval '5 minutes' END, 0
FROM (
    SELECT n,
        CASE WHEN n <= %(number)s / 100 THEN 'Polytechnique' ELSE 'Universite' END AS school,
        now() - interval '50 days' * (1 - n::float / %(number)s) AS at
    FROM generate_series(1, %(number)s) AS n
) AS people
"""


def make_crowd(appeal: Appeal, number: int) -> None:
    """Insert `number` signatures over fifty days, and tidy up after them."""
    categories = list(appeal.categories.order_by("pk").values_list("pk", flat=True))
    with unhurried(), connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "appeal": appeal.pk,
                "version": appeal.versions.get(number=1).pk,
                "categories": categories,
                "kinds": len(categories),
                "number": number,
            },
        )
        # What autovacuum would do soon.
        cursor.execute("SELECT gin_clean_pending_list('signature_search_idx')")
        cursor.execute("ANALYZE signatures_signature")
