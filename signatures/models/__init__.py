"""The ground floor: fields, constraints, querysets. No rule is decided here."""

from signatures.models.hour import Hour
from signatures.models.moderation import ModerationDecision
from signatures.models.outbound_email import OutboundEmail
from signatures.models.signature import Signature
from signatures.models.suppression import SuppressedAddress
from signatures.models.tally import Tally

__all__ = ["Hour", "ModerationDecision", "OutboundEmail", "Signature", "SuppressedAddress", "Tally"]
