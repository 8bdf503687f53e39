"""The two axes of a signature, and the words around them (docs/glossary.md)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignatureStatus(models.TextChoices):
    """What the signatory did. Fraud is the one exception: `invalidated`."""

    PENDING = "pending", _("pending")
    VERIFIED = "verified", _("verified")
    WITHDRAWN = "withdrawn", _("withdrawn")
    INVALIDATED = "invalidated", _("invalidated")


class ModerationStatus(models.TextChoices):
    """What the organisers decided. Held is neither counted nor shown; hidden is counted."""

    UNREVIEWED = "unreviewed", _("unreviewed")
    APPROVED = "approved", _("approved")
    HELD = "held", _("held")
    HIDDEN = "hidden", _("hidden")


class Display(models.TextChoices):
    """What the signatory lets the public see."""

    FULL = "full", _("my first and last name")
    INITIALS = "initials", _("my initials only")
    HIDDEN = "hidden", _("nothing: count me without naming me")


class InvalidationReason(models.TextChoices):
    """Why a signature was taken out of the count, said in public (R-20)."""

    DUPLICATE = "duplicate", _("same person twice")
    FORGED = "forged", _("signed in somebody else’s name")
    AUTOMATED = "automated", _("signed by a machine")
    INVENTED = "invented", _("invented person")
    # Never chosen at the desk: what an erasure (signing/erase) and a conversion leave behind.
    REQUESTED = "requested", _("asked for by the person")
    CONVERTED = "converted", _("moved to the organisations")

    @classmethod
    def for_people(cls) -> list[tuple[str, Any]]:
        """Give the reasons that somebody at the desk may choose."""
        left_behind = (cls.REQUESTED, cls.CONVERTED)
        return [choice for choice in cls.choices if choice[0] not in left_behind]


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is."""

    EDUCATION = "education", _("university or school")
    RESEARCH = "research", _("research organisation")
    HEALTH = "health", _("healthcare institution")
    COMPANY = "company", _("company")
    ASSOCIATION = "association", _("association or union")
    AUTHORITY = "authority", _("public authority")
    OTHER = "other", _("other")


class BodyState(models.TextChoices):
    """Where the signature of an organisation stands; approved is counted and shown."""

    PENDING = "pending", _("pending")
    VERIFIED = "verified", _("verified, mandate to be checked")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CONVERTED = "converted", _("moved to the people")


class EmailKind(models.TextChoices):
    """The mails that signatories get."""

    CONFIRM = "confirm", _("please confirm")
    ALREADY_SIGNED = "already_signed", _("you have signed already")
    MANAGE = "manage", _("your signature")
    REMINDER = "reminder", _("reminder to confirm")
    NEWS = "news", _("news")
    BODY_CONFIRM = "body_confirm", _("please confirm, for an organisation")
    BODY_MANAGE = "body_manage", _("the signature of your organisation")
    BODY_APPROVED = "body_approved", _("your organisation is counted")
    BODY_REFUSED = "body_refused", _("your organisation is not counted")


class EmailState(models.TextChoices):
    """Where a mail is on its way."""

    QUEUED = "queued", _("waiting")
    SENT = "sent", _("accepted by the mail server")
    BOUNCED = "bounced", _("refused or sent back")
    DEAD = "dead", _("given up")


class SuppressionReason(models.TextChoices):
    """Why an address is no longer written to. The first two are the person's own word."""

    NOT_ME = "not_me", _("said “this was not me”")
    COMPLAINT = "complaint", _("reported our mail as spam")
    HARD_BOUNCE = "hard_bounce", _("the address does not exist")
