import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0007_story"),
        ("signatures", "0032_no_latest_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number of signatures")),
                ("reached_at", models.DateTimeField(verbose_name="reached at")),
                (
                    "announced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="announced at"),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "constraints": [
                    models.UniqueConstraint(fields=("appeal", "number"), name="milestone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="milestone_number_positive"
                    ),
                ],
            },
        ),
    ]
