"""The legal pages of an appeal: the organisers' words where there are some, else ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from appeal.enums import LegalPage
from appeal.markdown import render_markdown
from appeal.models import Appeal, Imprint
from appeal.story import read_in

# Without these a legal notice is none; the page says that they are missing.
OWED = ("address", "telephone", "director", "host_name", "host_address", "host_telephone")


@dataclass(frozen=True)
class OwnWords:
    """What organisers wrote for one page."""

    language: str
    html: str


def own_words(appeal: Appeal, page: LegalPage, *, language: str) -> OwnWords | None:
    """Give the organisers' text of a page in the reader's language; None: ours is shown."""
    rows = read_in(language, appeal.legal_texts.filter(page=page))
    if not rows:
        return None
    own = rows[0]
    return OwnWords(own.language, render_markdown(own.body, own.language))


def imprint(appeal: Appeal) -> Imprint:
    """Give who publishes and hosts; an empty one where nothing was entered."""
    return Imprint.objects.filter(appeal=appeal).first() or Imprint(appeal=appeal)


def missing(row: Imprint) -> Sequence[str]:
    """List the names of what the law wants and nobody has entered, as the desk calls them."""
    return [str(row._meta.get_field(name).verbose_name) for name in OWED if not getattr(row, name)]  # type: ignore[union-attr]  # noqa: SLF001
