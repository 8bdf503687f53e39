"""A queue of its own for mails whose moment came without a token."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0053_untried_mails")]

    operations = [
        migrations.AddField(
            model_name="sendingbucket",
            name="late_until",
            field=models.DateTimeField(null=True),
        ),
    ]
