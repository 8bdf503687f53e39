"""After a restore: erase once more, people and organisations, who had been erased since the backup.

It stands in this room because no other one below knows both.
"""

from datetime import datetime

from signatures.bodies.own import disown_body, withdraw_body
from signatures.enums import BodyState, SignatureStatus
from signatures.models import BodySignature, Erasure, Signature
from signatures.privacy.journal import close_journal, erase_again
from signatures.signing.withdraw import disown_signature, withdraw_signature

_PEOPLE = {Erasure.Kind.WITHDRAWN: withdraw_signature, Erasure.Kind.DISOWNED: disown_signature}
_BODIES = {Erasure.Kind.WITHDRAWN: withdraw_body, Erasure.Kind.DISOWNED: disown_body}


def replay_erasures(*, now: datetime) -> int:
    """Do again every erasure of a row that a restore brought back, and close the journal.

    Returns:
        How many were erased once more.
    """
    people = Signature.objects.exclude(status=SignatureStatus.WITHDRAWN)
    bodies = BodySignature.objects.exclude(state=BodyState.WITHDRAWN)
    number = erase_again(people, _PEOPLE, now=now) + erase_again(bodies, _BODIES, now=now)
    close_journal(now=now)
    return number
