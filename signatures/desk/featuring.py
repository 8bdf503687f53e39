"""Feature a signatory: title, portrait, quote with its own approval, order."""

from typing import IO

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.audit import record
from accounts.models import User
from appeal.models import Appeal
from signatures.desk.portraits import store_portrait
from signatures.enums import Display
from signatures.models import FeaturedSignatory, Signature
from signatures.models.in_order import lock_in_order
from signatures.privacy.erasure import delete_when_committed
from signatures.wall.public import SHOWN


class NotShownError(Exception):
    """The signatory is not shown with the full name: not verified, held, hidden, or not wanted."""


@transaction.atomic
def feature(signature: Signature, *, by: User) -> FeaturedSignatory:
    """Put a signatory among those whom the appeal's page shows first, at the end.

    Raises:
        NotShownError: the wall does not show the full name.
    """
    # The signature first, as who withdraws does: what is written here goes with it.
    shown = Signature.objects.filter(SHOWN, pk=signature.pk, display=Display.FULL)
    if not lock_in_order(shown):
        raise NotShownError
    last = featured_of(signature.appeal).aggregate(last=Max("position"))["last"] or 0
    row, is_new = FeaturedSignatory.objects.get_or_create(
        signature=signature, defaults={"position": last + 1, "title": signature.job_title}
    )
    if is_new:
        record("featured.add", target=signature, by=by)
    return row


@transaction.atomic
def describe(
    row: FeaturedSignatory, *, title: str, quote: str, portrait: IO[bytes] | None, by: User
) -> None:
    """Say who the signatory is. A quote that changed has to be approved again.

    Raises:
        NotAPictureError: the portrait cannot be used; nothing is changed.
    """
    lock_in_order(Signature.objects.filter(pk=row.signature_id))
    row = FeaturedSignatory.objects.select_for_update().get(pk=row.pk)
    if portrait is not None:
        delete_when_committed(row.portrait)
        row.portrait.name = store_portrait(portrait)
    if quote != row.quote:
        row.quote_approved_by = None
    row.title, row.quote = title, quote
    row.save()
    record("featured.change", target=row.signature, by=by)


def approve_quote(row: FeaturedSignatory, *, quote: str, by: User) -> bool:
    """Approve a quote as it was read; False when it has changed meanwhile.

    Args:
        row: whose quote.
        quote: the words that were on the screen.
        by: who read them.
    """
    same = FeaturedSignatory.objects.filter(pk=row.pk, quote=quote).exclude(quote="")
    if not same.update(quote_approved_by=by):
        return False
    record("featured.approve", target=row.signature, by=by)
    return True


@transaction.atomic
def place(row: FeaturedSignatory, *, index: int, by: User) -> None:
    """Put a signatory at a place in the row; the others move up.

    Args:
        row: whom.
        index: from 0; beyond the end is the end.
        by: who does it.
    """
    everybody = featured_of(row.signature.appeal)
    lock_in_order(everybody)
    rows = list(everybody.order_by("position", "pk"))
    rest = [one for one in rows if one.pk != row.pk]
    index = min(max(index, 0), len(rest))
    rest.insert(index, row)
    for position, one in enumerate(rest, start=1):
        FeaturedSignatory.objects.filter(pk=one.pk).update(position=position)
    record("featured.place", target=row.signature, after={"position": index + 1}, by=by)


@transaction.atomic
def remove(row: FeaturedSignatory, *, by: User) -> None:
    """Feature somebody no longer; the signature stays what it is."""
    record("featured.remove", target=row.signature, by=by)
    delete_when_committed(row.portrait)
    row.delete()


def doubt_quote(signature: Signature) -> None:
    """Ask for a quote to be approved again: it stands under another name now."""
    FeaturedSignatory.objects.filter(signature=signature).update(quote_approved_by=None)


def featured_of(appeal: Appeal) -> QuerySet[FeaturedSignatory]:
    """Give the featured signatories of an appeal, shown or not, in any order."""
    return FeaturedSignatory.objects.filter(signature__appeal=appeal)
