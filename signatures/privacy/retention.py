"""How long things are kept (R-62)."""

from datetime import datetime, timedelta

from django.db.models import Q

from appeal.models import Appeal
from signatures.enums import BodyState, EmailState, SignatureStatus
from signatures.models import (
    BodySignature,
    Job,
    NetworkSecret,
    OutboundEmail,
    PastMail,
    Signature,
)
from signatures.models.in_order import in_order
from signatures.models.past_mail import forget_mails
from signatures.models.statements import unhurried
from signatures.privacy.erasure import erase_people, forget_attachments

UNCONFIRMED_KEPT = timedelta(days=14)
SENT_MAIL_KEPT = timedelta(days=60)
NETWORK_HASH_KEPT = timedelta(days=30)


def purge_unconfirmed(*, now: datetime, appeal: Appeal | None = None) -> int:
    """Forget signatures that were never confirmed, with their mails, after 14 days.

    One that the organisers took out of the count goes on saying so, without whom it named (R-20).
    The rows are locked first: one that is being confirmed at this moment is left alone.

    Args:
        now: the database's time.
        appeal: whose signatures; None for every appeal's.

    Returns:
        How many signatures were deleted, or erased.
    """
    old = Signature.objects.filter(
        status__in=(SignatureStatus.PENDING, SignatureStatus.INVALIDATED),
        verified_at=None,
        anonymised_at=None,
        created_at__lt=now - UNCONFIRMED_KEPT,
    )
    if appeal is not None:
        old = old.filter(appeal=appeal)
    with unhurried():
        rows = old.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "status")
        found = dict(rows)
        forget_mails(OutboundEmail.objects.filter(signature__in=found))
        waiting = {pk for pk, status in found.items() if status == SignatureStatus.PENDING}
        forget_attachments(waiting)
        Signature.objects.filter(pk__in=waiting).delete()
        erase_people(found.keys() - waiting, now=now)
    return len(found)


def purge_unconfirmed_bodies(*, now: datetime, appeal: Appeal | None = None) -> int:
    """Delete what was typed for organisations and never confirmed, after 14 days.

    Args:
        now: the database's time.
        appeal: whose; None for every appeal's.

    Returns:
        How many were deleted.
    """
    old = BodySignature.objects.filter(
        state=BodyState.PENDING, created_at__lt=now - UNCONFIRMED_KEPT
    )
    if appeal is not None:
        old = old.filter(appeal=appeal)
    with unhurried():
        locked = old.select_for_update(skip_locked=True).order_by("pk")
        ids = list(locked.values_list("pk", flat=True))
        forget_mails(OutboundEmail.objects.filter(body__in=ids))
        BodySignature.objects.filter(pk__in=ids).delete()
    return len(ids)


def purge_sent_mail(*, now: datetime, appeal: Appeal | None = None) -> int:
    """Delete the outbox rows of mails that are long done, and what limits kept of others.

    Returns:
        How many rows of the outbox.
    """
    done = OutboundEmail.objects.filter(
        ~Q(state=EmailState.QUEUED), created_at__lt=now - SENT_MAIL_KEPT
    )
    if appeal is not None:
        done = done.filter(Q(signature__appeal=appeal) | Q(body__appeal=appeal))
    past = PastMail.objects.filter(asked_at__lt=now - SENT_MAIL_KEPT)
    if appeal is not None:
        past = past.filter(appeal=appeal)
    with unhurried():
        number, _by_model = in_order(done).delete()
        past.delete()
    return number


def destroy_network_secrets(*, now: datetime) -> int:
    """Destroy the keys of days that are over for 30 days, and the hashes made with them.

    Without its key a hash says nothing of a network; erased, it does not even say which
    signatures came from the same one (R-65).

    Returns:
        How many signatures lost their hash.
    """
    with unhurried():
        NetworkSecret.objects.filter(day__lt=(now - NETWORK_HASH_KEPT).date()).delete()
        old = Signature.objects.filter(
            network_key__isnull=False, created_at__lt=now - NETWORK_HASH_KEPT
        )
        return in_order(old).update(network_key=None)


def forget_searches() -> int:
    """Take out of the jobs that have ended what their list was searched for: often a person.

    Returns:
        How many had searched.
    """
    ended = Job.objects.filter(finished_at__isnull=False, parameters__query__gt="")
    with unhurried():
        jobs = list(ended.select_for_update().order_by("pk"))
        for job in jobs:
            job.parameters["query"] = ""
        return Job.objects.bulk_update(jobs, ["parameters"])
