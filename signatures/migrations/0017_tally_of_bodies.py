"""Organisations that sign as bodies are counted apart, by triggers of their own.

Their cells stand in the same tally under dimensions of their own, so that no sum over the
figures of people can take them in.
"""

from django.db import migrations

CELLS = """
CREATE FUNCTION body_cells(state text, kind text)
RETURNS TABLE (dimension text, key text) LANGUAGE sql STABLE AS $$
    SELECT 'body', state WHERE state IN ('verified', 'approved', 'refused', 'withdrawn')
    UNION ALL
    SELECT 'body_kind', kind WHERE state = 'approved'
$$;
"""

_MOVED = """
    SELECT {row}.appeal_id, cell.dimension, cell.key, {sign} AS delta
    FROM {table} AS {row}, LATERAL body_cells({row}.state, {row}.kind) AS cell
"""
_ADDED = _MOVED.format(row="added", table="new_rows", sign="1")
_REMOVED = _MOVED.format(row="removed", table="old_rows", sign="-1")

TRIGGERS = (
    ("insert", "REFERENCING NEW TABLE AS new_rows", _ADDED),
    ("delete", "REFERENCING OLD TABLE AS old_rows", _REMOVED),
    (
        "update",
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"{_ADDED} UNION ALL {_REMOVED}",
    ),
)

# An emptied table has an empty count, and leaves the other's alone.
TRUNCATE = """
CREATE OR REPLACE FUNCTION signature_tally_after_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM signatures_tally WHERE dimension NOT IN ('body', 'body_kind');
    RETURN NULL;
END
$$;
CREATE FUNCTION body_tally_after_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM signatures_tally WHERE dimension IN ('body', 'body_kind');
    RETURN NULL;
END
$$;
CREATE TRIGGER body_tally_truncate AFTER TRUNCATE ON signatures_bodysignature
    FOR EACH STATEMENT EXECUTE FUNCTION body_tally_after_truncate();
"""


def _create(event: str, referencing: str, moved: str) -> str:
    return f"""
CREATE FUNCTION body_tally_after_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER body_tally_{event} AFTER {event.upper()} ON signatures_bodysignature
    {referencing} FOR EACH STATEMENT EXECUTE FUNCTION body_tally_after_{event}();
"""


def _drop(event: str) -> str:
    return f"""
DROP TRIGGER body_tally_{event} ON signatures_bodysignature;
DROP FUNCTION body_tally_after_{event}();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0016_bodies")]

    operations = [
        migrations.RunSQL(CELLS, "DROP FUNCTION body_cells;"),
        *(migrations.RunSQL(_create(*trigger), _drop(trigger[0])) for trigger in TRIGGERS),
        migrations.RunSQL(TRUNCATE, _drop("truncate")),
    ]
