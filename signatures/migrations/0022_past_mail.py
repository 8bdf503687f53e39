"""What the limits remember of mails whose signature was withdrawn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0002_published_text_is_frozen"),
        ("signatures", "0021_recipient_domain"),
    ]

    operations = [
        migrations.CreateModel(
            "PastMail",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient_key", models.BinaryField(max_length=32)),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
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
            {
                "verbose_name": "past mail",
                "verbose_name_plural": "past mails",
                "indexes": [
                    models.Index(
                        fields=["recipient_key", "asked_at"], name="past_mail_recipient_idx"
                    ),
                    models.Index(fields=["asked_at"], name="past_mail_asked_idx"),
                ],
            },
        ),
    ]
