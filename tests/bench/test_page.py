import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from bench.page import DOCS, drawings, page, read, read_viral
from bench.result import Report, Runs, Sample
from bench.table import figures, growth, in_markdown, in_plain_text, layers, number, processors
from tests.bench.reports import measured, report


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.031, "0.03"), (9.5, "9.50"), (22.74, "22.7"), (1234.4, "1\N{NO-BREAK SPACE}234")],
)
def test_a_number_has_the_digits_that_mean_something(value: float, written: str) -> None:
    assert number(value) == written


def test_the_table_says_what_is_met() -> None:
    one = report(measured(90), measured(60, key="confirm"))

    assert [line.split("|")[4].strip() for line in in_markdown(figures(one)).splitlines()[2:]] == [
        "0.90 ✓",
        "0.60 ✗",
    ]
    assert "≥ 0.80" in in_plain_text(figures(one))


def test_the_page_draws_each_size_and_what_grows() -> None:
    reports = [report(measured(80)), report(measured(60), signatures=1_000_000)]

    written, drawn = page(reports), drawings(reports)

    assert set(drawn) == {"ratios-1000.svg", "ratios-1000000.svg", "growth.svg"}
    assert all(f"performance/{name}" in written for name in drawn)
    assert written.index("1,000,000 signatures") < written.index("## 1,000 signatures")
    for drawing in drawn.values():
        ET.fromstring(drawing)


def test_growth_is_what_one_unit_costs_at_each_size() -> None:
    def costs(milliseconds: float, signatures: int) -> Report:
        line = measured(80)
        samples = [Sample(value=80, processor={"web": milliseconds, "floor-web": 1.0})]
        product = replace(line.product, samples=samples)
        return report(replace(line, product=product), signatures=signatures)

    flat = [costs(9.0, 1_000), report(signatures=1_000_000), costs(14.0, 10_000_000)]
    _head, line = growth(flat, ("sign", "confirm"))

    assert line == ("signatures <accepted>", "10.0", "", "15.0", "1.50 ✓")
    assert growth([costs(9.0, 1_000), costs(14.1, 10_000)], ("sign",))[1][-1] == "1.51 ✗"
    assert "| signatures <accepted> | 10.0 |  | 15.0 | 1.50 ✓ |" in page(flat)


def test_the_page_in_the_repository_is_that_of_its_results() -> None:
    reports = read(DOCS / "performance")

    viral = read_viral(DOCS / "performance")
    assert (DOCS / "performance.md").read_text() == page(reports, viral)
    for name, drawing in drawings(reports).items():
        assert (DOCS / "performance" / name).read_text() == drawing


def test_the_page_says_where_the_time_goes() -> None:
    line = measured(80)
    used = {"web": 7.25, "postgres": 2.5}
    product = Runs(what="signatures", samples=[Sample(value=80, processor=used)])
    floor = Runs(what="a bare view", samples=[Sample(value=100, processor={"floor-web": 1.0})])
    one = replace(
        report(replace(line, product=product, floor=floor)), layers={"sign": {"Django": 3.5}}
    )

    _head, signing, bare = processors(one)

    assert (signing[0], signing[1], *signing[-2:]) == ("signatures", "7.25", "9.75", "205 /s")
    assert (bare[1], bare[-2]) == ("1.00", "1.00")
    assert in_plain_text(layers(one)).splitlines()[1].split() == ["Django", "3.50"]
    assert "| signatures | 7.25 |" in page([one])
