"""Look through the rows for the rule of the migration before, without stopping anybody."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0039_departments"),
    ]

    operations = [
        ValidateConstraint(model_name="signature", name="signature_department_of_france"),
    ]
