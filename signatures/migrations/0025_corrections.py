from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0006_retraction"),
        ("signatures", "0024_broken_invariants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="moderationdecision",
            name="moderation_decision_known",
        ),
        migrations.AlterField(
            model_name="moderationdecision",
            name="decision",
            field=models.CharField(
                choices=[
                    ("approve", "approved"),
                    ("hide", "hidden"),
                    ("hold", "held"),
                    ("invalidate", "invalidated"),
                    ("reinstate", "reinstated"),
                    ("undo", "undone"),
                    ("correct", "corrected by the signatory"),
                ],
                max_length=10,
                verbose_name="decision",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("status", "withdrawn")),
                fields=["appeal", "-withdrawn_at"],
                name="signature_withdrawn_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "decision__in",
                        ["approve", "hide", "hold", "invalidate", "reinstate", "undo", "correct"],
                    )
                ),
                name="moderation_decision_known",
            ),
        ),
    ]
