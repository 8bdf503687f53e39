import xml.etree.ElementTree as ET

import pytest

from bench.page import DOCS, drawings, page, read
from bench.table import in_markdown, in_plain_text, number
from tests.bench.reports import measured, report


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.031, "0.03"), (9.5, "9.50"), (22.74, "22.7"), (1234.4, "1\N{NO-BREAK SPACE}234")],
)
def test_a_number_has_the_digits_that_mean_something(value: float, written: str) -> None:
    assert number(value) == written


def test_the_table_says_what_is_met() -> None:
    one = report(measured(90), measured(60, key="confirm"))

    assert [line.split("|")[4].strip() for line in in_markdown(one).splitlines()[2:]] == [
        "0.90 ✓",
        "0.60 ✗",
    ]
    assert "≥ 0.80" in in_plain_text(one)


def test_the_page_draws_each_size_and_what_grows() -> None:
    reports = [report(measured(80)), report(measured(60), signatures=1_000_000)]

    written, drawn = page(reports), drawings(reports)

    assert set(drawn) == {"ratios-1000.svg", "ratios-1000000.svg", "growth.svg"}
    assert all(f"performance/{name}" in written for name in drawn)
    assert written.index("1,000,000 signatures") < written.index("## 1,000 signatures")
    for drawing in drawn.values():
        ET.fromstring(drawing)


def test_the_page_in_the_repository_is_that_of_its_results() -> None:
    reports = read(DOCS / "performance")

    assert (DOCS / "performance.md").read_text() == page(reports)
    for name, drawing in drawings(reports).items():
        assert (DOCS / "performance" / name).read_text() == drawing
