"""A permission of its own for the dossier, which has names in it (accounts/roles.py gives it)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signatures", "0056_settled_is_watched")]

    operations = [
        migrations.AlterModelOptions(
            name="snapshot",
            options={
                "default_permissions": ("view",),
                "permissions": [
                    ("take_snapshot", "Can freeze a figure"),
                    ("make_dossier", "Can make the dossier for the jury, which has names in it"),
                ],
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
            },
        ),
    ]
