"""Compare the tally with the rows. Nothing is repaired: a difference is an alarm (rule 3)."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate, TruncHour

from appeal.models import Appeal
from signatures.enums import BodyState, ModerationStatus, SignatureStatus
from signatures.models import BodySignature, PaperSignature, Signature, Tally
from signatures.models.paper import BatchState
from signatures.models.statements import unhurried
from signatures.models.tally import Dimension

type Cell = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """One cell in which the tally and the rows disagree."""

    appeal: str
    dimension: str
    key: str
    tally: int
    rows: int

    def __str__(self) -> str:
        where = f"{self.dimension}={self.key}" if self.key else self.dimension
        return f"{self.appeal}: {where}: tally {self.tally}, rows {self.rows}"


def reconcile(appeal: Appeal) -> list[Difference]:
    """Count the rows anew and list every cell where the tally says otherwise.

    Both are read in one snapshot, so signatures that arrive meanwhile are no difference.
    The rows are counted by the ORM, independently of the triggers' SQL.
    """
    with unhurried(snapshot=True):
        tally = _from_tally(appeal)
        rows = _from_rows(appeal) + _from_bodies(appeal) + _from_paper(appeal)
    return [
        Difference(appeal.slug, dimension, key, tally[dimension, key], rows[dimension, key])
        for dimension, key in sorted(tally.keys() | rows.keys())
        if tally[dimension, key] != rows[dimension, key]
    ]


def _from_tally(appeal: Appeal) -> Counter[Cell]:
    sums = (
        Tally.objects.filter(appeal=appeal)
        .values_list("dimension", "key")
        .annotate(cell=Sum("value"))
    )
    return Counter({(dimension, key): value for dimension, key, value in sums if value})


def _from_rows(appeal: Appeal) -> Counter[Cell]:
    rows: Counter[Cell] = Counter()
    signatures = Signature.objects.filter(appeal=appeal)
    counted = signatures.counted().order_by()
    if total := counted.count():
        rows[Dimension.TOTAL, ""] = total
    day = TruncDate("verified_at")
    for dimension, expression in (
        (Dimension.CATEGORY, "category_id"),
        (Dimension.COUNTRY, "country"),
        (Dimension.CHANNEL, "channel"),
        (Dimension.ORGANISATION, "verified_organisation_id"),
    ):
        for key, number in counted.values_list(expression).annotate(n=Count("id")):
            rows[dimension, "" if key is None else str(key)] = number
    said = counted.exclude(department="").values_list("department")
    for key, number in said.annotate(n=Count("id")):
        rows[Dimension.DEPARTMENT, key] = number
    for key, number in counted.annotate(day=day).values_list("day").annotate(n=Count("id")):
        rows[Dimension.DAY, key.isoformat()] = number
    hour = TruncHour("verified_at", tzinfo=UTC)
    for moment, number in counted.annotate(hour=hour).values_list("hour").annotate(n=Count("id")):
        rows[Dimension.HOUR, f"{moment:%Y-%m-%dT%H}"] = number
    held = signatures.filter(
        status=SignatureStatus.VERIFIED, moderation=ModerationStatus.HELD
    ).count()
    withdrawn = signatures.filter(status=SignatureStatus.WITHDRAWN).count()
    if held:
        rows[Dimension.STATE, "held"] = held
    if withdrawn:
        rows[Dimension.STATE, "withdrawn"] = withdrawn
    invalidated = signatures.filter(status=SignatureStatus.INVALIDATED).order_by()
    for key, number in invalidated.values_list("invalidation_reason").annotate(n=Count("id")):
        rows[Dimension.STATE, f"invalidated:{key}"] = number
    return rows


def _from_paper(appeal: Appeal) -> Counter[Cell]:
    """Count the lines of the batches that are counted, whatever each line says of itself."""
    rows: Counter[Cell] = Counter()
    lines = PaperSignature.objects.filter(
        batch__appeal=appeal, batch__state=BatchState.COUNTED, left_out=""
    )
    for key, number in lines.order_by().values_list("category_id").annotate(n=Count("id")):
        rows[Dimension.PAPER, f"category:{key}"] = number
        rows[Dimension.PAPER, ""] += number
    return rows


def _from_bodies(appeal: Appeal) -> Counter[Cell]:
    rows: Counter[Cell] = Counter()
    bodies = BodySignature.objects.filter(appeal=appeal).order_by()
    told = bodies.exclude(state__in=(BodyState.PENDING, BodyState.CONVERTED))
    for key, number in told.values_list("state").annotate(n=Count("id")):
        rows[Dimension.BODY, key] = number
    approved = bodies.filter(state=BodyState.APPROVED)
    for key, number in approved.values_list("kind").annotate(n=Count("id")):
        rows[Dimension.BODY_KIND, key] = number
    return rows
