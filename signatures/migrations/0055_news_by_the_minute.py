"""When news was fed to the outbox last: two beats feed it once a minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0054_late_moments")]

    operations = [
        migrations.AddField(
            model_name="newsletter",
            name="fed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
