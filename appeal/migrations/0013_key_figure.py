"""Numbers of what stands behind an appeal, for its page."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("appeal", "0012_plain_words")]

    operations = [
        migrations.CreateModel(
            name="KeyFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="As it is read: “12,000”, “25 million”.",
                        max_length=20,
                        verbose_name="figure",
                    ),
                ),
                ("label", models.CharField(max_length=160, verbose_name="what it counts")),
                ("url", models.URLField(blank=True, verbose_name="source")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_figures",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "key figure",
                "verbose_name_plural": "key figures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appeal", "language", "label"), name="key_figure_said_once"
                    ),
                    models.CheckConstraint(
                        condition=~Q(number="") & ~Q(label=""), name="key_figure_counts_something"
                    ),
                ],
            },
        ),
    ]
