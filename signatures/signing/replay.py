"""After a restore: erase once more who had been erased since the backup was made."""

from datetime import datetime

from django.db import transaction

from signatures.enums import SignatureStatus
from signatures.models import Erasure, Signature
from signatures.privacy.journal import handle_keys
from signatures.signing.withdraw import disown_signature, withdraw_signature


def replay_erasures(*, now: datetime) -> int:
    """Do again every erasure of the journal that a restore brought back.

    Killed midway, the next run does the rest: each entry is done and marked in one
    transaction. Entries whose signature is not in the backup have nothing to erase.

    Args:
        now: the database's time.

    Returns:
        How many signatures were erased once more.
    """
    waiting = Erasure.objects.filter(replayed_at=None)
    # To disown is to withdraw and to ask for no more mail: of both, it is the one to do.
    wanted = {bytes(entry.handle_key): entry for entry in waiting.order_by("-kind")}
    number = 0
    if wanted:
        named = Signature.objects.exclude(status=SignatureStatus.WITHDRAWN)
        for handle in named.values_list("handle", flat=True).iterator():
            for key in handle_keys(handle):
                entry = wanted.get(key)
                if entry is None:
                    continue
                with transaction.atomic():
                    again = (
                        disown_signature
                        if entry.kind == Erasure.Kind.DISOWNED
                        else withdraw_signature
                    )
                    again(handle=handle, now=now)
                    Erasure.objects.filter(pk=entry.pk).update(replayed_at=now)
                number += 1
    waiting.update(replayed_at=now)
    return number
