"""What the public sees of organisations that sign as bodies: approved ones, by name."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from appeal.models import Appeal, StoredImage
from signatures.enums import BodyState, OrganisationKind
from signatures.models import BodySignature

PAGE_SIZE = 60


@dataclass(frozen=True)
class PublicBody:
    """One organisation, with nothing of its representative."""

    name: str
    kind: str
    homepage: str
    logo: StoredImage | None


@dataclass(frozen=True)
class BodiesPage:
    """A page of organisations, and where the next one starts."""

    bodies: list[PublicBody]
    next_after: str


def bodies_page(appeal: Appeal, *, language: str, after: str = "") -> BodiesPage:
    """Give one page of the approved organisations, in alphabetical order of what was typed.

    Args:
        appeal: what they signed.
        language: in which they are named.
        after: the `next_after` of the page before.
    """
    rows = (
        BodySignature.objects.filter(appeal=appeal, state=BodyState.APPROVED)
        .select_related("organisation__logo")
        .order_by("name_key", "pk")
    )
    key, _separator, pk = after.replace("\0", "").rpartition("~")
    with contextlib.suppress(ValueError):  # a made-up `after` starts at the beginning
        rows = rows.filter(Q(name_key__gt=key) | Q(name_key=key, pk__gt=int(pk)))
    found = list(rows[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    more = len(found) > PAGE_SIZE
    return BodiesPage(
        bodies=[_public(row, language) for row in shown],
        next_after=f"{shown[-1].name_key}~{shown[-1].pk}" if more else "",
    )


def first_bodies(appeal: Appeal, *, language: str, limit: int) -> list[PublicBody]:
    """Give the first `limit` organisations, for the logos on the appeal's page."""
    return bodies_page(appeal, language=language).bodies[:limit]


def all_bodies(appeal: Appeal, *, language: str) -> Iterator[PublicBody]:
    """Give every approved organisation, page by page, in the order of the list."""
    after = ""
    while True:
        page = bodies_page(appeal, language=language, after=after)
        yield from page.bodies
        after = page.next_after
        if not after:
            return


def _public(row: BodySignature, language: str) -> PublicBody:
    record = row.organisation
    return PublicBody(
        name=record.name_in(language) if record else row.name,
        kind=str(OrganisationKind(row.kind).label),
        homepage=row.homepage,
        logo=record.logo if record else None,
    )
