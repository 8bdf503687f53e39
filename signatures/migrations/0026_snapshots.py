"""Figures that stay as they were frozen: the database refuses to change or remove one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# For each statement and not each row, so that even one which meets no row is refused.
# ALWAYS: `session_replication_role = replica` does not switch them off. An embargo alone may
# change: it says who sees a figure, and nothing of the figure.
REFUSE = """
CREATE FUNCTION snapshot_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a snapshot stays as it was taken'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END
$$;

CREATE TRIGGER snapshot_frozen
    BEFORE DELETE OR UPDATE OF id, appeal_id, code, taken_at, reason, occasion,
        definition_version, figures, sha256, author_id
    ON signatures_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse_change();

CREATE TRIGGER snapshot_not_emptied
    BEFORE TRUNCATE ON signatures_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse_change();

ALTER TABLE signatures_snapshot ENABLE ALWAYS TRIGGER snapshot_frozen;
ALTER TABLE signatures_snapshot ENABLE ALWAYS TRIGGER snapshot_not_emptied;
"""
ALLOW = """
DROP TRIGGER snapshot_not_emptied ON signatures_snapshot;
DROP TRIGGER snapshot_frozen ON signatures_snapshot;
DROP FUNCTION snapshot_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0005_paper_second_person"),
        ("signatures", "0025_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                ("taken_at", models.DateTimeField(verbose_name="taken at")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("manual", "by hand"),
                            ("hearing", "at the hour of the hearing"),
                            ("milestone", "at a milestone"),
                        ],
                        max_length=9,
                        verbose_name="reason",
                    ),
                ),
                ("occasion", models.CharField(blank=True, max_length=40, verbose_name="occasion")),
                (
                    "definition_version",
                    models.PositiveSmallIntegerField(verbose_name="version of the definition"),
                ),
                ("figures", models.JSONField(verbose_name="figures")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "embargo_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="under embargo until"),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken by",
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "permissions": [("take_snapshot", "Can freeze a figure")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["appeal", "-taken_at"], name="snapshot_latest_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["manual", "hearing", "milestone"])),
                        name="snapshot_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occasion", ""), ("reason", "manual")),
                            models.Q(
                                models.Q(("reason", "manual"), _negated=True),
                                models.Q(("occasion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="snapshot_occasion_iff_not_by_hand",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("occasion", ""), _negated=True),
                        fields=("appeal", "reason", "occasion"),
                        name="snapshot_once_for_an_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z2-9]{10}$")),
                        name="snapshot_code_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="snapshot_has_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("embargo_until__isnull", True),
                            ("embargo_until__gt", models.F("taken_at")),
                            _connector="OR",
                        ),
                        name="snapshot_embargo_after_taken",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
