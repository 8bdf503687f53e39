from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0006_retraction"),
        ("signatures", "0028_tally_by_hour"),
    ]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="ordinal",
            field=models.PositiveIntegerField(
                blank=True, editable=False, null=True, verbose_name="place in the count"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ordinal__isnull", True),
                    models.Q(
                        ("ordinal__gt", 0),
                        ("verified_at__isnull", False),
                        models.Q(("status", "withdrawn"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="signature_ordinal_of_verified",
            ),
        ),
    ]
