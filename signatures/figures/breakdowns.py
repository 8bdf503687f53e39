"""The breakdowns as tables that people read: on the press page, in a snapshot, in files.

They are made from the published values (`published.as_dict`) alone, so that a frozen figure
and a live one are shown by the same code.
"""

from collections.abc import Callable, Iterable, Mapping
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
from signatures.departments import department_name
from signatures.enums import InvalidationReason, OrganisationKind
from signatures.figures.own_channels import channel_words
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
        tables = [*_of_people(plain, language), _paper(plain), _bodies(plain), _beside(plain)]
    return [table for table in tables if table.rows]


def times(plain: dict[str, Any], language: str) -> list[Table]:
    """Give the days and the hours as tables, each with its running total."""
    with translation.override(language):
        days = [
            (cell["day"], date_format(date.fromisoformat(cell["day"]), "DATE_FORMAT"))
            for cell in plain["by_day"]
        ]
        # Already in the site's time, and to be said so.
        hours = [
            (
                cell["hour"],
                date_format(datetime.fromisoformat(cell["hour"]), pgettext("date", "j F Y, H:i")),
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


def _rows(
    cells: Iterable[dict[str, Any]],
    key: str,
    *,
    words: Mapping[str, str] = {},
    named: Callable[[str], str] = str,
) -> list[Row]:
    """Give a row for each cell: by its words, else by the label that it brings, else named."""
    return [
        Row(code, words.get(code) or cell.get("label") or named(code), cell["count"])
        for cell in cells
        for code in [cell[key]]
    ]


def _of_people(plain: dict[str, Any], language: str) -> list[Table]:
    """Give the breakdowns of the figure: each sums to it, and has small cells merged."""

    def table(
        name: str, title: str, head: str, *, note: str = "", fewest: int = 1, **names: Any
    ) -> Table:
        # Figures that were frozen before a breakdown was known have none of it.
        rows = _rows(plain.get(f"by_{name}", []), name, **names)
        shown = rows if len(rows) >= fewest else []
        return Table(name, title, head, _("Signatures"), shown, plain["total"], note)

    return [
        table("category", _("Who signs"), _("Category")),
        table(
            "country",
            _("By country"),
            _("Country, as declared"),
            note=_(
                "Countries with fewer than five signatures are grouped, so that nobody is guessed."
            ),
            words={
                OTHER: _(
                    "Other countries, each with fewer than five signatures, and latest signatures"
                )
            },
            named=lambda code: country_name(code, language),
        ),
        table(
            "department",
            _("By department"),
            _("Department, as declared"),
            note=_(
                "Departments with fewer than five signatures are grouped, so that nobody is "
                "guessed. The question may be left open."
            ),
            fewest=2,
            words={
                "": _("From abroad, or without an answer"),
                OTHER: _(
                    "Other departments, each with fewer than five signatures, and latest signatures"
                ),
            },
            named=department_name,
        ),
        table(
            "organisation",
            _("By organisation"),
            _("Organisation, verified by the address"),
            fewest=2,
            words={
                "": _(
                    "All others: addresses that show no organisation, organisations with "
                    "fewer than five signatures, and latest signatures"
                )
            },
        ),
        table(
            "channel",
            _("How they came"),
            _("Code of the poster or letter"),
            fewest=2,
            words={
                "": _("No code: came by themselves"),
                OTHER: _(
                    "Other codes, each with fewer than five signatures, and latest signatures"
                ),
                **channel_words(plain),
            },
        ),
    ]


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
    kind = lambda code: capfirst(str(OrganisationKind(code).label))  # noqa: E731
    rows = _rows(bodies["by_kind"], "kind", named=kind)
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
    # Where an appeal keeps nothing of a withdrawal, 0 would be said of how many there were.
    rows = [row for row in rows if row.count or row.key != "withdrawn"]
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
