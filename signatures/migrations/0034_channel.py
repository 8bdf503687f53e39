import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0009_signatories_in_api"),
        ("signatures", "0033_milestone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Stands in the link and in the public figures: small letters, digits, hyphens.",
                        max_length=40,
                        verbose_name="code",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="For you alone: hall of building B.",
                        max_length=120,
                        verbose_name="where it is used",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="created at",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appeal", "code"),
                        name="channel_unique_code",
                        violation_error_message="There is a channel with this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9][a-z0-9-]{0,39}$")),
                        name="channel_code_of_a_link",
                        violation_error_message="Use small letters, digits and hyphens.",
                    ),
                ],
            },
        ),
    ]
