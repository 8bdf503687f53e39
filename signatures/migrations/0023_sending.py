"""Pacing for each provider, and the switch that stops all mail."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Mails a minute, and on the first day. What each of them likes is not published: these are
# careful numbers, to be changed at the desk.
PACES = {
    "Gmail": (["gmail.com"], 1200, 120),
    "Microsoft": (
        [
            "outlook.com",
            "outlook.fr",
            "hotmail.com",
            "hotmail.fr",
            "live.com",
            "live.fr",
            "msn.com",
        ],
        600,
        120,
    ),
    "Yahoo": (["yahoo.com", "yahoo.fr", "ymail.com", "aol.com"], 300, 120),
    "Apple": (["icloud.com", "me.com", "mac.com"], 300, 120),
    "Orange": (["orange.fr", "wanadoo.fr"], 240, 120),
    "SFR": (["sfr.fr", "neuf.fr", "cegetel.net", "numericable.fr"], 240, 120),
    "Free": (["free.fr", "aliceadsl.fr"], 240, 120),
    "La Poste": (["laposte.net"], 240, 120),
    "*": ([], 1200, None),
}


def add_paces(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    pace = apps.get_model("signatures", "SendingPace")
    pace.objects.bulk_create(
        pace(name=name, domains=domains, per_minute=per_minute, start_per_minute=start)
        for name, (domains, per_minute, start) in PACES.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0022_past_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outboundemail",
            name="paced_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="SendingBucket",
            fields=[
                ("key", models.CharField(max_length=253, primary_key=True, serialize=False)),
                (
                    "begun_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "filled_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("tokens", models.FloatField(null=True)),
                (
                    "planned_until",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["filled_at"], name="sending_bucket_filled_idx")],
            },
        ),
        migrations.CreateModel(
            name="SendingPace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="provider")),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=253,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9.-]+$", "A domain in lower case, such as gmail.com."
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Separated by commas. Empty: each domain that no other line names.",
                        verbose_name="domains",
                    ),
                ),
                (
                    "per_minute",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as fast as possible.",
                        null=True,
                        verbose_name="mails a minute",
                    ),
                ),
                (
                    "start_per_minute",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Doubled each day until the full number is reached: providers distrust a sender that is new and fast. Empty: the full number at once.",
                        null=True,
                        verbose_name="mails a minute on the first day",
                    ),
                ),
            ],
            options={
                "verbose_name": "sending pace",
                "verbose_name_plural": "sending paces",
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="sending_pace_unique_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("domains", [])),
                        fields=("domains",),
                        name="sending_pace_one_for_others",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_minute__isnull", True), ("per_minute__gt", 0), _connector="OR"
                        ),
                        name="sending_pace_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_per_minute__isnull", True),
                            ("start_per_minute__gt", 0),
                            _connector="OR",
                        ),
                        name="sending_pace_start_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "stopped_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="stopped at",
                    ),
                ),
                (
                    "resumed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="resumed at"),
                ),
                (
                    "resumed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resumed by",
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stopped by",
                    ),
                ),
            ],
            options={
                "verbose_name": "stop of sending",
                "verbose_name_plural": "stops of sending",
                "permissions": [("stop_mail", "Can stop and resume the sending of mail")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resumed_at__isnull", True)),
                        fields=("resumed_at",),
                        name="sending_stop_one_at_a_time",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="sending_stop_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resumed_at__isnull", True), ("resumed_by__isnull", True)),
                            models.Q(("resumed_at__isnull", False), ("resumed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sending_stop_resumed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_paces, migrations.RunPython.noop),
    ]
