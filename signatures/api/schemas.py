"""The shapes of the API's answers. Names and meanings last (docs/figures.md, docs/api.md).

What programs send is checked against them, and so is what we answer.
"""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Growing(Schema):
    """An answer to which fields may be added later; none is ever taken away."""

    model_config = ConfigDict(extra="allow", from_attributes=True)


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class AppealOut(Growing):
    """One public appeal and where it stands."""

    slug: str
    title: str
    state: str
    publisher: str
    opens_at: datetime | None
    closes_at: datetime | None
    hearing_at: datetime | None
    goal: int | None
    total: Count
    signatories_listed: bool
    url: str


class AppealsOut(Growing):
    """Every public appeal, the featured one first."""

    appeals: list[AppealOut]


class CategoryCount(Growing):
    """People who signed as one category."""

    category: str
    label: str
    count: Count


class DayCount(Growing):
    """People verified on one day, Paris time."""

    day: date
    count: Count


class HourCount(Growing):
    """People verified in one hour, as it began in Paris."""

    hour: datetime
    count: Count


class CountryCount(Growing):
    """People of one country, as declared; `other` for the small ones."""

    country: str
    count: Count


class DepartmentCount(Growing):
    """People of one French department; `other` for the small ones, empty for no answer."""

    department: str
    count: Count


class ChannelCount(Growing):
    """People who came with one code; empty for none."""

    channel: str
    count: Count


class OrganisationCount(Growing):
    """People whose confirmed address is one organisation’s."""

    organisation: str
    label: str
    count: Count


class ReasonCount(Growing):
    """Signatures taken out for one reason."""

    reason: str
    count: Count


class KindCount(Growing):
    """Organisations of one kind."""

    kind: str
    count: Count


class BodiesOut(Growing):
    """Organisations that signed as bodies: never to be added to people."""

    total: Count
    by_kind: list[KindCount]
    under_review: Count
    withdrawn: Count


class FiguresOut(Growing):
    """The figure at one moment; each breakdown sums to `total`."""

    appeal: str
    as_of: datetime
    total: Count
    by_category: list[CategoryCount]
    by_day: list[DayCount]
    by_country: list[CountryCount]
    by_department: list[DepartmentCount] = []
    by_channel: list[ChannelCount]
    by_organisation: list[OrganisationCount]
    under_review: Count
    withdrawn: Count
    invalidated: list[ReasonCount]
    organisations: BodiesOut
    paper: Count
    paper_by_category: list[CategoryCount]
    total_with_paper: Count
    # Figures that were frozen before these were said have none.
    by_hour: list[HourCount] = []
    pending: Count = 0
    state: str = ""


class FrozenFiguresOut(FiguresOut):
    """The figure as it was frozen, with the words by which it was counted."""

    title: str
    text_version: int
    text_sha256: Sha256
    definition: list[str]


class RecordOut(Growing):
    """What the hash of a snapshot covers; `figures` by language."""

    appeal: str
    code: str
    taken_at: datetime
    reason: str
    occasion: str
    definition_version: int
    figures: dict[str, FrozenFiguresOut]


class SnapshotOut(Growing):
    """A frozen figure; `sha256` is that of `record` in its canonical form (RFC 8785)."""

    sha256: Sha256
    record: RecordOut


class SnapshotLine(Growing):
    """A frozen figure in the list."""

    code: str
    taken_at: datetime
    total: Count
    reason: str
    sha256: Sha256
    url: str


class SnapshotsOut(Growing):
    """Frozen figures, the latest first; `next_after` is empty on the last page."""

    snapshots: list[SnapshotLine]
    next_after: str


class MilestoneLine(Growing):
    """A round number, and when the figure was first seen at it or above."""

    number: int
    reached_at: datetime


class MilestonesOut(Growing):
    """Round numbers that the figure has reached, the largest first; at most 200."""

    milestones: list[MilestoneLine]


class VersionLine(Growing):
    """One published version of the text."""

    number: int
    published_at: datetime
    change_kind: str
    sha256: Sha256
    languages: list[str]


class VersionsOut(Growing):
    """Every published version, the latest first."""

    versions: list[VersionLine]


class TextOut(Growing):
    """The text of one version in one language; `body` is Markdown."""

    number: int
    published_at: datetime
    sha256: Sha256
    language: str
    title: str
    summary: str
    body: str


class SignatoryOut(Growing):
    """One entry of the public list, with nothing in it that its owner does not show."""

    name: str
    category: str
    organisation: str
    is_at_organisation: bool
    job_title: str
    city: str


class SignatoriesOut(Growing):
    """A page of the public list, in alphabetical order; `next_after` is empty on the last."""

    signatories: list[SignatoryOut]
    next_after: str
