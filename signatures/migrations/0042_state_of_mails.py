"""A mail that comes back was not always refused for its address: only the label changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0041_hot_tables")]

    operations = [
        migrations.AlterField(
            model_name="outboundemail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waiting"),
                    ("sent", "accepted by the mail server"),
                    ("bounced", "refused or sent back"),
                    ("dead", "given up"),
                ],
                default="queued",
                max_length=7,
                verbose_name="state",
            ),
        ),
    ]
