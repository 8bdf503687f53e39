"""Every refusal is a page of ours, in both languages and without a trace (R-53)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from appeal.models import Appeal
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.requirement("R-53")

ERRORS = (400, 403, 404, 405, 413, 429, 500, 503)
NGINX = ("400.html", "413.html", "503.html")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ERRORS)
def test_page_speaks_both_languages(status: int) -> None:
    page = render_to_string(f"{status}.html", request=RequestFactory().get("/fr/"))

    assert '<html lang="fr"' in page
    assert 'lang="en"' in page
    assert "Traceback" not in page


@pytest.mark.parametrize("name", NGINX)
def test_page_of_the_front_speaks_both_languages(name: str) -> None:
    page = (Path(settings.BASE_DIR) / "deploy/nginx/pages" / name).read_text()

    assert 'lang="fr"' in page
    assert 'lang="en"' in page


def test_wrong_method_gets_a_page_and_says_which_are_right(client: Client, appeal: Appeal) -> None:
    response = client.get("/en/appeals/appel/sign/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert b"That does not work here" in response.content
    assert "Cela ne fonctionne pas ici" in response.content.decode()


@pytest.mark.parametrize("status", [403, 404, 405])
@pytest.mark.parametrize(("path", "at_desk"), [("/staff/mail/send-again/", True), ("/fr/", False)])
def test_who_works_at_the_desk_goes_back_there(
    db: None, status: int, path: str, *, at_desk: bool
) -> None:
    page = render_to_string(f"{status}.html", request=RequestFactory().get(path))

    assert ("Retour à l’espace" in page) == ("Back to the desk" in page) == at_desk
    assert ('href="/staff/"' in page) == at_desk
    assert ("To the appeal" in page) != at_desk


def test_what_a_session_s_end_took_is_said_after_signing_in(appeal: Appeal) -> None:
    desk, undo = Client(), "/staff/signatures/signature/queue/undo/"
    assert desk.post(undo).status_code == 302  # to the sign-in, and from there to a GET
    desk = signed_in(make_staff("organiser"))

    answer = desk.get(undo)

    assert answer.status_code == 405
    assert "what you sent was not done: do it once more." in answer.text
    assert "votre envoi n’a pas été pris en compte\xa0: recommencez." in answer.text


def test_unknown_address_gets_a_page_without_a_trace(client: Client, db: None) -> None:
    response = client.get("/en/<script>alert(1)</script>/")

    assert response.status_code == 404
    assert b"<script>alert" not in response.content


@pytest.mark.requirement("R-37", "R-38")
@pytest.mark.parametrize("broken", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_said_with_when_to_come_back(broken: type[Exception]) -> None:
    answer = answer_to(broken("could not connect"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert b"If you had just sent a form" in answer.content
    assert "Réessayez dans une minute" in answer.content.decode()


@pytest.mark.parametrize("broken", [ValueError, IntegrityError])
def test_a_fault_of_ours_is_no_matter_of_waiting(broken: type[Exception]) -> None:
    answer = answer_to(broken("a fault"))

    assert (answer.status_code, "Retry-After" in answer) == (500, False)
    assert "Une erreur est survenue" in answer.content.decode()
    assert "a fault" not in answer.content.decode()


def answer_to(error: Exception) -> HttpResponse:
    """Give what Django answers when a view raises `error`."""

    def view(request: HttpRequest) -> HttpResponse:
        raise error

    answer = convert_exception_to_response(view)(RequestFactory().get("/fr/"))
    assert isinstance(answer, HttpResponse)
    return answer
