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
from signatures.models.job import private_storage
from signatures.wall.public import SHOWN


class NotShownError(Exception):
    """The signatory is not shown with the full name: not verified, held, hidden, or not wanted."""


@transaction.atomic
def feature(signature: Signature, *, by: User) -> FeaturedSignatory:
    """Put a signatory among those whom the appeal's page shows first, at the end.

    Raises:
        NotShownError: the wall does not show the full name.
    """
    shown = Signature.objects.filter(SHOWN, pk=signature.pk, display=Display.FULL)
    if not shown.exists():
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
    row = FeaturedSignatory.objects.select_for_update().get(pk=row.pk)
    if portrait is not None:
        _forget_portrait(row)
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
    rows = list(
        featured_of(row.signature.appeal).select_for_update(of=("self",)).order_by("position", "pk")
    )
    rest = [one for one in rows if one.pk != row.pk]
    rest.insert(max(index, 0), row)
    for position, one in enumerate(rest, start=1):
        FeaturedSignatory.objects.filter(pk=one.pk).update(position=position)
    record("featured.place", target=row.signature, after={"position": index + 1}, by=by)


@transaction.atomic
def remove(row: FeaturedSignatory, *, by: User) -> None:
    """Feature somebody no longer; the signature stays what it is."""
    record("featured.remove", target=row.signature, by=by)
    _forget_portrait(row)
    row.delete()


def forget_featured(signature: Signature) -> None:
    """Delete what was said of a signatory who withdraws (rule 5)."""
    for row in FeaturedSignatory.objects.filter(signature=signature):
        _forget_portrait(row)
        row.delete()


def doubt_quote(signature: Signature) -> None:
    """Ask for a quote to be approved again: it stands under another name now."""
    FeaturedSignatory.objects.filter(signature=signature).update(quote_approved_by=None)


def featured_of(appeal: Appeal) -> QuerySet[FeaturedSignatory]:
    """Give the featured signatories of an appeal, shown or not, in any order."""
    return FeaturedSignatory.objects.filter(signature__appeal=appeal)


def _forget_portrait(row: FeaturedSignatory) -> None:
    if row.portrait:
        name = str(row.portrait.name)
        transaction.on_commit(lambda: private_storage().delete(name))
