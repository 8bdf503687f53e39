"""What changed between two versions of the text, word by word, for everybody (R-57)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from appeal.markdown import plain_blocks
from appeal.models import Appeal, AppealText, AppealVersion
from appeal.publishing import text_in
from appeal.versions import in_the_sites_order

# Two paragraphs that share less than this are two paragraphs, not one that was reworded.
_ALIKE = 0.4
_WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True)
class Revision:
    """One published version beside the one before it, in one language.

    Attributes:
        version: the later one.
        language: of the texts that are compared.
        title, paragraphs: the pieces of the title, and of the summary and each paragraph of
            the letter; empty for the first version.
        short_title: the pieces of the subject of mails, which nobody signs; empty where it
            stayed the same.
    """

    version: AppealVersion
    language: str
    title: list[Piece]
    paragraphs: list[list[Piece]]
    short_title: list[Piece]


def revisions(appeal: Appeal, language: str) -> list[Revision]:
    """Give the published versions of a text, the newest first, each with what it changed."""
    published = appeal.versions.filter(published_at__isnull=False).order_by("number")
    texts = [(version, text_in(version, language)) for version in published]
    before: list[AppealText | None] = [None, *(text for _version, text in texts)]
    made = [
        _revision(version, earlier, text)
        for (version, text), earlier in zip(texts, before, strict=False)
    ]
    return made[::-1]


def compare_with_published(draft: AppealVersion) -> list[Revision]:
    """Give what a draft would change, in each of its languages; nothing before the first."""
    published = draft.appeal.versions.filter(published_at__isnull=False).order_by("-number")
    latest = published.first()
    if latest is None:
        return []
    before = {text.language: text for text in latest.texts.all()}
    return [_revision(draft, before.get(text.language), text) for text in in_the_sites_order(draft)]


def _revision(version: AppealVersion, earlier: AppealText | None, text: AppealText) -> Revision:
    if earlier is None:
        return Revision(version, text.language, [], [], [])
    return Revision(
        version=version,
        language=text.language,
        title=compare_words(earlier.title, text.title),
        paragraphs=[
            compare_words(earlier.summary, text.summary),
            *compare_letters(earlier.body, text.body),
        ],
        short_title=compare_words(earlier.short_title, text.short_title)
        if earlier.short_title != text.short_title
        else [],
    )


def compare_letters(before: str, after: str) -> Iterator[list[Piece]]:
    """Give the paragraphs of both letters in reading order, each in pieces.

    Args:
        before: the earlier letter, in Markdown.
        after: the later one.
    """
    old, new = plain_blocks(before), plain_blocks(after)
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ([Piece(Change.SAME, text)] for text in old[i1:i2])
        else:
            yield from _reworded(old[i1:i2], new[j1:j2])


def _reworded(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    """Pair each new paragraph with the next old one that it resembles."""
    waiting = list(old)
    for text in new:
        like = next((one for one in waiting if _resemble(one, text)), None)
        if like is None:
            yield [Piece(Change.ADDED, text)]
            continue
        gone, waiting = waiting[: waiting.index(like)], waiting[waiting.index(like) + 1 :]
        yield from ([Piece(Change.REMOVED, one)] for one in gone)
        yield compare_words(like, text)
    yield from ([Piece(Change.REMOVED, one)] for one in waiting)


def compare_words(before: str, after: str) -> list[Piece]:
    """Give both texts as one, in pieces: what stayed, what went, what came."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(Change.REMOVED, "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(Change.ADDED, "".join(new[j1:j2])))
    return pieces


def _resemble(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, _WORDS.findall(one), _WORDS.findall(other), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
