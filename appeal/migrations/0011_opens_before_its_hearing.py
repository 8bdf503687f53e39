"""A hearing before the opening is a slip, and would end the appeal's clock at once.

Not valid: what was stored before stays until somebody next changes it.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("appeal", "0010_asks_department")]

    operations = [
        AddConstraintNotValid(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(hearing_at__isnull=True)
                | Q(opens_at__lt=F("hearing_at")),
                name="appeal_opens_before_its_hearing",
                violation_error_message="An appeal opens before its hearing.",
            ),
        ),
    ]
