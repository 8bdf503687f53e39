"""News, questions and key dates: in the reader's language, never a mixture."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from appeal.calendar import Countdown, calendar, countdown
from appeal.enums import AppealState
from appeal.models import Appeal, KeyDate, KeyFigure, NewsItem, Question
from appeal.story import answers, facts, latest_news
from signatures.models.clock import database_now

DAY = timedelta(days=1)
NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def tell(appeal: Appeal, language: str, title: str, *, days_ago: float = 0) -> None:
    published_at = database_now() - days_ago * DAY
    NewsItem.objects.create(
        appeal=appeal, language=language, title=title, body="*Oui*", published_at=published_at
    )


def test_news_is_the_last_in_the_reader_s_language(appeal: Appeal) -> None:
    for number in range(5):
        tell(appeal, "fr", f"n{number}", days_ago=number)
    tell(appeal, "en", "hello", days_ago=9)
    tell(appeal, "fr", "demain", days_ago=-1)

    french = latest_news(appeal, language="fr", now=database_now())
    english = latest_news(appeal, language="en", now=database_now())

    assert [item.title for item in french] == ["n0", "n1", "n2"]
    assert [item.title for item in english] == ["hello"]
    assert french[0].html == "<p><em>Oui</em></p>\n"


def test_news_without_a_translation_is_shown_as_it_is(appeal: Appeal) -> None:
    tell(appeal, "fr", "n0")

    [item] = latest_news(appeal, language="en", now=database_now())

    assert (item.title, item.language) == ("n0", "fr")


def test_questions_have_the_organisers_order(appeal: Appeal) -> None:
    for position, question in ((2, "Combien ?"), (1, "Pourquoi ?")):
        Question.objects.create(
            appeal=appeal, language="fr", position=position, question=question, answer="Ainsi."
        )

    found = answers(appeal, language="fr")

    assert [each.question for each in found] == [f"Pourquoi{NARROW}?", f"Combien{NARROW}?"]


def test_key_figures_have_the_organisers_order_and_break_nowhere(appeal: Appeal) -> None:
    for position, number in ((2, "30"), (1, "12 000")):
        KeyFigure.objects.create(
            appeal=appeal, language="fr", position=position, number=number, label=f"fois {number} ?"
        )

    found = facts(appeal, language="en")

    assert [(fact.number, fact.label, fact.language) for fact in found] == [
        (f"12{NO_BREAK}000", f"fois 12 000{NARROW}?", "fr"),
        ("30", f"fois 30{NARROW}?", "fr"),
    ]


def test_page_lists_key_figures_with_their_sources(client: Client, appeal: Appeal) -> None:
    source = "https://observatoire.example/"
    KeyFigure.objects.create(
        appeal=appeal, language="en", number="30", label="laboratories", url=source
    )
    KeyFigure.objects.create(
        appeal=appeal, language="en", number="<b>9</b>", label="hospitals", position=1
    )

    page = client.get("/en/").content.decode()

    assert "<strong>30</strong> laboratories" in page
    assert page.count('aria-label="Source: laboratories"') == page.count(f'href="{source}"') == 1
    assert "<b>9" not in page


def test_an_appeal_without_key_figures_has_no_heading_for_them(
    client: Client, appeal: Appeal
) -> None:
    assert "key-figures" not in client.get("/fr/").content.decode()


def test_page_tells_the_story(client: Client, appeal: Appeal) -> None:
    tell(appeal, "fr", "Le débat a eu lieu")
    Question.objects.create(appeal=appeal, language="fr", question="Combien ?", answer="<b>Ainsi.")
    KeyDate.objects.create(appeal=appeal, language="fr", at=database_now(), label="Portes ouvertes")

    page = client.get("/fr/").content.decode()

    assert [
        t for t in ("Le débat a eu lieu", f"Combien{NARROW}?", "Portes ouvertes") if t not in page
    ] == []
    assert "<b>Ainsi" not in page


def test_calendar_without_a_date_is_left_out(client: Client, appeal: Appeal) -> None:
    assert "Le calendrier" not in client.get("/fr/").content.decode()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/fr/", "mardi 1er décembre 2026 à&nbsp;14\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"),
        ("/en/", "Tuesday 1 December 2026 at&nbsp;14:30"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    client: Client, appeal: Appeal, address: str, written: str
) -> None:
    at = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
    for language in ("fr", "en"):
        KeyDate.objects.create(appeal=appeal, language=language, at=at, label="Portes ouvertes")

    assert written in client.get(address).content.decode()


def test_calendar_puts_every_day_in_order(appeal: Appeal) -> None:
    now = database_now()
    Appeal.objects.update(opens_at=now - DAY, closes_at=now + 3 * DAY, hearing_at=now + 5 * DAY)
    KeyDate.objects.create(appeal=appeal, language="fr", at=now + 4 * DAY, label="Le débat")
    appeal.refresh_from_db()

    with override("fr"):
        moments = calendar(appeal, language="fr", now=now)

    assert [(moment.label, moment.is_past) for moment in moments] == [
        ("Ouverture des signatures", True),
        ("Clôture\N{NO-BREAK SPACE}: le chiffre est arrêté", False),
        ("Le débat", False),
        ("Audition devant le jury", False),
    ]


@pytest.mark.parametrize(
    ("state", "closes_in", "hearing_in", "left"),
    [
        (AppealState.OPEN, 3, 5, Countdown(3, 5)),
        (AppealState.OPEN, None, 5, Countdown(None, 5)),
        (AppealState.CLOSED, 3, 5, Countdown(None, 5)),
        (AppealState.OPEN, -1, 1, Countdown(None, 1)),
        (AppealState.OPEN, None, -1, Countdown(None, None)),
    ],
)
def test_countdown_is_in_days_of_the_calendar(
    appeal: Appeal, state: str, closes_in: int | None, hearing_in: int, left: Countdown
) -> None:
    # Three in the afternoon of a winter's day in Paris: no change of clocks is near.
    now = database_now().replace(year=2026, month=1, day=14, hour=14)
    appeal.state = state
    appeal.closes_at = now + closes_in * DAY if closes_in is not None else None
    appeal.hearing_at = now + hearing_in * DAY - timedelta(hours=2)

    assert countdown(appeal, now=now) == left


def test_last_day_to_sign_is_said(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(closes_at=database_now() + timedelta(seconds=30))

    page = client.get("/en/").content.decode()

    assert ("is the last day to sign" in page) or ("day left to sign" in page)
