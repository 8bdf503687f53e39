"""The open data of one moment: CSV tables, their dictionary, their licence, in one archive.

A Frictionless data package. Tables and columns keep their names and order; new ones are added
behind. Small cells are merged as everywhere (`published.merged`). Tables begin with the mark by
which spreadsheets know UTF-8. The same figures give the same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from signatures.cells import csv_table
from signatures.countries import country_name
from signatures.departments import departments
from signatures.figures.open_data_words import LICENCE, LICENCE_NAME, TABLES, Table, readme
from signatures.figures.published import OTHER

_EPOCH = (1980, 1, 1, 0, 0, 0)

type Plain = Mapping[str, Any]
type Rows = Iterable[tuple[str | int, ...]]


def archive(in_languages: Mapping[str, Plain], *, title: str, publisher: str) -> bytes:
    """Give the archive.

    Args:
        in_languages: the published figures (`published.as_dict`) of one moment, by language.
        title: of the appeal, in the site's first language.
        publisher: who is responsible.
    """
    rows = _rows(in_languages)
    tables = {f"{table.name}.csv": _csv(table, rows[table.name]) for table in TABLES}
    first = in_languages[settings.LANGUAGE_CODE]
    package = _package(first, tables, title=title, publisher=publisher)
    texts = {
        "datapackage.json": json.dumps(package, ensure_ascii=False, indent=2) + "\n",
        "LICENCE.txt": LICENCE,
        "README.md": readme(title=title, publisher=publisher, as_of=first["as_of"]),
    }
    files = tables | {name: text.encode() for name, text in texts.items()}
    files["dictionary.csv"] = _dictionary()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _rows(in_languages: Mapping[str, Plain]) -> dict[str, Rows]:
    french, english = in_languages["fr"], in_languages["en"]
    bodies = french["organisations"]
    totals = [
        ("total", french["total"]),
        ("paper", french["paper"]),
        ("total_with_paper", french["total_with_paper"]),
        ("under_review", french["under_review"]),
        ("withdrawn", french["withdrawn"]),
        *((f"invalidated:{row['reason']}", row["count"]) for row in french["invalidated"]),
        ("organisations", bodies["total"]),
        ("organisations_under_review", bodies["under_review"]),
        ("organisations_withdrawn", bodies["withdrawn"]),
        *((f"organisations:{row['kind']}", row["count"]) for row in bodies["by_kind"]),
    ]
    at = french["as_of"]
    english_labels = {row["category"]: row["label"] for row in english["by_category"]}
    return {
        "totals": [(at, measure, count) for measure, count in totals],
        "categories": [
            (at, row["category"], row["label"], english_labels[row["category"]], row["count"])
            for row in french["by_category"]
        ],
        "days": [(at, row["day"], row["count"]) for row in french["by_day"]],
        "hours": [(at, row["hour"], row["count"]) for row in french["by_hour"]],
        "countries": [
            (at, row["country"], *_country(row["country"]), row["count"])
            for row in french["by_country"]
        ],
        "channels": [(at, row["channel"], row["count"]) for row in french["by_channel"]],
        "organisations": [
            (at, row["organisation"], row["label"], row["count"])
            for row in french["by_organisation"]
        ],
        "departments": [
            (at, row["department"], departments().get(row["department"], ""), row["count"])
            for row in french["by_department"]
        ],
    }


def _country(code: str) -> tuple[str, str]:
    if code == OTHER:
        return (
            "Autres pays, moins de cinq signatures chacun, et dernières signatures",
            "Others, fewer than five each, and latest signatures",
        )
    return country_name(code, "fr"), country_name(code, "en")


def _csv(table: Table, rows: Rows) -> bytes:
    return csv_table([column.name for column in table.columns], rows, end="\n")


def _package(
    plain: Plain, tables: Mapping[str, bytes], *, title: str, publisher: str
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": f"paraphe-{plain['appeal']}",
        "title": title,
        "created": plain["as_of"],
        "version": plain["as_of"][:10],
        "homepage": f"{settings.SITE_URL}/fr/appeals/{plain['appeal']}/figures/",
        "licenses": [LICENCE_NAME],
        "contributors": [{"title": publisher, "role": "publisher"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "path": f"{table.name}.csv",
                "title": table.title,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(tables[f"{table.name}.csv"]),
                "hash": f"sha256:{hashlib.sha256(tables[f'{table.name}.csv']).hexdigest()}",
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "type": column.sort,
                            "description": column.words,
                            "constraints": {"required": column.required},
                        }
                        for column in table.columns
                    ],
                },
            }
            for table in TABLES
        ],
    }


def _dictionary() -> bytes:
    rows = []
    for table in TABLES:
        for column in table.columns:
            with translation.override("fr"):
                french = column.translated
            rows.append([table.name, column.name, column.sort, french, column.words])
    head = ["table", "column", "type", "description_fr", "description_en"]
    return csv_table(head, rows, end="\n")
