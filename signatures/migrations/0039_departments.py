"""The count by department, for the appeals that ask: a closed list, and small cells are merged.

The triggers stay; their functions pass one column more. Who said no department has no cell, so
that an appeal that does not ask pays nothing for it.
"""

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

_ARGUMENTS = """
    status text, moderation text, category_id bigint, country text, channel text,
    verified_at timestamptz, invalidation_reason text, verified_organisation_id bigint
"""
CELLS = f"""
CREATE FUNCTION signature_cells({_ARGUMENTS}, department text)
RETURNS TABLE (dimension text, key text) LANGUAGE sql STABLE AS $$
    SELECT cell.dimension, cell.key
    FROM (VALUES
        ('total', ''),
        ('category', category_id::text),
        ('country', country),
        ('channel', channel),
        ('day', to_char(verified_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD')),
        ('hour', to_char(verified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24')),
        ('organisation', coalesce(verified_organisation_id::text, ''))
    ) AS cell (dimension, key)
    WHERE status = 'verified' AND moderation <> 'held'
    UNION ALL
    SELECT 'department', department
    WHERE department <> '' AND status = 'verified' AND moderation <> 'held'
    UNION ALL
    SELECT 'state', 'held' WHERE status = 'verified' AND moderation = 'held'
    UNION ALL
    SELECT 'state', 'withdrawn' WHERE status = 'withdrawn'
    UNION ALL
    SELECT 'state', 'invalidated:' || invalidation_reason WHERE status = 'invalidated'
$$;
"""
FORGET_CELLS = f"DROP FUNCTION signature_cells({_ARGUMENTS}, department text);"

_MOVED = """
    SELECT {row}.appeal_id, cell.dimension, cell.key, {sign} AS delta
    FROM {table} AS {row}, LATERAL signature_cells(
        {row}.status, {row}.moderation, {row}.category_id, {row}.country, {row}.channel,
        {row}.verified_at, {row}.invalidation_reason, {row}.verified_organisation_id{more}
    ) AS cell
"""


def _replace(event: str, *, more: str) -> str:
    added = _MOVED.format(row="added", table="new_rows", sign="1", more=more and f", added{more}")
    removed = _MOVED.format(
        row="removed", table="old_rows", sign="-1", more=more and f", removed{more}"
    )
    moved = {"insert": added, "delete": removed, "update": f"{added} UNION ALL {removed}"}[event]
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


_DIMENSIONS = [
    "total",
    "category",
    "country",
    "department",
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
    accepted: ClassVar = {
        "constraint-missing-not-valid": "the tally has few rows, at any size",
        "ban-drop-function": "only the triggers call it, and they are replaced in one transaction",
    }
    dependencies = [
        ("appeal", "0010_asks_department"),
        ("signatures", "0038_body_code"),
    ]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="department",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=3, verbose_name="department"
            ),
        ),
        AddConstraintNotValid(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=Q(department="")
                | Q(department__regex="^(2[AB]|[0-9]{2,3})$", country="FR")
                & ~Q(status="withdrawn"),
                name="signature_department_of_france",
            ),
        ),
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
                condition=Q(("dimension__in", _DIMENSIONS)), name="tally_dimension_known"
            ),
        ),
        migrations.RunSQL(CELLS, FORGET_CELLS),
        *(
            migrations.RunSQL(_replace(event, more=".department"), _replace(event, more=""))
            for event in ("insert", "delete", "update")
        ),
        migrations.RunSQL(f"DROP FUNCTION signature_cells({_ARGUMENTS});", migrations.RunSQL.noop),
    ]
