"""The data dictionary of the open data: every table and column, and the licence."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Recommended for public bodies in France (article D323-2-1 of the CRPA).
LICENCE_NAME = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
LICENCE = (
    "Licence Ouverte / Open Licence 2.0 (Etalab)\n"
    f"{LICENCE_NAME['path']}\n\n"
    "Vous pouvez réutiliser ces données librement, y compris à des fins commerciales, à "
    "condition de mentionner leur source et la date de leur dernière mise à jour.\n\n"
    "You may reuse this data freely, commercially too, provided that you name its source and "
    "the date of its last update.\n"
)


@dataclass(frozen=True)
class Column:
    """One column: its lasting name, its type as Table Schema has it, what it means."""

    name: str
    sort: str
    words: str
    required: bool = True

    @property
    def translated(self) -> str:
        """Give the meaning in the active language."""
        return gettext(self.words)


@dataclass(frozen=True)
class Table:
    """One table of the archive."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def translated(self) -> str:
        """Give the title in the active language."""
        return gettext(self.title)


_AT = Column("as_of", "datetime", _("When this was counted, ISO 8601 with offset"))
_COUNT = Column("count", "integer", _("Verified signatures, not held: people"))

TABLES = (
    Table(
        "totals",
        _("The figure, and what is beside it"),
        (
            _AT,
            Column(
                "measure",
                "string",
                _(
                    "total: people, online; paper: lines on paper; under_review, withdrawn, "
                    "invalidated:<reason>: not in the total; withdrawn is 0 also where the appeal "
                    "keeps nothing of a withdrawal; organisations: bodies, never to be added to "
                    "people"
                ),
            ),
            Column("count", "integer", _("How many")),
        ),
    ),
    Table(
        "categories",
        _("By category; sums to the total"),
        (
            _AT,
            Column("category", "string", _("Lasting code of the category")),
            Column("label_fr", "string", _("Its name in French")),
            Column("label_en", "string", _("Its name in English")),
            _COUNT,
        ),
    ),
    Table(
        "days",
        _("By day; sums to the total"),
        (
            _AT,
            Column("day", "date", _("Day of verification, Paris time; every day is listed")),
            _COUNT,
        ),
    ),
    Table(
        "hours",
        _("By hour; sums to the total"),
        (
            _AT,
            Column(
                "hour", "datetime", _("Hour of verification as it began; empty ones are left out")
            ),
            _COUNT,
        ),
    ),
    Table(
        "countries",
        _("By country; sums to the total"),
        (
            _AT,
            Column(
                "country",
                "string",
                _("ISO 3166 code, as declared; other: all with fewer than five signatures"),
            ),
            Column("label_fr", "string", _("Its name in French")),
            Column("label_en", "string", _("Its name in English")),
            _COUNT,
        ),
    ),
    Table(
        "channels",
        _("By channel; sums to the total"),
        (
            _AT,
            Column(
                "channel",
                "string",
                _("Code of the poster or letter; empty: none; other: all with fewer than five"),
                required=False,
            ),
            _COUNT,
        ),
    ),
    Table(
        "organisations",
        _("By organisation, as the confirmed address shows it; sums to the total"),
        (
            _AT,
            Column(
                "organisation",
                "string",
                _("Lasting key; empty: everybody else, organisations with fewer than five too"),
                required=False,
            ),
            Column("label", "string", _("Its name in French"), required=False),
            _COUNT,
        ),
    ),
    Table(
        "departments",
        _("By department of France, where the appeal asks; sums to the total, else empty"),
        (
            _AT,
            Column(
                "department",
                "string",
                _(
                    "Code of INSEE, as declared; empty: from abroad, or no answer; other: all with "
                    "fewer than five signatures"
                ),
                required=False,
            ),
            Column("label", "string", _("Its name in French"), required=False),
            _COUNT,
        ),
    ),
)


def readme(*, title: str, publisher: str, as_of: str) -> str:
    """Say what the archive is, in both languages."""
    lines = [f"# {title}", ""]
    for language in ("fr", "en"):
        with translation.override(language):
            lines += [
                gettext(
                    "Aggregates of the signatures as of %(as_of)s, published by %(publisher)s. "
                    "`datapackage.json` describes the tables, `dictionary.csv` every column in "
                    "French and English. Cells with fewer than five people are merged where one "
                    "could say something of a person. Licence: Licence Ouverte 2.0."
                )
                % {"as_of": as_of, "publisher": publisher},
                "",
            ]
    return "\n".join(lines)
