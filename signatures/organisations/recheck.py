"""Look again at signatures whose address lies in a domain that was added, moved or removed."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max, Q

from signatures.addresses import domain_of
from signatures.models import Signature
from signatures.organisations.affiliation import organisation_of

# Some 50,000 ids are looked through in a fraction of a second, whatever they hold.
IDS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Slice:
    """What one slice did.

    Attributes:
        up_to: the highest id that was looked at.
        changed: how many signatures are of another organisation now, or of none.
        is_last: whether all were looked at.
    """

    up_to: int
    changed: int
    is_last: bool


def highest_id() -> int:
    """Give the highest id there is: later ones were affiliated with the domains of today."""
    return Signature.objects.aggregate(highest=Max("pk"))["highest"] or 0


def recheck(domains: list[str], *, after: int, highest: int) -> Slice:
    """Affiliate anew the verified signatures from `domains`, for one stretch of ids.

    The rows are locked in the order of their ids, so that a confirmation or withdrawal at
    the same moment waits and neither is lost.

    Args:
        domains: addresses in them, or below them, are looked at.
        after: the ids up to this one are done.
        highest: where to stop.
    """
    up_to = min(after + IDS_AT_ONCE, highest)
    inside = Q()
    for domain in domains:
        inside |= Q(canonical_email__endswith=f"@{domain}")
        inside |= Q(canonical_email__endswith=f".{domain}")
    rows = (
        Signature.objects.filter(inside, pk__gt=after, pk__lte=up_to, verified_at__isnull=False)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "canonical_email", "verified_organisation_id")
    )
    find = _remembering(organisation_of)
    moved: dict[int | None, list[int]] = defaultdict(list)
    for pk, address, organisation in rows:
        found = find(domain_of(address))
        if found != organisation:
            moved[found].append(pk)
    for found, ids in moved.items():
        Signature.objects.filter(pk__in=ids).update(verified_organisation=found)
    changed = sum(len(ids) for ids in moved.values())
    return Slice(up_to=up_to, changed=changed, is_last=up_to >= highest)


def _remembering(find: Callable[[str], int | None]) -> Callable[[str], int | None]:
    """Ask once for each domain."""
    known: dict[str, int | None] = {}

    def remembered(domain: str) -> int | None:
        if domain not in known:
            known[domain] = find(f"x@{domain}")
        return known[domain]

    return remembered
