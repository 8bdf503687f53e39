"""Lists on paper: batches with their provenance, and the lines on them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import signatures.models.job


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0005_paper_second_person"),
        ("signatures", "0018_unusual"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("collected_on", models.DateField(verbose_name="collected on")),
                (
                    "collector",
                    models.CharField(
                        help_text="Whoever vouches for the sheets.",
                        max_length=120,
                        verbose_name="collected by",
                    ),
                ),
                (
                    "lines_on_paper",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Counted by hand; compared with what is typed.",
                        null=True,
                        verbose_name="lines on the sheets",
                    ),
                ),
                (
                    "scan",
                    models.FileField(
                        blank=True,
                        storage=signatures.models.job.private_storage,
                        upload_to="paper/",
                        verbose_name="scan of the sheets",
                    ),
                ),
                (
                    "scan_sha256",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=64,
                        verbose_name="SHA-256 of the scan",
                    ),
                ),
                (
                    "source",
                    models.FileField(
                        blank=True,
                        editable=False,
                        storage=signatures.models.job.private_storage,
                        upload_to="paper/",
                        verbose_name="file of lines",
                    ),
                ),
                ("source_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "imported_sha256",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=64,
                        verbose_name="SHA-256 of the file",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("typing", "being typed"),
                            ("counted", "counted"),
                            ("undone", "taken back"),
                        ],
                        default="typing",
                        editable=False,
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="begun at",
                    ),
                ),
                (
                    "counted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="counted at"),
                ),
            ],
            options={
                "verbose_name": "paper list",
                "verbose_name_plural": "paper lists",
            },
        ),
        migrations.CreateModel(
            name="PaperSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=80, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=80, verbose_name="last name"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                (
                    "organisation",
                    models.CharField(blank=True, max_length=160, verbose_name="organisation"),
                ),
                (
                    "email",
                    models.CharField(blank=True, max_length=254, verbose_name="email address"),
                ),
                ("canonical_email", models.CharField(blank=True, editable=False, max_length=254)),
                ("name_key", models.CharField(blank=True, editable=False, max_length=340)),
                (
                    "left_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duplicate", "signed already"),
                            ("illegible", "illegible"),
                            ("unsigned", "no signature on the sheet"),
                            ("withdrawn", "taken back by the person"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="left out because",
                    ),
                ),
                (
                    "is_counted",
                    models.BooleanField(default=False, editable=False, verbose_name="counted"),
                ),
            ],
            options={
                "verbose_name": "line of a paper list",
                "verbose_name_plural": "lines of paper lists",
            },
        ),
        migrations.AddField(
            model_name="paperbatch",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="appeal.appeal",
                verbose_name="appeal",
            ),
        ),
        migrations.AddField(
            model_name="paperbatch",
            name="checked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked by",
            ),
        ),
        migrations.AddField(
            model_name="paperbatch",
            name="typed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="typed by",
            ),
        ),
        migrations.AddField(
            model_name="papersignature",
            name="appeal",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="appeal.appeal",
                verbose_name="appeal",
            ),
        ),
        migrations.AddField(
            model_name="papersignature",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="signatures.paperbatch",
                verbose_name="paper list",
            ),
        ),
        migrations.AddField(
            model_name="papersignature",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="appeal.category",
                verbose_name="category",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["typing", "counted", "undone"])),
                name="paper_batch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted_at__isnull", False), ("state", "counted")),
                    models.Q(
                        models.Q(("state", "counted"), _negated=True), ("counted_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="paper_batch_counted_at_iff_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("typed_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_batch_checked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("scan_sha256", ""), _negated=True),
                    models.Q(("state", "undone"), _negated=True),
                ),
                fields=("appeal", "scan_sha256"),
                name="paper_batch_unique_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("imported_sha256", ""), _negated=True),
                    models.Q(("state", "undone"), _negated=True),
                ),
                fields=("appeal", "imported_sha256"),
                name="paper_batch_unique_file",
            ),
        ),
        migrations.AddIndex(
            model_name="papersignature",
            index=models.Index(fields=["appeal", "name_key"], name="paper_line_name_idx"),
        ),
        migrations.AddConstraint(
            model_name="papersignature",
            constraint=models.UniqueConstraint(
                fields=("batch", "number"), name="paper_line_unique_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_out__in", ["", "duplicate", "illegible", "unsigned", "withdrawn"])
                ),
                name="paper_line_left_out_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_counted", False), ("left_out", ""), _connector="OR"),
                name="paper_line_counted_or_left_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("is_counted", True), models.Q(("canonical_email", ""), _negated=True)
                ),
                fields=("appeal", "canonical_email"),
                name="paper_line_unique_counted_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("canonical_email", ""),
                        ("city", ""),
                        ("email", ""),
                        ("first_name", ""),
                        ("last_name", ""),
                        ("name_key", ""),
                        ("organisation", ""),
                    ),
                    models.Q(
                        models.Q(("left_out", "withdrawn"), _negated=True),
                        models.Q(("last_name", ""), _negated=True),
                        models.Q(("name_key", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="paper_line_named_or_erased",
            ),
        ),
    ]
