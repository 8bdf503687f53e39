"""Where Django looks for admin classes; they live in their rooms."""

from signatures.desk.admin import SignatureAdmin
from signatures.mail.admin import OutboundEmailAdmin

__all__ = ["OutboundEmailAdmin", "SignatureAdmin"]
