"""The domain of each mail's recipient, for pacing and the mail desk."""

from django.db import migrations, models

BACKFILL = """
UPDATE signatures_outboundemail AS email
SET recipient_domain = split_part(signature.canonical_email, '@', 2)
FROM signatures_signature AS signature
WHERE signature.id = email.signature_id AND email.recipient_domain = '';
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0020_paper_tally")]

    operations = [
        migrations.AddField(
            "outboundemail",
            "recipient_domain",
            models.CharField(
                blank=True, db_default="", max_length=253, verbose_name="recipient’s domain"
            ),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "outboundemail",
            models.CheckConstraint(
                condition=models.Q(recipient_domain__regex="^[a-z0-9.-]*$"),
                name="outbound_email_domain_only",
            ),
        ),
    ]
