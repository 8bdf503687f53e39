"""The count is broken down by the organisation in whose domain the address lies, too.

The cell with the empty key holds everybody else, so that this breakdown sums to the total
as the others do. The triggers stay; their functions pass one column more.
"""

from django.db import migrations

CELLS = """
CREATE FUNCTION signature_cells(
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

_MOVED = """
    SELECT {row}.appeal_id, cell.dimension, cell.key, {sign} AS delta
    FROM {table} AS {row}, LATERAL signature_cells(
        {row}.status, {row}.moderation, {row}.category_id, {row}.country, {row}.channel,
        {row}.verified_at, {row}.invalidation_reason, {row}.verified_organisation_id
    ) AS cell
"""
_ADDED = _MOVED.format(row="added", table="new_rows", sign="1")
_REMOVED = _MOVED.format(row="removed", table="old_rows", sign="-1")
MOVED = {"insert": _ADDED, "delete": _REMOVED, "update": f"{_ADDED} UNION ALL {_REMOVED}"}

# Rows from before: nobody's address had been looked at, so all are in the empty cell.
BACKFILL = """
INSERT INTO signatures_tally (appeal_id, dimension, key, shard, value)
SELECT appeal_id, 'organisation', '', shard, value
FROM signatures_tally WHERE dimension = 'total';
"""


def _replace(event: str, moved: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION signature_tally_after_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO signatures_tally AS tally (appeal_id, dimension, key, shard, value)
    SELECT moved.appeal_id, moved.dimension, moved.key, pg_backend_pid() % 16, sum(moved.delta)
    FROM ({moved}) AS moved
    GROUP BY moved.appeal_id, moved.dimension, moved.key
    HAVING sum(moved.delta) <> 0
    ORDER BY moved.appeal_id, moved.dimension, moved.key
    ON CONFLICT (appeal_id, dimension, key, shard)
    DO UPDATE SET value = tally.value + excluded.value;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0007_organisations")]

    operations = [
        migrations.RunSQL(CELLS, migrations.RunSQL.noop),
        *(migrations.RunSQL(_replace(*each), migrations.RunSQL.noop) for each in MOVED.items()),
        migrations.RunSQL(
            "DROP FUNCTION signature_cells(text, text, bigint, text, text, timestamptz, text);",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
