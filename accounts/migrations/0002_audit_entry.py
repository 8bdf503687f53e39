"""The record of what staff did."""

import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="when",
                    ),
                ),
                ("act", models.CharField(max_length=60, verbose_name="what")),
                (
                    "target_type",
                    models.CharField(blank=True, max_length=100, verbose_name="kind of target"),
                ),
                (
                    "target_id",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="number of the target"
                    ),
                ),
                (
                    "target_label",
                    models.CharField(blank=True, max_length=200, verbose_name="target"),
                ),
                (
                    "before",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="before",
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="after",
                    ),
                ),
                ("session", models.CharField(blank=True, max_length=16, verbose_name="session")),
                ("search_key", models.CharField(blank=True, editable=False, max_length=700)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["at", "id"], name="audit_entry_day_idx"),
                    models.Index(fields=["by", "at", "id"], name="audit_entry_by_idx"),
                    models.Index(fields=["act", "at", "id"], name="audit_entry_act_idx"),
                    models.Index(
                        fields=["target_type", "target_id", "at", "id"],
                        name="audit_entry_target_idx",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.F("search_key"), name="gin_trgm_ops"
                        ),
                        name="audit_entry_search_idx",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__regex", "^[a-z_]+\\.[a-z_]+$")),
                        name="audit_entry_act_area_verb",
                    )
                ],
            },
        ),
    ]
