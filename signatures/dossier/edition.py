"""Make the dossier of a frozen figure: the PDF, its annexes, or all of it in one archive."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from appeal.models import Appeal
from signatures.dossier.annexes import csv_annex, ods_annex
from signatures.dossier.manuscript import write_manuscript
from signatures.dossier.names import NamesOfCategory, public_names
from signatures.dossier.typesetting import typeset
from signatures.figures.snapshots import as_json
from signatures.models import Snapshot
from signatures.models.lagging import may_lag

BOTH = "both"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class NoSnapshotError(Exception):
    """No figure of this appeal is frozen under that code, or none at all."""


@dataclass(frozen=True)
class Edition:
    """What one dossier is made from; the same edition gives the same bytes.

    Attributes:
        snapshot: the frozen figure.
        languages: of its parts.
        names: what the public wall showed when it was asked for.
        day: when that was.
    """

    snapshot: Snapshot
    languages: Sequence[str]
    names: list[NamesOfCategory]
    day: datetime


def languages_of(choice: str) -> list[str]:
    """Give the languages of `fr`, `en` or `both`, the site's first language first."""
    known = [code for code, _name in settings.LANGUAGES]
    return known if choice == BOTH else [choice]


def find_snapshot(appeal: Appeal, code: str = "") -> Snapshot:
    """Find a frozen figure by its code, by default the latest.

    Raises:
        NoSnapshotError: there is none.
    """
    found = Snapshot.objects.select_related("appeal").filter(appeal=appeal)
    found = found.filter(code=code) if code else found.order_by("-taken_at", "-pk")
    snapshot = found.first()
    if snapshot is None:
        raise NoSnapshotError(code)
    return snapshot


def prepare(
    snapshot: Snapshot,
    *,
    languages: Sequence[str],
    now: datetime,
    waiting: Callable[[], None] = lambda: None,
) -> Edition:
    """Read the names that are public at `now`, for one dossier.

    Args:
        snapshot: the frozen figure.
        languages: of its parts.
        now: the database's time.
        waiting: called now and then meanwhile.
    """
    names = may_lag(public_names)(snapshot.appeal, language=languages[0], waiting=waiting)
    return Edition(snapshot, languages, names, now)


def make_pdf(edition: Edition, *, waiting: Callable[[], None] = lambda: None) -> bytes:
    """Give the PDF.

    Args:
        edition: what it is made from.
        waiting: called every second meanwhile.

    Raises:
        TypesettingError: the engine refused, or went beyond its bounds.
    """
    manuscript = write_manuscript(
        edition.snapshot, languages=edition.languages, names=edition.names, day=edition.day
    )
    return typeset(
        manuscript.values, manuscript.pictures, moment=manuscript.moment, waiting=waiting
    )


def make_csv(edition: Edition) -> bytes:
    """Give the annex as one table."""
    return csv_annex(edition.snapshot, edition.names, language=edition.languages[0])


def make_ods(edition: Edition) -> bytes:
    """Give the annex as a workbook."""
    return ods_annex(edition.snapshot, edition.names, language=edition.languages[0])


def make_archive(edition: Edition, *, waiting: Callable[[], None] = lambda: None) -> bytes:
    """Give all of it, with the SHA-256 of each file."""
    code = edition.snapshot.code
    files = {
        f"dossier-{code}.pdf": make_pdf(edition, waiting=waiting),
        f"annex-{code}.csv": make_csv(edition),
        f"annex-{code}.ods": make_ods(edition),
        f"snapshot-{code}.json": as_json(edition.snapshot),
    }
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in (files | {"SHA256SUMS": sums.encode()}).items():
            entry = zipfile.ZipInfo(f"dossier-{code}/{name}", _EPOCH)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()
