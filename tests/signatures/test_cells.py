"""No cell of a table is a formula, by whichever sign the file is parted (R-13)."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.cells import FORMULA_SIGNS, as_typed, csv_table, harmless

# Of signs that matter, since chance finds few of them among all letters.
typed = st.text(st.sampled_from([*FORMULA_SIGNS, *',;" aé1']), max_size=12)


@pytest.mark.requirement("R-13")
@given(st.lists(typed, min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_cell_begins_a_formula_for_whoever_parts_the_file(
    cells: list[str], delimiter: str
) -> None:
    file = csv_table(["début", *("x" for _cell in cells)], [["1", *cells]])

    rows = csv.reader(file.decode("utf-8-sig").splitlines(), delimiter=delimiter)
    begun = {cell[:1] for row in rows for cell in row}
    assert not begun & {*"=+-@＝＋－＠"}


@given(typed)
def test_cell_comes_back_as_it_was_typed(cell: str) -> None:
    assert as_typed(str(harmless(cell))) == cell
