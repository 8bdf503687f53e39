"""The signatories whom the appeal's page shows first, under the wall's one rule (R-11)."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from appeal.models import Appeal
from appeal.spacing import set_spaces
from signatures.enums import Display
from signatures.models import FeaturedSignatory, Signature
from signatures.wall.public import public_signatures


@dataclass(frozen=True)
class PublicFeatured:
    """One featured signatory, with nothing in it that is not shown.

    Attributes:
        pk: names the row at the desk.
        name: in full; who shows less is not featured.
        title: what stands below the name.
        quote: empty unless it was approved.
        portrait: the name of the picture in its address; empty for none.
        language: in which the person signed, and speaks.
    """

    pk: int
    name: str
    title: str
    quote: str
    portrait: str
    language: str


def featured_signatories(appeal: Appeal) -> list[PublicFeatured]:
    """Give those who are shown in full on the wall at this moment, in their order."""
    return [_public(row) for row in _shown(appeal).order_by("position", "pk")]


def featured_as_shown(signature: Signature) -> PublicFeatured | None:
    """Give what the appeal's page shows first of one signatory, for its owner to see."""
    row = _shown(signature.appeal).filter(signature=signature).first()
    return _public(row) if row else None


def _shown(appeal: Appeal) -> QuerySet[FeaturedSignatory]:
    shown = public_signatures(appeal).filter(display=Display.FULL)
    return FeaturedSignatory.objects.filter(signature__in=shown).select_related("signature")


def _public(row: FeaturedSignatory) -> PublicFeatured:
    return PublicFeatured(
        pk=row.pk,
        name=f"{row.signature.first_name} {row.signature.last_name}".strip(),
        title=row.title,
        quote=set_spaces(row.quote, row.signature.language) if row.quote_approved_by_id else "",
        portrait=_address(row),
        language=row.signature.language,
    )


def shown_portrait(name: str) -> FeaturedSignatory | None:
    """Find the portrait of somebody who is shown at this moment."""
    row = (
        FeaturedSignatory.objects.select_related("signature__appeal")
        .filter(~Q(portrait=""), portrait=f"portraits/{name}.webp")
        .first()
    )
    if row is None:
        return None
    shown = public_signatures(row.signature.appeal).filter(
        pk=row.signature_id, display=Display.FULL
    )
    return row if shown.exists() else None


def _address(row: FeaturedSignatory) -> str:
    return str(row.portrait.name or "").removeprefix("portraits/").removesuffix(".webp")
