"""In which order rows that stand for the same act are locked (docs/architecture.md)."""

from django.db.models import QuerySet

from signatures.addresses import recipient_key, recipient_keys
from signatures.models import BodySignature, Signature
from signatures.risk.limits import lock_mails, lock_recipient


def lock_body(bodies: QuerySet[BodySignature]) -> BodySignature | None:
    """Lock an organisation's signature, after the person's that it was made from.

    In this order, as `withdraw_signature` and `to_body` do, who begin with the person's: the
    other way round two could wait for each other.

    Args:
        bodies: those of them that qualify, one at most.
    """
    Signature.objects.select_for_update(of=("self",)).filter(body__in=bodies).first()
    return bodies.select_for_update(of=("self",)).first()


def lock_to_erase(bodies: QuerySet[BodySignature]) -> BodySignature | None:
    """Lock an organisation's signature with the limits of its address, and the mails to it.

    Args:
        bodies: as for `lock_body`.
    """
    found = bodies.exclude(canonical_email="").first()
    if found is None:
        return None
    lock_recipient(recipient_key(found.canonical_email))
    locked = lock_body(bodies.exclude(canonical_email=""))
    if locked is not None:
        lock_mails(recipient_keys(locked.canonical_email))
    return locked
