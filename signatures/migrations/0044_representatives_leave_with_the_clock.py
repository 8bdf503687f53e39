"""The end of an appeal's clock erases who represented its organisations (R-63).

The organisation that was counted stays so: it is no person.
"""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    accepted: ClassVar = dict.fromkeys(
        (
            "constraint-missing-not-valid",
            "require-concurrent-index-deletion",
            "require-concurrent-index-creation",
        ),
        "some hundred organisations sign an appeal",
    )
    dependencies = [
        ("appeal", "0010_asks_department"),
        ("signatures", "0043_paper_yields_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bodysignature",
            name="body_one_for_each_mailbox_and_name",
        ),
        migrations.RemoveConstraint(
            model_name="bodysignature",
            name="body_approved_with_mandate",
        ),
        migrations.RemoveConstraint(
            model_name="bodysignature",
            name="body_erased_iff_withdrawn",
        ),
        migrations.AddField(
            model_name="bodysignature",
            name="anonymised_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="anonymised at"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodysignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("anonymised_at__isnull", True), ("state__in", ("verified", "approved"))
                ),
                fields=("appeal", "canonical_email", "name_key"),
                name="body_one_for_each_mailbox_and_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodysignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("organisation__isnull", False),
                        models.Q(
                            models.Q(("mandate_seen", ""), _negated=True),
                            ("anonymised_at__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="body_approved_with_mandate",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodysignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("homepage", ""),
                        ("name", ""),
                        ("name_key", ""),
                        ("organisation__isnull", True),
                        ("signature__isnull", True),
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        ("withdrawn_at__isnull", True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="body_erased_iff_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodysignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("state", "withdrawn"),
                            models.Q(("anonymised_at__isnull", False), ("state", "approved")),
                            _connector="OR",
                        ),
                        ("canonical_email", ""),
                        ("email", ""),
                        ("first_name", ""),
                        ("last_name", ""),
                        ("mandate", ""),
                        ("mandate_seen", ""),
                        ("role", ""),
                    ),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        ("anonymised_at__isnull", True),
                        models.Q(("last_name", ""), _negated=True),
                        models.Q(("canonical_email", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="body_nobody_named_iff_over",
            ),
        ),
    ]
