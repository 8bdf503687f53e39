"""A line of paper yields to a signature that is counted: a held one would leave nobody counted.

It yields when the signature is released: that, too, is an update.
"""

from django.db import migrations

YIELD = """
CREATE OR REPLACE FUNCTION paper_yields_to_online() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    yielding bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows AS online WHERE {counted}) THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(found.id) INTO yielding FROM (
        SELECT line.id FROM signatures_papersignature AS line
        JOIN new_rows AS online USING (appeal_id, canonical_email)
        WHERE {counted} AND line.is_counted AND line.canonical_email <> ''
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
VERIFIED = "online.status = 'verified'"
COUNTED = f"{VERIFIED} AND online.moderation <> 'held'"


class Migration(migrations.Migration):
    dependencies = [("signatures", "0050_plain_words")]

    operations = [migrations.RunSQL(YIELD.format(counted=COUNTED), YIELD.format(counted=VERIFIED))]
