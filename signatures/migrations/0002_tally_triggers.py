"""The count moves in the transaction that moves the signature, by the database itself.

Three statement-level triggers add up what a statement changed, however many rows it
touched, and move each cell of the tally once, in one order, so that two transactions
cannot wait for each other. A cell is spread over 16 shards by database connection.
"""

from django.db import migrations

CELLS = """
CREATE FUNCTION signature_cells(
    status text, moderation text, category_id bigint, country text, channel text,
    verified_at timestamptz, invalidation_reason text
) RETURNS TABLE (dimension text, key text) LANGUAGE sql STABLE AS $$
    SELECT cell.dimension, cell.key
    FROM (VALUES
        ('total', ''),
        ('category', category_id::text),
        ('country', country),
        ('channel', channel),
        ('day', to_char(verified_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD'))
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
        {row}.verified_at, {row}.invalidation_reason
    ) AS cell
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


# An emptied table has an empty count.
TRUNCATE = """
CREATE FUNCTION signature_tally_after_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM signatures_tally;
    RETURN NULL;
END
$$;
CREATE TRIGGER signature_tally_truncate AFTER TRUNCATE ON signatures_signature
    FOR EACH STATEMENT EXECUTE FUNCTION signature_tally_after_truncate();
"""


def _create(event: str, referencing: str, moved: str) -> str:
    return f"""
CREATE FUNCTION signature_tally_after_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER signature_tally_{event} AFTER {event.upper()} ON signatures_signature
    {referencing} FOR EACH STATEMENT EXECUTE FUNCTION signature_tally_after_{event}();
"""


def _drop(event: str) -> str:
    return f"""
DROP TRIGGER signature_tally_{event} ON signatures_signature;
DROP FUNCTION signature_tally_after_{event}();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]

    operations = [
        migrations.RunSQL(CELLS, "DROP FUNCTION signature_cells;"),
        *(migrations.RunSQL(_create(*trigger), _drop(trigger[0])) for trigger in TRIGGERS),
        migrations.RunSQL(TRUNCATE, _drop("truncate")),
        # The hot rows: room for new versions on the page, so that no index is touched.
        migrations.RunSQL(
            "ALTER TABLE signatures_tally SET (fillfactor = 50);",
            "ALTER TABLE signatures_tally RESET (fillfactor);",
        ),
    ]
