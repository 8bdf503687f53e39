"""Why a signature looks suspicious, in words a moderator understands (feature 13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RiskReason(models.TextChoices):
    """One thing that was noticed. Each has its points in the settings (RISK_POINTS)."""

    NETWORK_HELD = "network_held", _("Comes from a network that the organisers hold")
    NETWORK_EXCESS = "network_excess", _("Far more people than one address has at a time")
    NETWORK_BUSY = "network_busy", _("Many signatures from one address within minutes")
    NEIGHBOURS_BUSY = "neighbours_busy", _("Hundreds of signatures from neighbouring addresses")
    DISPOSABLE = "disposable", _("The mailbox is a throw-away one, open to anybody")
    DOMAIN_BURST = "domain_burst", _("Many signatures from one little-known mail domain")
    NAME_FILLER = "name_filler", _("The name is a filler, such as “Test Test”")
    NAME_ODD = "name_odd", _("A word of the name is a filler or cannot be pronounced")
    NAME_REPEATED = "name_repeated", _("The same name signed several times within the hour")
    MESSAGE_REPEATED = "message_repeated", _("The same message came several times")
    MESSAGE_LINK = "message_link", _("The message advertises a web address")
    MAILBOX_GENERATED = "mailbox_generated", _("The mailbox’s name looks generated")
    TOO_QUICK = "too_quick", _("The form was filled in within seconds")
    NO_BROWSER = "no_browser", _("Not sent by an ordinary browser")
    NO_PROOF = "no_proof", _("Sent during an attack, without the browser’s proof of work")


# Any of these holds a signature by itself: organisers, or the public rules, said so.
DECISIVE = frozenset(
    {
        RiskReason.NETWORK_HELD,
        RiskReason.NETWORK_EXCESS,
        RiskReason.DISPOSABLE,
        RiskReason.NAME_FILLER,
        RiskReason.NO_PROOF,
    }
)
