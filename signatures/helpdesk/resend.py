"""Send signatories their link again, and write again to an address that came back (R-05)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from signatures.addresses import recipient_key, recipient_keys
from signatures.mail.links import LinkOutcome, send_link, waits_for_link
from signatures.models import Signature
from signatures.risk.limits import lock_recipient
from signatures.risk.suppression import lift_bounce

# One request's worth; each takes a lock of its address for a moment.
MOST_AT_ONCE = 100


def resend(signature_ids: Iterable[int], *, now: datetime) -> Counter[LinkOutcome]:
    """Promise each signatory another mail, where the limits allow it.

    Pressing twice sends once: whose mail waits in the queue gets no second one. Each
    signature is a transaction of its own.

    Args:
        signature_ids: at most `MOST_AT_ONCE`; what is over is left out.
        now: the database's time.

    Returns:
        How many had which outcome.
    """
    outcomes: Counter[LinkOutcome] = Counter()
    for pk in sorted(set(signature_ids))[:MOST_AT_ONCE]:
        with transaction.atomic():
            signature = Signature.objects.select_related("appeal").filter(pk=pk).first()
            if signature is None:
                continue
            if signature.canonical_email:
                lock_recipient(recipient_key(signature.canonical_email))
            waits = waits_for_link(signature)
            outcome = LinkOutcome.WAITING if waits else send_link(signature, now).outcome
            outcomes[outcome] += 1
            record("mail.resend", target=signature, after={"outcome": outcome})
    return outcomes


@transaction.atomic
def write_again(signature: Signature) -> bool:
    """Take back that an address does not exist: its mailbox was made meanwhile.

    Returns:
        Whether there was a bounce to take back.
    """
    if not signature.canonical_email:
        return False
    lifted = lift_bounce(recipient_keys(signature.canonical_email))
    if lifted:
        record("mail.lift_bounce", target=signature)
    return lifted
