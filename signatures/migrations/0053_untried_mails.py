"""How long the mail server has been away, read from the few rows that it did not take."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # mails are promised while it is built

    dependencies = [("signatures", "0052_settled_breakdowns")]

    operations = [
        AddIndexConcurrently(
            model_name="outboundemail",
            index=models.Index(
                fields=["created_at"],
                condition=Q(state="queued", attempts=0) & ~Q(last_error=""),
                name="outbound_email_untried_idx",
            ),
        ),
    ]
