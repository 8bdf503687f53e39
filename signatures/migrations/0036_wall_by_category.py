"""The wall of one category by its own index: a rare one is found without reading the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # people sign while it is built

    dependencies = [("signatures", "0035_morning_mail")]

    operations = [
        AddIndexConcurrently(
            model_name="signature",
            index=models.Index(
                fields=["category", "wall_key", "handle"],
                condition=Q(status="verified")
                & Q(moderation__in=("unreviewed", "approved"))
                & ~Q(display="hidden"),
                name="signature_wall_category_idx",
            ),
        ),
    ]
