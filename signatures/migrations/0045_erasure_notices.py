import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0011_opens_before_its_hearing"),
        ("signatures", "0044_representatives_leave_with_the_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("erased_on", models.DateField(verbose_name="erased on")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days before")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appeal.appeal",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of erasure",
                "verbose_name_plural": "notices of erasure",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "appeal", "erased_on", "days"), name="erasure_notice_once"
                    )
                ],
            },
        ),
    ]
