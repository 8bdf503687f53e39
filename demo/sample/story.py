"""What is told around the sample's letter: dates, numbers, news, questions, who publishes it."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from appeal.models import Appeal, Imprint, KeyDate, KeyFigure, NewsItem, Question
from demo.sample.letters import LANGUAGES
from demo.sample.people import read_words


def tell_story(appeal: Appeal, *, now: datetime) -> None:
    """Write it all, in each language of the letter.

    Args:
        appeal: the sample's.
        now: the database's time; every day is counted from it.
    """
    words: dict[str, list[dict[str, Any]]] = read_words("story")
    Imprint.objects.create(appeal=appeal, **read_words("story")["imprint"])
    for language in LANGUAGES:
        KeyDate.objects.bulk_create(
            KeyDate(
                appeal=appeal,
                language=language,
                at=_at(now, date["days"], date["hour"]),
                label=date[language],
            )
            for date in words["date"]
        )
        KeyFigure.objects.bulk_create(
            KeyFigure(
                appeal=appeal,
                language=language,
                position=position,
                number=figure[language][0],
                label=figure[language][1],
                url=figure["source"],
            )
            for position, figure in enumerate(words["figure"])
        )
        NewsItem.objects.bulk_create(
            NewsItem(
                appeal=appeal,
                language=language,
                published_at=_at(now, item["days"], 9),
                title=item[language][0],
                body=item[language][1],
            )
            for item in words["news"]
        )
        Question.objects.bulk_create(
            Question(
                appeal=appeal,
                language=language,
                position=position,
                question=asked[language][0],
                answer=asked[language][1],
            )
            for position, asked in enumerate(words["question"])
        )


def _at(now: datetime, days: int, hour: int) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(hour), zone)
