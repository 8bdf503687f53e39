"""What is told around the letter, in the reader's language: news, key figures, answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from appeal.markdown import render_markdown
from appeal.models import Appeal
from appeal.spacing import set_spaces

NEWS_SHOWN = 3


@dataclass(frozen=True)
class News:
    """One piece of news as it is shown."""

    pk: int
    language: str
    title: str
    published_at: datetime
    html: str


@dataclass(frozen=True)
class Answer:
    """One question with its answer."""

    language: str
    question: str
    html: str


@dataclass(frozen=True)
class Fact:
    """One key figure as it is shown; `url` is its source, empty for none."""

    language: str
    number: str
    label: str
    url: str


class InALanguage(Protocol):
    """A row that is written in one language."""

    language: str


def latest_news(
    appeal: Appeal, *, language: str, now: datetime, limit: int = NEWS_SHOWN
) -> list[News]:
    """Give the last news that is published at `now`, the newest first."""
    rows = appeal.news.filter(published_at__lte=now).order_by("-published_at", "-pk")
    # Rows of two languages, newest first: of each, `limit` are enough.
    found = [row for code in _wanted(language) for row in rows.filter(language=code)[:limit]]
    return [
        News(
            pk=row.pk,
            language=row.language,
            title=set_spaces(row.title, row.language),
            published_at=row.published_at,
            html=render_markdown(row.body, row.language),
        )
        for row in read_in(language, found)
    ]


def answers(appeal: Appeal, *, language: str) -> list[Answer]:
    """Give the questions in their order, each with its answer."""
    rows = appeal.questions.filter(language__in=_wanted(language)).order_by("position", "pk")
    return [
        Answer(
            language=row.language,
            question=set_spaces(row.question, row.language),
            html=render_markdown(row.answer, row.language),
        )
        for row in read_in(language, rows)
    ]


def facts(appeal: Appeal, *, language: str) -> list[Fact]:
    """Give the key figures in their order; no line breaks within a number."""
    rows = appeal.key_figures.filter(language__in=_wanted(language)).order_by("position", "pk")
    return [
        Fact(
            language=row.language,
            number=row.number.replace(" ", "\N{NO-BREAK SPACE}"),
            label=set_spaces(row.label, row.language),
            url=row.url,
        )
        for row in read_in(language, rows)
    ]


def read_in[Row: InALanguage](language: str, rows: Iterable[Row]) -> Sequence[Row]:
    """Give the rows of `language`; where there is none, those of the site's first language.

    Never a mixture: half a page in another language helps nobody.
    """
    found = list(rows)
    own = [row for row in found if row.language == language]
    return own or [row for row in found if row.language == settings.LANGUAGE_CODE]


def _wanted(language: str) -> set[str]:
    return {language, settings.LANGUAGE_CODE}
