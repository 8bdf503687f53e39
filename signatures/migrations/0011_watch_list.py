"""The watch-list, the reasons for holding, and the release by two people (R-11).

A trigger keeps every way but the release from taking a watched name into the count.
"""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import signatures.models.job
from signatures.migrations._watch_list import seeds

STAYS_HELD = """
CREATE FUNCTION signature_watched_stays_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM signatures_holdreason
        WHERE signature_id = NEW.id AND code = 'watch_list' AND settled_at IS NULL
    ) THEN
        RAISE check_violation USING
            MESSAGE = 'a watched name stays held until two people have released it',
            CONSTRAINT = 'signature_watched_stays_held';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER signature_watched_stays_held BEFORE UPDATE OF moderation ON signatures_signature
    FOR EACH ROW WHEN (OLD.moderation = 'held' AND NEW.moderation <> 'held')
    EXECUTE FUNCTION signature_watched_stays_held();
"""
GOES_FREE = """
DROP TRIGGER signature_watched_stays_held ON signatures_signature;
DROP FUNCTION signature_watched_stays_held();
"""


def add_seeds(apps: Any, editor: Any) -> None:
    """Add the names that come with Paraphe."""
    watched = apps.get_model("signatures", "WatchedName")
    watched.objects.bulk_create(watched(**entry) for entry in seeds())


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0010_mail_funnel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoldReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="reason")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="noticed at",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="settled at"),
                ),
            ],
            options={
                "verbose_name": "reason for holding",
                "verbose_name_plural": "reasons for holding",
            },
        ),
        migrations.CreateModel(
            name="ReleaseProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("address", "confirmed from an address of the institution"),
                            ("call", "called back on a number that was found elsewhere"),
                            ("letter", "signed letter"),
                            ("file", "other document"),
                        ],
                        max_length=8,
                        verbose_name="proof",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        max_length=500, verbose_name="what was seen or heard, when, by whom"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=signatures.models.job.private_storage,
                        upload_to="",
                        verbose_name="document",
                    ),
                ),
                ("file_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a second person"),
                            ("approved", "released"),
                            ("refused", "refused"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="proposed at",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "release of a watched name",
                "verbose_name_plural": "releases of watched names",
            },
        ),
        migrations.CreateModel(
            name="WatchedName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("office", "public office"),
                            ("well_known", "well-known person"),
                            ("test", "test or joke"),
                            ("brand", "organisation or brand"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(
                        blank=True,
                        help_text="Empty for an office, a brand, or somebody known by one name.",
                        max_length=80,
                        verbose_name="first name",
                    ),
                ),
                (
                    "last_name",
                    models.CharField(max_length=120, verbose_name="last name, office or brand"),
                ),
                ("first_key", models.CharField(blank=True, editable=False, max_length=120)),
                ("last_key", models.CharField(editable=False, max_length=160)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="added at",
                    ),
                ),
            ],
            options={
                "verbose_name": "watched name",
                "verbose_name_plural": "watch-list",
            },
        ),
        migrations.RemoveConstraint(
            model_name="moderationdecision",
            name="moderation_decision_known",
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="batch",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="moderationdecision",
            name="decision",
            field=models.CharField(
                choices=[
                    ("approve", "approved"),
                    ("hide", "hidden"),
                    ("hold", "held"),
                    ("invalidate", "invalidated"),
                    ("reinstate", "reinstated"),
                    ("undo", "undone"),
                ],
                max_length=10,
                verbose_name="decision",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "id"],
                name="moderation_decision_batch_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decision__in", ["approve", "hide", "hold", "invalidate", "reinstate", "undo"])
                ),
                name="moderation_decision_known",
            ),
        ),
        migrations.AddField(
            model_name="holdreason",
            name="signature",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hold_reasons",
                to="signatures.signature",
                verbose_name="signature",
            ),
        ),
        migrations.AddField(
            model_name="releaseproposal",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="releaseproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="releaseproposal",
            name="signature",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="releases",
                to="signatures.signature",
                verbose_name="signature",
            ),
        ),
        migrations.AddField(
            model_name="watchedname",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Empty: it came with Paraphe.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="holdreason",
            name="watched",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="signatures.watchedname",
                verbose_name="watched name",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="release_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ("approved", "refused")),
                    ),
                    _connector="OR",
                ),
                name="release_decided_iff_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proof__in", ["address", "call", "letter", "file"]),
                    models.Q(("note", ""), _negated=True),
                ),
                name="release_has_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("file_sha256", "")),
                    models.Q(
                        models.Q(("file", ""), _negated=True),
                        models.Q(("file_sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="release_file_has_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("signature",),
                name="release_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedname",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["office", "well_known", "test", "brand"])),
                name="watched_name_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedname",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_key", ""), _negated=True), name="watched_name_has_letters"
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedname",
            constraint=models.UniqueConstraint(
                fields=("last_key", "first_key"), name="watched_name_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdreason",
            constraint=models.UniqueConstraint(
                fields=("signature", "code"), name="hold_reason_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdreason",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True), name="hold_reason_has_code"
            ),
        ),
        migrations.RunSQL(STAYS_HELD, GOES_FREE),
        migrations.RunPython(add_seeds, migrations.RunPython.noop),
    ]
