"""Addresses that we no longer write to."""

from signatures.enums import SuppressionReason
from signatures.models import SuppressedAddress


def suppress(recipient_key: bytes, reason: SuppressionReason = SuppressionReason.NOT_ME) -> None:
    """Remember, as a keyed hash, that this address gets no mail of ours (R-05).

    What a person said outweighs what a mail server said: it replaces a bounce, and is never
    replaced by one.
    """
    address = SuppressedAddress(recipient_key=recipient_key, reason=reason)
    if reason == SuppressionReason.HARD_BOUNCE:
        SuppressedAddress.objects.bulk_create([address], ignore_conflicts=True)
        return
    SuppressedAddress.objects.bulk_create(
        [address],
        update_conflicts=True,
        unique_fields=["recipient_key"],
        update_fields=["reason", "created_at"],
    )


def is_suppressed(recipient_keys: list[bytes]) -> bool:
    """Say whether the address gets no mail.

    Args:
        recipient_keys: its hash under every current key.
    """
    return SuppressedAddress.objects.filter(recipient_key__in=recipient_keys).exists()


def lift_bounce(recipient_keys: list[bytes]) -> bool:
    """Write again to an address that was only refused: the mailbox exists by now.

    What the person said ("not me", "this is spam") is nobody else's to take back.

    Returns:
        Whether there was something to lift.
    """
    bounced = SuppressedAddress.objects.filter(
        recipient_key__in=recipient_keys, reason=SuppressionReason.HARD_BOUNCE
    )
    return bounced.delete()[0] > 0
