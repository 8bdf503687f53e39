from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0009_signatories_in_api"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="asks_department",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text=(
                    "A list to choose from, which nobody has to answer. The figures then say how "
                    "many sign from each department; departments with fewer than five stand "
                    "together."
                ),
                verbose_name="people are asked for their department",
            ),
        ),
    ]
