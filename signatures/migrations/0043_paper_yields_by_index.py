"""A signature looks for its person among the lines of paper only when it counts, by the index.

The index holds counted lines with an address. PostgreSQL does not conclude from the equal
address online that the line's is not empty, and read all lines for each signature.
"""

from django.db import migrations

YIELD = """
CREATE OR REPLACE FUNCTION paper_yields_to_online() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows WHERE status = 'verified') THEN
        RETURN NULL;
    END IF;
    UPDATE signatures_papersignature AS line SET is_counted = false, left_out = 'duplicate'
    FROM new_rows AS online
    WHERE online.status = 'verified'
    AND line.is_counted AND line.canonical_email <> ''
    AND line.appeal_id = online.appeal_id AND line.canonical_email = online.canonical_email;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0042_state_of_mails")]

    # Backwards there is nothing to do: the rule is the same.
    operations = [migrations.RunSQL(YIELD, migrations.RunSQL.noop)]
