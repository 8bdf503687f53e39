"""Organisers, and not administrators alone, tell the story and say what the law wants said."""

import pytest
from django.test import Client

from appeal.models import Appeal, Imprint, KeyFigure, NewsItem, Question
from signatures.models.clock import database_now
from tests.pages import said, typed
from tests.staff import make_staff, signed_in


@pytest.fixture
def desk(db: None) -> Client:
    """Olga's browser."""
    return signed_in(make_staff("organiser"))


def test_organiser_writes_what_is_told_around_the_letter(desk: Client, appeal: Appeal) -> None:
    page = f"/staff/appeal/appeal/{appeal.pk}/change/"
    today = f"{database_now():%Y-%m-%d}"
    written = {
        "accent": "#8a2b2b",
        "news-TOTAL_FORMS": "1",
        "news-0-language": "fr",
        "news-0-title": "Lancé",
        "news-0-body": "Oui.",
        "news-0-published_at_0": today,
        "news-0-published_at_1": "00:00",
        "key_figures-TOTAL_FORMS": "1",
        "key_figures-0-language": "fr",
        "key_figures-0-position": "1",
        "key_figures-0-number": "12 000",
        "key_figures-0-label": "étudiants",
        "questions-TOTAL_FORMS": "1",
        "questions-0-language": "fr",
        "questions-0-position": "1",
        "questions-0-question": "Combien ?",
        "questions-0-answer": "Un.",
        "imprint-TOTAL_FORMS": "1",
        "imprint-0-host_name": "Hébergeur",
    }

    desk.post(page, typed(desk.get(page).text) | written, follow=True)

    assert Appeal.objects.get().accent == "#8a2b2b"
    assert [item.title for item in NewsItem.objects.all()] == ["Lancé"]
    assert [str(item) for item in KeyFigure.objects.all()] == ["12 000 étudiants"]
    assert [item.question for item in Question.objects.all()] == ["Combien ?"]
    assert Imprint.objects.get().host_name == "Hébergeur"


def test_pale_colour_is_refused_at_the_desk_with_the_nearest(desk: Client, appeal: Appeal) -> None:
    page = f"/staff/appeal/appeal/{appeal.pk}/change/"

    answer = desk.post(page, typed(desk.get(page).text) | {"accent": "#f4a261"})

    assert "the nearest colour that can be is #" in answer.content.decode()
    assert said(answer.content.decode()) == []
    assert Appeal.objects.get().accent == ""
