"""Addresses that we no longer write to."""

from signatures.models import SuppressedAddress


def suppress(recipient_key: bytes) -> None:
    """Remember, as a keyed hash, that this address wants no mail of ours (R-05)."""
    SuppressedAddress.objects.bulk_create(
        [SuppressedAddress(recipient_key=recipient_key)], ignore_conflicts=True
    )


def is_suppressed(recipient_keys: list[bytes]) -> bool:
    """Say whether the address asked for no mail.

    Args:
        recipient_keys: its hash under every current key.
    """
    return SuppressedAddress.objects.filter(recipient_key__in=recipient_keys).exists()
