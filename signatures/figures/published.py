"""The figures as other programs read them: JSON and CSV in a lasting shape.

Field names never change their meaning; later fields are added beside these. They are
explained in docs/figures.md. A country, a department or a channel with fewer than five
signatures is not told from the others that are as small: one of three could be guessed.
"""

import json

from django.utils import timezone

from signatures.cells import csv_table
from signatures.figures.counting import FEWEST_NAMED, Figures

# The key under which cells that are too small to be named stand together.
OTHER = "other"


def as_dict(figures: Figures) -> dict[str, object]:
    """Give the figures as plain values."""
    bodies = figures.organisations
    return {
        "appeal": figures.appeal,
        "as_of": timezone.localtime(figures.as_of).isoformat(timespec="seconds"),
        "total": figures.total,
        "by_category": [
            {"category": code, "label": label, "count": count}
            for code, label, count in figures.by_category
        ],
        "by_day": [{"day": day.isoformat(), "count": count} for day, count in figures.by_day],
        "by_country": [
            {"country": country, "count": count} for country, count in merged(figures.by_country)
        ],
        "by_department": [
            {"department": code, "count": count} for code, count in merged(figures.by_department)
        ],
        "by_channel": [
            {"channel": channel, "count": count} for channel, count in merged(figures.by_channel)
        ],
        "by_organisation": [
            {"organisation": key, "label": name, "count": count}
            for key, name, count in figures.by_organisation
        ],
        "under_review": figures.under_review,
        "withdrawn": figures.withdrawn,
        "invalidated": [
            {"reason": reason, "count": count} for reason, count in figures.invalidated.items()
        ],
        "organisations": {
            "total": bodies.total,
            "by_kind": [{"kind": kind, "count": count} for kind, count in bodies.by_kind],
            "under_review": bodies.under_review,
            "withdrawn": bodies.withdrawn,
        },
        "paper": figures.paper,
        "paper_by_category": [
            {"category": code, "label": label, "count": count}
            for code, label, count in figures.paper_by_category
        ],
        "total_with_paper": figures.with_paper,
        "by_hour": [
            {"hour": timezone.localtime(hour).isoformat(timespec="seconds"), "count": count}
            for hour, count in figures.by_hour
        ],
        "pending": figures.pending,
        "state": figures.state,
    }


def merged(cells: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Put the cells that are too small to be named together, under `OTHER`, at the end.

    The cell without a key is nobody's name: it stays.
    """
    named = [
        (key, count) for key, count in cells if not key or (count >= FEWEST_NAMED and key != OTHER)
    ]
    rest = sum(count for _key, count in cells) - sum(count for _key, count in named)
    return [*named, (OTHER, rest)] if rest else named


def as_json(figures: Figures) -> bytes:
    """Give the figures as JSON."""
    return json.dumps(as_dict(figures), ensure_ascii=False, indent=2).encode() + b"\n"


def as_csv(figures: Figures) -> bytes:
    """Give the figures as one table: `appeal,as_of,dimension,key,label,count`.

    UTF-8 with a byte order mark, so that a spreadsheet shows the accents.
    """
    as_of = timezone.localtime(figures.as_of).isoformat(timespec="seconds")
    rows: list[tuple[str, str, str, int]] = [("total", "", "", figures.total)]
    rows += [("category", code, label, count) for code, label, count in figures.by_category]
    rows += [("day", day.isoformat(), "", count) for day, count in figures.by_day]
    rows += [("country", country, "", count) for country, count in merged(figures.by_country)]
    rows += [("department", code, "", count) for code, count in merged(figures.by_department)]
    rows += [("channel", channel, "", count) for channel, count in merged(figures.by_channel)]
    rows += [("organisation", key, name, count) for key, name, count in figures.by_organisation]
    rows += [("under_review", "", "", figures.under_review)]
    rows += [("withdrawn", "", "", figures.withdrawn)]
    rows += [("invalidated", reason, "", count) for reason, count in figures.invalidated.items()]
    bodies = figures.organisations
    rows += [("organisations", "", "", bodies.total)]
    rows += [("organisations_kind", kind, "", count) for kind, count in bodies.by_kind]
    rows += [("organisations_under_review", "", "", bodies.under_review)]
    rows += [("organisations_withdrawn", "", "", bodies.withdrawn)]
    rows += [("paper", "", "", figures.paper)]
    rows += [
        ("paper_category", code, label, count) for code, label, count in figures.paper_by_category
    ]
    rows += [("total_with_paper", "", "", figures.with_paper)]
    rows += [
        ("hour", timezone.localtime(hour).isoformat(timespec="seconds"), "", count)
        for hour, count in figures.by_hour
    ]
    rows += [("pending", "", "", figures.pending)]
    return csv_table(
        ["appeal", "as_of", "dimension", "key", "label", "count"],
        ((figures.appeal, as_of, *row) for row in rows),
    )
