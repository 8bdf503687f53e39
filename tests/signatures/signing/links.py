"""The links of a mail, as their owner finds them."""

from datetime import timedelta

from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.tokens import Purpose, mint

PATHS = {
    Purpose.CONFIRM: "confirm",
    Purpose.NOT_ME: "not-me",
    Purpose.MANAGE: "my-signature",
    Purpose.STOP_NEWS: "news/stop",
}


def link(
    signature: Signature,
    purpose: Purpose,
    *,
    language: str = "fr",
    expires_in: timedelta = timedelta(days=7),
) -> str:
    """Give the address that a mail to this signatory carries."""
    token = mint(purpose=purpose, handle=signature.handle, expires_at=database_now() + expires_in)
    return f"/{language}/{PATHS[purpose]}/{token}/"
