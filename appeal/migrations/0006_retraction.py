from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0005_paper_second_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="retraction",
            field=models.CharField(
                choices=[
                    ("dated", "“withdrawn on” and the day, without a name"),
                    ("deleted", "nothing"),
                ],
                db_default="dated",
                default="dated",
                max_length=7,
                verbose_name="what stays of a withdrawn signature",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("retraction__in", ["dated", "deleted"])),
                name="appeal_retraction_known",
            ),
        ),
    ]
