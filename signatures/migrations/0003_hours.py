"""What happens each hour, added up by the database in the statement that makes it happen."""

import django.db.models.deletion
from django.db import migrations, models

# An hour is the same moment everywhere: whole hours of UTC.
_HOUR = "date_trunc('hour', {column}, 'UTC')"
_ASKED = f"SELECT appeal_id, {_HOUR.format(column='created_at')} AS hour, 1 AS asked, 0 AS answered"
_ASKED += ", 0 AS verified FROM new_rows"
_ANSWERED = f"SELECT added.appeal_id, {_HOUR.format(column='added.created_at')}, 0, 1, 0 FROM {{}}"
_VERIFIED = f"SELECT added.appeal_id, {_HOUR.format(column='added.verified_at')}, 0, 0, 1 FROM {{}}"
_NEW = "new_rows AS added WHERE added.verified_at IS NOT NULL"
_MOVED = (
    "new_rows AS added JOIN old_rows AS removed USING (id)"
    " WHERE added.verified_at IS NOT NULL AND removed.verified_at IS NULL"
)

TRIGGERS = (
    (
        "insert",
        "REFERENCING NEW TABLE AS new_rows",
        f"{_ASKED} UNION ALL {_ANSWERED.format(_NEW)} UNION ALL {_VERIFIED.format(_NEW)}",
    ),
    (
        "update",
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"{_ANSWERED.format(_MOVED)} UNION ALL {_VERIFIED.format(_MOVED)}",
    ),
)


def _add_up(events: str, shard: str) -> str:
    return f"""
    INSERT INTO signatures_hour AS there (appeal_id, hour, shard, asked, answered, verified)
    SELECT event.appeal_id, event.hour, {shard},
        sum(event.asked), sum(event.answered), sum(event.verified)
    FROM ({events}) AS event (appeal_id, hour, asked, answered, verified)
    GROUP BY event.appeal_id, event.hour
    ORDER BY event.appeal_id, event.hour
    ON CONFLICT (appeal_id, hour, shard) DO UPDATE SET
        asked = there.asked + excluded.asked,
        answered = there.answered + excluded.answered,
        verified = there.verified + excluded.verified;
"""


def _create(event: str, referencing: str, events: str) -> str:
    return f"""
CREATE FUNCTION signature_hours_after_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_add_up(events, "pg_backend_pid() % 16")}
    RETURN NULL;
END
$$;
CREATE TRIGGER signature_hours_{event} AFTER {event.upper()} ON signatures_signature
    {referencing} FOR EACH STATEMENT EXECUTE FUNCTION signature_hours_after_{event}();
"""


def _drop(event: str) -> str:
    return f"""
DROP TRIGGER signature_hours_{event} ON signatures_signature;
DROP FUNCTION signature_hours_after_{event}();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0002_published_text_is_frozen"),
        ("signatures", "0002_tally_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hour",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "appeal",
                        "hour",
                        "shard",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("shard", models.PositiveSmallIntegerField()),
                ("asked", models.BigIntegerField(default=0)),
                ("answered", models.BigIntegerField(default=0)),
                ("verified", models.BigIntegerField(default=0)),
                (
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="appeal.appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "hour",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(asked__gte=0, answered__gte=0, verified__gte=0),
                        name="hour_never_negative",
                    )
                ],
            },
        ),
        # What was signed before this table was there.
        migrations.RunSQL(
            _add_up(TRIGGERS[0][2].replace("new_rows", "signatures_signature"), "0"),
            migrations.RunSQL.noop,
        ),
        *(migrations.RunSQL(_create(*trigger), _drop(trigger[0])) for trigger in TRIGGERS),
        migrations.RunSQL(
            "ALTER TABLE signatures_hour SET (fillfactor = 50);",
            "ALTER TABLE signatures_hour RESET (fillfactor);",
        ),
    ]
