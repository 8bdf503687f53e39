"""Write down each erasure, so that a restored backup forgets it again (docs/adr)."""

from uuid import UUID

from django.conf import settings

from signatures.models import Erasure
from signatures.tokens import derive


def note_erasure(handle: UUID, kind: Erasure.Kind) -> None:
    """Add an erasure to the journal, in its own transaction.

    Args:
        handle: of the signature that is erased.
        kind: how.
    """
    entry = Erasure(handle_key=handle_keys(handle)[0], kind=kind)
    Erasure.objects.bulk_create([entry], ignore_conflicts=True)


def handle_keys(handle: UUID) -> list[bytes]:
    """Give the keyed hash of a handle under every current key, the present one first."""
    return [derive(key, "erasure", handle.bytes) for key in settings.TOKEN_KEYS]
