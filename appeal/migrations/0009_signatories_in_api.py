from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0008_legal"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="signatories_in_api",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="What the public list shows, at /api/v1/. Off: who reads it does so by eye.",
                verbose_name="programs may read the list of signatories",
            ),
        ),
    ]
