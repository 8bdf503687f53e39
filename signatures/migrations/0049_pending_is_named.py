"""Nobody waits for the word of somebody whom nothing names any more."""

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # rows are checked after writers may go on
    dependencies: ClassVar = [("signatures", "0048_says_why")]

    operations: ClassVar = [
        AddConstraintNotValid(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=~models.Q(status="pending") | models.Q(anonymised_at__isnull=True),
                name="signature_pending_is_named",
            ),
        ),
        ValidateConstraint(model_name="signature", name="signature_pending_is_named"),
    ]
