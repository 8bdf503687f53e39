"""What stands in the dossier, as plain values: the frozen figure, the letter, what is shown.

The figure, its breakdowns, the definition and the letter are those of the snapshot, for ever.
Featured signatories, organisations and names are what is public on the day: nothing of a
person is kept for a later dossier (docs/adr/0035).
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.publishing import text_in
from appeal.spacing import set_spaces
from signatures.dossier import words
from signatures.dossier.charts import charts
from signatures.dossier.glyphs import has_box
from signatures.dossier.letter import letter_blocks
from signatures.dossier.names import NamesOfCategory, names_sha256
from signatures.figures.breakdowns import Table, breakdowns
from signatures.figures.sentences import number, sentence
from signatures.models import Snapshot
from signatures.wall.bodies import PublicBody, all_bodies
from signatures.wall.featured import PublicFeatured, featured_signatories, shown_portrait

# From so many names on they are set closer, and titles are in the annexes alone.
DENSE_FROM = 20_000
# Who shows initials and nothing else: they run on in one paragraph, with no line each.
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_MARK = settings.BASE_DIR / "static/images/paraphe.svg"


@dataclass(frozen=True)
class Manuscript:
    """Everything that the engine needs, and nothing that it has to look up.

    Attributes:
        values: what the template reads.
        pictures: by the names that `values` gives them.
        moment: when the figure was frozen.
    """

    values: dict[str, Any]
    pictures: dict[str, bytes]
    moment: datetime


def write_manuscript(
    snapshot: Snapshot,
    *,
    languages: Sequence[str],
    names: list[NamesOfCategory],
    day: datetime,
) -> Manuscript:
    """Put the dossier of a snapshot together.

    Args:
        snapshot: the frozen figure.
        languages: one part for each, in this order; names come once, in the first.
        names: what the wall shows (`public_names`).
        day: when the names were read; only the day is said.
    """
    pictures = {"qr.svg": _qr(snapshot), "mark.svg": _MARK.read_bytes()}
    address = f"{settings.SITE_URL}{_path(snapshot, languages[0])}"
    parts = [_part(snapshot, language, pictures) for language in languages]
    values = {
        "title": parts[0]["title"],
        "publisher": snapshot.appeal.publisher,
        "language": languages[0],
        "keywords": [snapshot.appeal.slug, snapshot.code],
        "address": address,
        "address_shown": address.partition("://")[2],
        "snapshot_sha256": snapshot.sha256,
        "text_sha256": snapshot.figures_in(languages[0])["text_sha256"],
        "names_sha256": names_sha256(names) if names else "",
        "parts": parts,
        "names": _names(snapshot, languages, names, day),
    }
    return Manuscript(values, pictures, snapshot.taken_at)


def _path(snapshot: Snapshot, language: str) -> str:
    with translation.override(language):
        return snapshot.get_absolute_url()


def _qr(snapshot: Snapshot) -> bytes:
    drawn = io.BytesIO()
    address = f"{settings.SITE_URL}{_path(snapshot, settings.LANGUAGE_CODE)}"
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", border=0, xmldecl=False, scale=4)
    return drawn.getvalue()


def _part(snapshot: Snapshot, language: str, pictures: dict[str, bytes]) -> dict[str, Any]:
    plain, appeal = snapshot.figures_in(language), snapshot.appeal
    version = appeal.versions.get(number=plain["text_version"])
    text = text_in(version, language)
    with translation.override(language):
        hour = words.hour_words(snapshot.taken_at)
        when = {"day": words.day_words(snapshot.taken_at), "hour": hour}
        return {
            "language": language,
            "publisher": appeal.publisher,
            "title": set_spaces(plain["title"], language),
            "hearing": _hearing(appeal),
            "figure": number(plain["total"], language),
            "as_of": _("As of %(day)s, %(hour)s (Paris time)") % when,
            "sentence": sentence(
                plain["total"],
                title=plain["title"],
                taken_at=snapshot.taken_at,
                language=language,
            ),
            "summary": set_spaces(text.summary, text.language),
            "letter": letter_blocks(text.body, text.language),
            "version": _("Version %(number)s, published on %(day)s. SHA-256 of all its languages:")
            % {
                "number": version.number,
                "day": words.day_words(version.published_at or snapshot.taken_at),
            },
            "counts": words.counts(plain=plain, written=lambda count: number(count, language)),
            "charts": charts(_days(plain), language=language, until=hour),
            "tables": [_table(table, language) for table in breakdowns(plain, language)],
            "definition": plain["definition"],
            "featured": [_featured(shown, pictures) for shown in featured_signatories(appeal)],
            "bodies": [_body(body, pictures) for body in all_bodies(appeal, language=language)],
            "steps": words.check_steps(),
            "words": words.fixed_words(total=plain["total"])
            | {"footer": _footer(appeal, snapshot)},
        }


def _days(plain: dict[str, Any]) -> list[tuple[date, int]]:
    return [(date.fromisoformat(row["day"]), row["count"]) for row in plain["by_day"]]


def _hearing(appeal: Appeal) -> str:
    if appeal.hearing_at is None:
        return ""
    return _("For the hearing of %(day)s") % {"day": words.day_words(appeal.hearing_at)}


def _footer(appeal: Appeal, snapshot: Snapshot) -> str:
    return f"{appeal.publisher} · {snapshot.code}"


def _table(table: Table, language: str) -> dict[str, Any]:
    highest = max((row.count for row in table.rows), default=0)
    total = None
    if table.total is not None:
        total = {"label": _("Total"), "count": number(table.total, language), "share": 0}
    return {
        "title": table.title,
        "note": table.note,
        "head": table.head,
        "counts": table.counts,
        "bars": table.total is not None,
        "rows": [
            {
                "label": row.label or row.key,
                "count": number(row.count, language),
                "share": round(row.count / highest, 4) if highest else 0,
            }
            for row in table.rows
        ],
        "total": total,
    }


def _featured(shown: PublicFeatured, pictures: dict[str, bytes]) -> dict[str, str]:
    portrait = ""
    if shown.portrait and (row := shown_portrait(shown.portrait)) is not None:
        portrait = f"portrait-{shown.portrait}.webp"
        with row.portrait.open() as file:
            pictures[portrait] = file.read()
    return {
        "name": shown.name,
        "title": shown.title,
        "quote": _quoted(shown.quote),
        "portrait": portrait,
        "portrait_words": _("Portrait: %(name)s") % {"name": shown.name},
    }


def _body(body: PublicBody, pictures: dict[str, bytes]) -> dict[str, str]:
    logo = ""
    if body.logo is not None:
        logo = f"logo-{body.logo.sha256}.webp"
        pictures[logo] = bytes(body.logo.content)
    return {
        "name": body.name,
        "kind": body.kind,
        "logo": logo,
        "logo_words": _("Logo: %(name)s") % {"name": body.name},
    }


def _names(
    snapshot: Snapshot, languages: Sequence[str], names: list[NamesOfCategory], day: datetime
) -> dict[str, Any]:
    shown = sum(len(category.signatories) for category in names)
    dense = shown > DENSE_FROM
    categories = [_category(category, languages[0], dense=dense) for category in names]
    is_boxed = any(
        has_box(text) for category in categories for name in category["names"] for text in name
    )
    titles = []
    for language in languages:
        with translation.override(language):
            total = number(snapshot.total, language)
            note = words.names_note(shown=shown, total=total, day=words.day_words(day))
            titles.append(
                {
                    "language": language,
                    "title": _("The signatories"),
                    "note": f"{note} {words.box_note()}" if is_boxed else note,
                }
            )
    return {"titles": titles, "dense": dense, "categories": categories}


def _category(category: NamesOfCategory, language: str, *, dense: bool) -> dict[str, Any]:
    with translation.override(language):
        before = _("By their initials:")
    initials = []
    names = []
    for one in category.signatories:
        told = _told("" if dense else one.job_title, one.organisation)
        if not told and _INITIALS.fullmatch(one.name):
            initials.append(one.name.replace(" ", "\N{NO-BREAK SPACE}"))
        else:
            names.append((one.name, told))
    return {
        "title": category.label,
        "count": number(len(category.signatories), language),
        "names": names,
        "initials": f"{before} {', '.join(initials)}" if initials else "",
    }


def _quoted(quote: str) -> str:
    return _("“%(quote)s”") % {"quote": quote} if quote else ""


def _told(*words_of: str) -> str:
    return ", ".join(word for word in words_of if word)
