"""What somebody may read who may read sums only: the press's own tools (R-56)."""

from django.db import migrations

# A cell of fewer than five could point at a person, as on the page of figures.
CREATE = """
CREATE VIEW signatures_published_sums AS
SELECT appeal.slug AS appeal, tally.dimension, tally.key, sum(tally.value)::bigint AS value
FROM signatures_tally AS tally
JOIN appeal_appeal AS appeal ON appeal.id = tally.appeal_id
WHERE appeal.state <> 'draft'
GROUP BY appeal.slug, tally.dimension, tally.key
HAVING sum(tally.value) >= 5 OR tally.dimension = 'total' AND sum(tally.value) > 0;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0029_ordinal")]

    operations = [migrations.RunSQL(CREATE, "DROP VIEW signatures_published_sums;")]
