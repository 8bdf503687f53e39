"""What the public sees of signatories. HTML, JSON, PDF and feed use this and nothing else.

A name is shown only when it is verified, its owner chose it, and it is neither held nor
hidden (rule 4, R-11). An email address never leaves this module, because it never enters.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from string import ascii_lowercase
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.folding import search_key
from signatures.models import Signature
from signatures.wall.affiliation import affiliation

PAGE_SIZE = 60
_AFTER_ALL = "\U0010ffff"  # behind every name that begins alike

SHOWN = (
    Q(status=SignatureStatus.VERIFIED)
    & Q(moderation__in=(ModerationStatus.UNREVIEWED, ModerationStatus.APPROVED))
    & ~Q(display=Display.HIDDEN)
)


@dataclass(frozen=True)
class PublicSignatory:
    """One entry of the wall, with nothing in it that is not shown.

    Attributes:
        is_at_organisation: whether the confirmed address lies in a domain of this very
            organisation; else it is what the signatory declares.
    """

    name: str
    category: str
    organisation: str
    job_title: str
    city: str
    is_at_organisation: bool = False


@dataclass(frozen=True)
class WallPage:
    """A page of the wall, where the next one starts, and by what one can filter.

    Attributes:
        categories: the code and the label of each.
    """

    signatories: list[PublicSignatory]
    next_after: str
    categories: list[tuple[str, str]]


def public_signatures(appeal: Appeal) -> QuerySet[Signature]:
    """Give the signatures of which something may be shown."""
    signatures = Signature.objects.filter(SHOWN, appeal=appeal)
    return signatures.select_related("spelling__organisation")


def as_shown(signature: Signature, *, language: str) -> PublicSignatory | None:
    """Give what the public sees of one signature; None when that is nothing."""
    row = public_signatures(signature.appeal).filter(pk=signature.pk).first()
    return _public(row, category_labels(signature.appeal, language), language) if row else None


def as_will_be_shown(signature: Signature, *, language: str) -> PublicSignatory | None:
    """Give what the public will see of a signature that waits for its confirmation.

    None when that is nothing, or when it waits no more. One that is held is shown once it is
    released.
    """
    shows = signature.display != Display.HIDDEN and signature.moderation != ModerationStatus.HIDDEN
    if signature.status != SignatureStatus.PENDING or not shows:
        return None
    return _public(signature, category_labels(signature.appeal, language), language)


def latest_withdrawals(appeal: Appeal, *, limit: int) -> list[tuple[date, int]]:
    """Give the days of the last `limit` withdrawals, the newest first, and how many each had.

    Nothing else is left of them.
    """
    gone = Signature.objects.filter(appeal=appeal, status=SignatureStatus.WITHDRAWN)
    moments = gone.order_by("-withdrawn_at").values_list("withdrawn_at", flat=True)[:limit]
    if not (last := list(moments)):
        return []
    # The oldest of these days is counted whole: a number per day is quoted as that day's.
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(last[-1]), time.min))
    since = gone.filter(withdrawn_at__gte=midnight).annotate(day=TruncDate("withdrawn_at"))
    return list(since.values_list("day").annotate(number=Count("pk")).order_by("-day"))


def drawn_signatories(
    appeal: Appeal, *, language: str, limit: int, now: datetime
) -> list[PublicSignatory]:
    """Draw `limit` names for the appeal's page; others every hour, in alphabetical order.

    Not the last ones: beside a figure by the hour, they would say when somebody signed (R-70).
    Each look goes to one place in the index of the wall, however many have signed.
    """
    chance = Random(f"{appeal.pk} {now:%Y-%m-%d %H}")  # noqa: S311 -- no secret
    rows = public_signatures(appeal).order_by("wall_key", "handle")
    starts = ["".join(chance.choices(ascii_lowercase, k=3)) for _look in range(3 * limit)]
    looks = [rows.filter(wall_key__gte=start).values("pk", "display")[:1] for start in starts]
    drawn = list(looks[0].union(*looks[1:]).order_by("pk"))
    chance.shuffle(drawn)
    # Full names first: initials say little on a page that is to show who signs.
    drawn.sort(key=lambda row: row["display"] != Display.FULL)
    few = rows.values_list("pk", flat=True)[:limit]  # all of them, while there are few
    pks = list(dict.fromkeys([*(row["pk"] for row in drawn), *few]))[:limit]
    labels = category_labels(appeal, language)
    return [_public(row, labels, language) for row in rows.filter(pk__in=pks)]


def wall_page(
    appeal: Appeal,
    *,
    language: str,
    query: str = "",
    category: str = "",
    after: str = "",
    size: int = PAGE_SIZE,
) -> WallPage:
    """Give one page of the wall, in alphabetical order; who is called as searched for first.

    Never in the order of time, which would link a name to an hour of the figures (R-70).
    Only full names are found by a search: initials would otherwise betray their owner.

    Args:
        appeal: whose wall.
        language: in which categories are named.
        query: words to look for in names and organisations, accents ignored.
        category: a category's code.
        after: the `next_after` of the page before.
        size: how many names at most.
    """
    labels = category_labels(appeal, language)
    rows = public_signatures(appeal).order_by("wall_key", "handle")
    ids = [pk for pk, (code, _label) in labels.items() if code == category]
    if category:
        rows = rows.filter(category_id__in=ids)
    words = search_key(query).split()
    parts = _parts(rows, words)
    key, _separator, handle = after.replace("\0", "").rpartition("~")
    with contextlib.suppress(ValueError):  # a made-up `after` starts at the beginning
        later = Q(wall_key__gt=key) | Q(wall_key=key, handle__gt=UUID(handle))
        if len(parts) > 1 and not words[0] <= key < words[0] + _AFTER_ALL:
            parts = parts[1:]
        # Said twice, because the planner finds the place in the index by the first alone.
        parts[0] = parts[0].filter(later, wall_key__gte=key)
    found: list[Signature] = []
    for part in parts:
        # First whom, from the index alone: joined to organisations, rows lose its order, and
        # where PostgreSQL expects few it sorts all of a name to show sixty.
        few = part.values("pk")[: size + 1 - len(found)]
        found += rows.filter(pk__in=few)
    more = len(found) > size
    shown = found[:size]
    return WallPage(
        signatories=[_public(row, labels, language) for row in shown],
        next_after=f"{shown[-1].wall_key}~{shown[-1].handle.hex}" if more else "",
        categories=list(labels.values()),
    )


def _parts(rows: QuerySet[Signature], words: list[str]) -> list[QuerySet[Signature]]:
    """Give who is found, in the order of the pages: one queryset after the other.

    Who is called by the one word looked for comes first, from a stretch of the wall's index:
    the names that are looked for most are borne by thousands among millions, and to find all
    of them in order to show sixty would cost more with each that signs.
    """
    if not words:
        return [rows]
    full = found = rows.filter(display=Display.FULL)
    for word in words:
        found = found.filter(search_key__contains=word)
    if len(words) > 1:
        return [found]
    called = Q(wall_key__gte=words[0], wall_key__lt=words[0] + _AFTER_ALL)
    return [full.filter(called), found.exclude(called)]


def shown_name(*, first_name: str, last_name: str, display: str) -> str:
    """Give the name as its owner wants it shown; empty when not at all.

    >>> shown_name(first_name="Anne-Marie", last_name="Lefèvre", display="initials")
    'A.-M. L.'
    """
    if display == Display.FULL:
        return f"{first_name} {last_name}".strip()
    if display == Display.INITIALS:
        return f"{_initials(first_name)} {_initials(last_name)}".strip()
    return ""


def wall_key(first_name: str, last_name: str, display: str) -> str:
    """Give a signature's place on the wall: family name first, from what is shown only.

    Who shows initials is sorted by initials; the place of the full name would betray it.
    """
    if display == Display.FULL:
        return search_key(last_name, first_name)
    if display == Display.INITIALS:
        return search_key(_initials(last_name), _initials(first_name))
    return ""


def _initials(name: str) -> str:
    words = ["-".join(f"{part[0]}." for part in word.split("-") if part) for word in name.split()]
    return " ".join(words)


def _public(row: Signature, labels: dict[int, tuple[str, str]], language: str) -> PublicSignatory:
    full = row.display == Display.FULL
    of = affiliation(row, language)
    return PublicSignatory(
        name=shown_name(first_name=row.first_name, last_name=row.last_name, display=row.display),
        category=labels[row.category_id][1],
        organisation=of.name if full else "",
        is_at_organisation=of.is_verified and full,
        job_title=row.job_title if full else "",
        city=row.city if full else "",
    )
