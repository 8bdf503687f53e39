"""Lines of paper yield to signatures in the order of their ids, as they are counted.

An undone invalidation of many signatures takes their lines out of several lists, and met who
took one of these lists back: each held a line that the other wanted. Where no line yields,
which is nearly always, no statement is begun that would change one.
"""

from django.db import migrations

YIELD = """
CREATE OR REPLACE FUNCTION paper_yields_to_online() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    yielding bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows WHERE status = 'verified') THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(found.id) INTO yielding FROM (
        SELECT line.id FROM signatures_papersignature AS line
        JOIN new_rows AS online USING (appeal_id, canonical_email)
        WHERE online.status = 'verified' AND line.is_counted AND line.canonical_email <> ''
        ORDER BY line.id
        FOR NO KEY UPDATE OF line
    ) AS found;
    IF yielding IS NOT NULL THEN
        UPDATE signatures_papersignature SET is_counted = false, left_out = 'duplicate'
        WHERE id = ANY (yielding);
    END IF;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0046_free_shards")]

    # Backwards there is nothing to do: the rule is the same.
    operations = [migrations.RunSQL(YIELD, migrations.RunSQL.noop)]
