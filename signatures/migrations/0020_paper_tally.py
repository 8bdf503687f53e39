"""Lines on paper are counted by the database too, in the dimension `paper` and apart."""

from django.db import migrations, models

_MOVED = """
    SELECT {row}.appeal_id, cell.key, {sign} AS delta
    FROM {table} AS {row}, LATERAL (
        VALUES (''), ('category:' || {row}.category_id)
    ) AS cell (key)
    WHERE {row}.is_counted
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

# An emptied table has an empty count; the other table's cells stay.
TRUNCATE = """
CREATE OR REPLACE FUNCTION signature_tally_after_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM signatures_tally WHERE dimension NOT IN ('body', 'body_kind', 'paper');
    RETURN NULL;
END
$$;
CREATE FUNCTION paper_tally_after_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM signatures_tally WHERE dimension = 'paper';
    RETURN NULL;
END
$$;
CREATE TRIGGER paper_tally_truncate AFTER TRUNCATE ON signatures_papersignature
    FOR EACH STATEMENT EXECUTE FUNCTION paper_tally_after_truncate();
"""

# Who signs on paper and then confirms online is one person: the confirmed one stays.
YIELD = """
CREATE FUNCTION paper_yields_to_online() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE signatures_papersignature AS line SET is_counted = false, left_out = 'duplicate'
    FROM new_rows AS online
    WHERE online.status = 'verified' AND online.canonical_email <> ''
    AND line.is_counted AND line.appeal_id = online.appeal_id
    AND line.canonical_email = online.canonical_email;
    RETURN NULL;
END
$$;
CREATE TRIGGER paper_yields_on_update AFTER UPDATE ON signatures_signature
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION paper_yields_to_online();
CREATE TRIGGER paper_yields_on_insert AFTER INSERT ON signatures_signature
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION paper_yields_to_online();
"""
UNYIELD = """
DROP TRIGGER paper_yields_on_insert ON signatures_signature;
DROP TRIGGER paper_yields_on_update ON signatures_signature;
DROP FUNCTION paper_yields_to_online();
"""


def _create(event: str, referencing: str, moved: str) -> str:
    return f"""
CREATE FUNCTION paper_tally_after_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO signatures_tally AS tally (appeal_id, dimension, key, shard, value)
    SELECT moved.appeal_id, 'paper', moved.key, pg_backend_pid() % 16, sum(moved.delta)
    FROM ({moved}) AS moved
    GROUP BY moved.appeal_id, moved.key
    HAVING sum(moved.delta) <> 0
    ORDER BY moved.appeal_id, moved.key
    ON CONFLICT (appeal_id, dimension, key, shard)
    DO UPDATE SET value = tally.value + excluded.value;
    RETURN NULL;
END
$$;
CREATE TRIGGER paper_tally_{event} AFTER {event.upper()} ON signatures_papersignature
    {referencing} FOR EACH STATEMENT EXECUTE FUNCTION paper_tally_after_{event}();
"""


def _drop(event: str) -> str:
    return f"""
DROP TRIGGER paper_tally_{event} ON signatures_papersignature;
DROP FUNCTION paper_tally_after_{event}();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0019_paper")]

    operations = [
        migrations.RemoveConstraint(
            model_name="tally",
            name="tally_dimension_known",
        ),
        migrations.AlterField(
            model_name="tally",
            name="dimension",
            field=models.CharField(
                choices=[
                    ("total", "Total"),
                    ("category", "Category"),
                    ("country", "Country"),
                    ("channel", "Channel"),
                    ("day", "Day"),
                    ("organisation", "Organisation"),
                    ("state", "State"),
                    ("body", "Body"),
                    ("body_kind", "Body Kind"),
                    ("paper", "Paper"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "dimension__in",
                        [
                            "total",
                            "category",
                            "country",
                            "channel",
                            "day",
                            "organisation",
                            "state",
                            "body",
                            "body_kind",
                            "paper",
                        ],
                    )
                ),
                name="tally_dimension_known",
            ),
        ),
        *(migrations.RunSQL(_create(*trigger), _drop(trigger[0])) for trigger in TRIGGERS),
        migrations.RunSQL(TRUNCATE, _drop("truncate")),
        migrations.RunSQL(YIELD, UNYIELD),
    ]
