"""What other programs read: a shape that lasts."""

import csv
import io
import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from signatures.figures.counting import Figures
from signatures.figures.published import OTHER, as_csv, as_dict, as_json, merged

FIGURES = Figures(
    appeal="appel",
    as_of=datetime(2026, 11, 20, 11, 5, 6, 789_000, tzinfo=UTC),
    total=9,
    by_category=[
        ("student", "Étudiantes et étudiants", 8),
        ("citizen", 'Citoyens "libres", oui', 1),
    ],
    by_day=[(date(2026, 11, 19), 0), (date(2026, 11, 20), 9)],
    by_country=[("FR", 5), ("BE", 3), ("SN", 1)],
    by_department=[("34", 5), ("75", 2), ("", 2)],
    by_channel=[("poster", 5), ("", 2), ("a", 2)],
    under_review=4,
    withdrawn=5,
    invalidated={"duplicate": 6, "forged": 7},
    paper=8,
    paper_by_category=[("student", "Étudiantes et étudiants", 8)],
    by_organisation=[("12", "Université, « la grande »", 8), ("", "", 1)],
    by_hour=[(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), 9)],
    state="closed",
)
EMPTY = Figures(
    appeal="appel",
    as_of=datetime(2026, 7, 14, 22, 30, tzinfo=UTC),
    state="open",
    total=0,
    by_category=[],
    by_day=[],
    by_country=[],
    by_channel=[],
    under_review=0,
    withdrawn=0,
)


def test_json_has_exactly_the_published_shape() -> None:
    published = json.loads(as_json(FIGURES))

    assert published == {
        "appeal": "appel",
        "as_of": "2026-11-20T12:05:06+01:00",
        "total": 9,
        "by_category": [
            {"category": "student", "label": "Étudiantes et étudiants", "count": 8},
            {"category": "citizen", "label": 'Citoyens "libres", oui', "count": 1},
        ],
        "by_day": [{"day": "2026-11-19", "count": 0}, {"day": "2026-11-20", "count": 9}],
        "by_country": [{"country": "FR", "count": 5}, {"country": "other", "count": 4}],
        "by_department": [
            {"department": "34", "count": 5},
            {"department": "", "count": 2},
            {"department": "other", "count": 2},
        ],
        "by_channel": [
            {"channel": "poster", "count": 5},
            {"channel": "", "count": 2},
            {"channel": "other", "count": 2},
        ],
        "by_organisation": [
            {"organisation": "12", "label": "Université, « la grande »", "count": 8},
            {"organisation": "", "label": "", "count": 1},
        ],
        "under_review": 4,
        "withdrawn": 5,
        "invalidated": [{"reason": "duplicate", "count": 6}, {"reason": "forged", "count": 7}],
        "organisations": {"total": 0, "by_kind": [], "under_review": 0, "withdrawn": 0},
        "paper": 8,
        "paper_by_category": [
            {"category": "student", "label": "Étudiantes et étudiants", "count": 8}
        ],
        "total_with_paper": 17,
        "by_hour": [{"hour": "2026-11-20T10:00:00+01:00", "count": 9}],
        "pending": 0,
        "state": "closed",
    }


def test_json_begins_with_the_fields_of_the_contract() -> None:
    fields = list(json.loads(as_json(EMPTY)))

    contract = ["appeal", "as_of", "total", "by_category", "by_day", "by_country"]
    assert fields[:6] == contract


def test_json_is_readable_by_people_too() -> None:
    text = as_json(FIGURES).decode()

    assert text.startswith('{\n  "appeal": "appel",\n')
    assert "Étudiantes" in text
    assert text.endswith("}\n")


def test_moment_is_told_with_the_offset_of_paris() -> None:
    assert as_dict(EMPTY)["as_of"] == "2026-07-15T00:30:00+02:00"


def test_csv_is_one_table_with_a_byte_order_mark() -> None:
    moment = "2026-11-20T12:05:06+01:00"

    assert as_csv(FIGURES).decode("utf-8") == "\ufeff" + "\r\n".join([
        "appeal,as_of,dimension,key,label,count",
        f"appel,{moment},total,,,9",
        f"appel,{moment},category,student,Étudiantes et étudiants,8",
        f'appel,{moment},category,citizen,"Citoyens ""libres"", oui",1',
        f"appel,{moment},day,2026-11-19,,0",
        f"appel,{moment},day,2026-11-20,,9",
        f"appel,{moment},country,FR,,5",
        f"appel,{moment},country,other,,4",
        f"appel,{moment},department,34,,5",
        f"appel,{moment},department,,,2",
        f"appel,{moment},department,other,,2",
        f"appel,{moment},channel,poster,,5",
        f"appel,{moment},channel,,,2",
        f"appel,{moment},channel,other,,2",
        f'appel,{moment},organisation,12,"Université, « la grande »",8',
        f"appel,{moment},organisation,,,1",
        f"appel,{moment},under_review,,,4",
        f"appel,{moment},withdrawn,,,5",
        f"appel,{moment},invalidated,duplicate,,6",
        f"appel,{moment},invalidated,forged,,7",
        f"appel,{moment},organisations,,,0",
        f"appel,{moment},organisations_under_review,,,0",
        f"appel,{moment},organisations_withdrawn,,,0",
        f"appel,{moment},paper,,,8",
        f"appel,{moment},paper_category,student,Étudiantes et étudiants,8",
        f"appel,{moment},total_with_paper,,,17",
        f"appel,{moment},hour,2026-11-20T10:00:00+01:00,,9",
        f"appel,{moment},pending,,,0",
        "",
    ])  # fmt: skip


def test_csv_and_json_say_the_same() -> None:
    plain = as_dict(FIGURES)
    rows = list(csv.DictReader(io.StringIO(as_csv(FIGURES).decode("utf-8-sig"))))

    def column(dimension: str) -> list[dict[str, object]]:
        labelled = dimension in ("category", "organisation")
        fields = (dimension, "label") if labelled else (dimension,)
        return [
            dict(zip(fields, (row["key"], row["label"]), strict=False))
            | {"count": int(row["count"])}
            for row in rows
            if row["dimension"] == dimension
        ]

    for dimension in ("category", "day", "hour", "country", "channel", "organisation"):
        assert column(dimension) == plain[f"by_{dimension}"]
    assert {row["as_of"] for row in rows} == {plain["as_of"]}


CELLS = st.lists(
    st.tuples(st.text("ABC", max_size=2), st.integers(min_value=1, max_value=40)),
    unique_by=lambda cell: cell[0],
)


@given(cells=CELLS)
def test_small_cells_stand_together_and_the_sum_stays(cells: list[tuple[str, int]]) -> None:
    told = merged(cells)

    assert sum(count for _key, count in told) == sum(count for _key, count in cells)
    assert [key for key, count in told if count < 5 and key not in ("", OTHER)] == []
    assert {key for key, _count in told} <= {key for key, _count in cells} | {OTHER}
