"""The public breakdowns are watched: an invariant, and since when they are behind (R-43)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    accepted: ClassVar = {"constraint-missing-not-valid": "a row for each broken invariant"}
    dependencies = [
        ("signatures", "0055_news_by_the_minute"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="brokeninvariant",
            name="broken_invariant_known",
        ),
        migrations.AddField(
            model_name="settledbreakdowns",
            name="behind_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="brokeninvariant",
            name="invariant",
            field=models.CharField(
                choices=[
                    ("promise", "everybody who has signed and waits has a mail on its way"),
                    ("lease", "no mail is held by a worker that is gone"),
                    ("silence", "no mail waits for an address that wants none"),
                    ("total", "the figure is the number of counted signatures"),
                    ("settled", "the public breakdowns sum to their figure and follow it"),
                    ("tally", "each breakdown is what the signatures say"),
                ],
                max_length=7,
                primary_key=True,
                serialize=False,
                verbose_name="what must hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokeninvariant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invariant__in", ["promise", "lease", "silence", "total", "settled", "tally"])
                ),
                name="broken_invariant_known",
            ),
        ),
    ]
