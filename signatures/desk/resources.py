"""The columns that an export can have. Names and order are stable: other files rely on them."""

from import_export.resources import ModelResource

from signatures.models import Signature


class SignatureResource(ModelResource):
    """What the export page offers to choose from; `desk.exports` writes the file."""

    class Meta:
        model = Signature
        name = "signatures"
        fields = export_order = (
            "id",
            "status",
            "moderation",
            "display",
            "category",
            "first_name",
            "last_name",
            "email",
            "organisation",
            "job_title",
            "city",
            "country",
            "message",
            "language",
            "channel",
            "updates",
            "created_at",
            "verified_at",
            "invalidation_reason",
        )
