"""The breakdowns as tables that people read: on the press page, in a snapshot, in files.

They are made from the published values (`published.as_dict`) alone, so that a frozen figure
and a live one are shown by the same code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from signatures.countries import country_name
from signatures.enums import InvalidationReason, OrganisationKind
from signatures.figures.published import OTHER


@dataclass(frozen=True)
class Row:
    """One line of a breakdown: a lasting key, its name for people, how many, up to now."""

    key: str
    label: str
    count: int
    running_total: int | None = None


@dataclass(frozen=True)
class Table:
    """One breakdown.

    Attributes:
        name: in addresses and file names; lasting.
        title: above it.
        head: of the column with the names.
        counts: of the column with the numbers.
        rows: in the order in which they are shown.
        total: what the rows sum to; None where they are not parts of one number.
        note: what a reader has to know, or "".
    """

    name: str
    title: str
    head: str
    counts: str
    rows: list[Row]
    total: int | None
    note: str = ""


def breakdowns(plain: dict[str, Any], language: str) -> list[Table]:
    """Give every breakdown that has something to show, in `language`.

    Args:
        plain: the figures as `published.as_dict` gives them.
        language: of titles and of the names of countries, kinds and reasons.
    """
    with translation.override(language):
        tables = [
            _categories(plain),
            _countries(plain, language),
            _organisations(plain),
            _channels(plain),
            _paper(plain),
            _bodies(plain),
            _beside(plain),
        ]
    return [table for table in tables if table.rows]


def times(plain: dict[str, Any], language: str) -> list[Table]:
    """Give the days and the hours as tables, each with its running total."""
    with translation.override(language):
        days = [
            (cell["day"], date_format(date.fromisoformat(cell["day"]), pgettext("date", "j F Y")))
            for cell in plain["by_day"]
        ]
        # Already in the site's time, and to be said so.
        hours = [
            (
                cell["hour"],
                date_format(datetime.fromisoformat(cell["hour"]), pgettext("date", "j F Y, g a")),
            )
            for cell in plain.get("by_hour", [])
        ]
        return [
            Table(
                "day",
                _("Day by day"),
                _("Day"),
                _("Signatures"),
                _running(days, [cell["count"] for cell in plain["by_day"]]),
                plain["total"],
            ),
            Table(
                "hour",
                _("Hour by hour"),
                _("Hour that begins"),
                _("Signatures"),
                _running(hours, [cell["count"] for cell in plain.get("by_hour", [])]),
                plain["total"],
            ),
        ]


def _running(moments: list[tuple[str, str]], counts: list[int]) -> list[Row]:
    return [
        Row(key, label, count, total)
        for (key, label), count, total in zip(moments, counts, accumulate(counts), strict=True)
    ]


def _rows(cells: Iterable[dict[str, Any]], key: str) -> list[Row]:
    return [Row(cell[key], cell.get("label", ""), cell["count"]) for cell in cells]


def _categories(plain: dict[str, Any]) -> Table:
    return Table(
        "category",
        _("Who signs"),
        _("Category"),
        _("Signatures"),
        _rows(plain["by_category"], "category"),
        plain["total"],
    )


def _countries(plain: dict[str, Any], language: str) -> Table:
    rows = [
        Row(
            row.key,
            _("Other countries, each with fewer than five signatures")
            if row.key == OTHER
            else country_name(row.key, language),
            row.count,
        )
        for row in _rows(plain["by_country"], "country")
    ]
    return Table(
        "country",
        _("By country"),
        _("Country, as declared"),
        _("Signatures"),
        rows,
        plain["total"],
        _("Countries with fewer than five signatures stand together, so that nobody is guessed."),
    )


def _organisations(plain: dict[str, Any]) -> Table:
    others = _(
        "All others: addresses that show no organisation, and organisations with fewer than "
        "five signatures"
    )
    rows = [
        Row(row.key, row.label if row.key else others, row.count)
        for row in _rows(plain["by_organisation"], "organisation")
    ]
    return Table(
        "organisation",
        _("By organisation"),
        _("Organisation, verified by the address"),
        _("Signatures"),
        rows if len(rows) > 1 else [],
        plain["total"],
    )


def _channels(plain: dict[str, Any]) -> Table:
    words = {
        "": _("No code: came by themselves"),
        OTHER: _("Other codes, each with fewer than five signatures"),
    }
    rows = [
        Row(row.key, words.get(row.key, row.key), row.count)
        for row in _rows(plain["by_channel"], "channel")
    ]
    return Table(
        "channel",
        _("How they came"),
        _("Code of the poster or letter"),
        _("Signatures"),
        rows if len(rows) > 1 else [],
        plain["total"],
    )


def _paper(plain: dict[str, Any]) -> Table:
    return Table(
        "paper",
        _("On paper, beside the figure"),
        _("Category"),
        _("Lines"),
        _rows(plain["paper_by_category"], "category"),
        plain["paper"],
    )


def _bodies(plain: dict[str, Any]) -> Table:
    bodies = plain["organisations"]
    rows = [
        Row(row.key, capfirst(str(OrganisationKind(row.key).label)), row.count)
        for row in _rows(bodies["by_kind"], "kind")
    ]
    return Table(
        "bodies",
        _("Organisations, counted apart"),
        _("Sort of organisation"),
        _("Organisations"),
        rows,
        bodies["total"],
        _("Not in the figure of people. Waiting until their mandates are checked: %(number)s.")
        % {"number": bodies["under_review"]}
        if bodies["under_review"]
        else _("Not in the figure of people."),
    )


def _beside(plain: dict[str, Any]) -> Table:
    rows = [
        Row("under_review", _("Under review: verified, and held by the organisers"), 0),
        Row("withdrawn", _("Withdrawn by their signatories"), 0),
        Row("pending", _("Typed in the last 14 days and not confirmed so far"), 0),
    ]
    rows = [Row(row.key, row.label, plain[row.key]) for row in rows if row.key in plain]
    rows += [
        Row(
            f"invalidated:{row.key}",
            _("Taken out: %(reason)s") % {"reason": InvalidationReason(row.key).label},
            row.count,
        )
        for row in _rows(plain["invalidated"], "reason")
    ]
    return Table(
        "beside",
        _("Not in the figure"),
        _("What became of them"),
        _("Signatures"),
        rows,
        None,
    )
