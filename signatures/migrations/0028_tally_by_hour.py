"""The count is broken down by the hour, too: "how many at noon yesterday?" has an answer.

Hours are those of UTC, which has each of them once; the triggers stay, and their functions
find one cell more.
"""

from django.db import migrations, models

_CELLS = """
CREATE OR REPLACE FUNCTION signature_cells(
    status text, moderation text, category_id bigint, country text, channel text,
    verified_at timestamptz, invalidation_reason text, verified_organisation_id bigint
) RETURNS TABLE (dimension text, key text) LANGUAGE sql STABLE AS $$
    SELECT cell.dimension, cell.key
    FROM (VALUES
        ('total', ''),
        ('category', category_id::text),
        ('country', country),
        ('channel', channel),
        ('day', to_char(verified_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD')),
        {hour}
        ('organisation', coalesce(verified_organisation_id::text, ''))
    ) AS cell (dimension, key)
    WHERE status = 'verified' AND moderation <> 'held'
    UNION ALL
    SELECT 'state', 'held' WHERE status = 'verified' AND moderation = 'held'
    UNION ALL
    SELECT 'state', 'withdrawn' WHERE status = 'withdrawn'
    UNION ALL
    SELECT 'state', 'invalidated:' || invalidation_reason WHERE status = 'invalidated'
$$;
"""
_HOUR = """to_char(verified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24')"""
WITH_HOUR = _CELLS.format(hour=f"('hour', {_HOUR}),")
WITHOUT_HOUR = _CELLS.format(hour="")

BACKFILL = f"""
INSERT INTO signatures_tally (appeal_id, dimension, key, shard, value)
SELECT appeal_id, 'hour', {_HOUR}, 0, count(*)
FROM signatures_signature WHERE status = 'verified' AND moderation <> 'held'
GROUP BY 1, 3;
"""
FORGET = "DELETE FROM signatures_tally WHERE dimension = 'hour';"

_DIMENSIONS = [
    "total",
    "category",
    "country",
    "channel",
    "day",
    "hour",
    "organisation",
    "state",
    "body",
    "body_kind",
    "paper",
]


class Migration(migrations.Migration):
    dependencies = [("signatures", "0027_body_refused_mail")]

    operations = [
        migrations.RemoveConstraint(model_name="tally", name="tally_dimension_known"),
        migrations.AlterField(
            model_name="tally",
            name="dimension",
            field=models.CharField(
                choices=[(name, name.replace("_", " ").title()) for name in _DIMENSIONS],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(("dimension__in", _DIMENSIONS)),
                name="tally_dimension_known",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
        migrations.RunSQL(WITH_HOUR, WITHOUT_HOUR),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
