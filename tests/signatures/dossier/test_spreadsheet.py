"""The workbook, as another program reads it."""

import io

from python_calamine import CalamineWorkbook

from signatures.dossier.spreadsheet import write_ods

ROWS: list[tuple[str | int, ...]] = [
    ("name", "count"),
    ("=1+1", 3),
    ("Éloïse & <Ada> \x07", 0),
    ("", "-"),
]


def written(rows: list[tuple[str | int, ...]]) -> bytes:
    file = io.BytesIO()
    write_ods(file, {"Noms & chiffres": rows})
    return file.getvalue()


def test_other_programs_read_the_cells_as_they_are() -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(written(ROWS)))

    assert workbook.sheet_names == ["Noms & chiffres"]
    assert workbook.get_sheet_by_index(0).to_python() == [
        ["name", "count"],
        ["=1+1", 3.0],
        ["Éloïse & <Ada> ", 0.0],
        ["", "-"],
    ]


def test_same_rows_give_the_same_bytes() -> None:
    assert written(ROWS) == written(ROWS)
