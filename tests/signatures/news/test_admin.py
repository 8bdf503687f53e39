"""News at the desk: written, looked at, sent to oneself, then to everybody; or stopped."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.models import Newsletter
from tests.pages import said, typed
from tests.signatures.mail.conftest import UseServer
from tests.signatures.mail.sink import Sink
from tests.signatures.news.letters import BODY, is_sending, make_newsletter, make_reader
from tests.staff import make_staff, signed_in

LIST = "/staff/signatures/newsletter/"


@pytest.fixture
def desk(appeal: Appeal) -> Callable[[str], Client]:
    return lambda role: signed_in(make_staff(role))


def page(newsletter: Newsletter, path: str = "change/") -> str:
    return f"{LIST}{newsletter.pk}/{path}"


def test_news_is_written_in_both_languages_on_one_page(
    desk: Callable[[str], Client], appeal: Appeal
) -> None:
    client = desk(ORGANISER)
    form = typed(client.get(f"{LIST}add/").content.decode())
    form |= {"appeal": str(appeal.pk), "per_hour": "600"}
    for number, subject in enumerate(("Bientôt", "Soon")):
        form |= {f"texts-{number}-subject": subject, f"texts-{number}-body": BODY}

    answer = client.post(f"{LIST}add/", form, follow=True)

    newsletter = Newsletter.objects.get()
    texts = newsletter.texts.order_by("language").values_list("language", "subject")
    assert list(texts) == [("en", "Soon"), ("fr", "Bientôt")]
    assert answer.redirect_chain[-1][0] == page(newsletter)
    assert newsletter.created_by is not None


@pytest.mark.parametrize(
    ("language", "subject"), [("fr", "Bientôt l’audition"), ("en", "The hearing is near")]
)
def test_preview_shows_text_and_html(
    desk: Callable[[str], Client], appeal: Appeal, language: str, subject: str
) -> None:
    client, newsletter = desk(ORGANISER), make_newsletter(appeal, tested=False)

    text = client.get(page(newsletter, f"preview/{language}/"))
    html = client.get(page(newsletter, f"preview/{language}.html/"))

    assert subject in text.content.decode()
    assert "Lire la suite (https://appel.example/suite)" in text.content.decode()
    assert "<strong" in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]


def test_way_from_draft_to_sending(
    desk: Callable[[str], Client], appeal: Appeal, sink: Sink
) -> None:
    client, newsletter = desk(ORGANISER), make_newsletter(appeal, tested=False)
    make_reader(appeal)
    early = client.post(page(newsletter, "send/"), follow=True).content.decode()
    assert "send them to yourself first" in said(early)[0]

    tested = client.post(page(newsletter, "test/"), follow=True).content.decode()
    assert "2 mails were sent to organiser" in said(tested)[0]
    assert "1 signatory asked for news" in client.get(page(newsletter, "send/")).content.decode()
    client.post(page(newsletter, "send/"))

    assert is_sending(newsletter)
    shown = client.get(page(newsletter)).content.decode()
    assert "Stop sending" in shown
    assert "For good: what has left has left" in shown
    assert 'name="texts-0-body"' not in shown
    stopped = client.post(page(newsletter, "stop/"), follow=True).content.decode()
    assert "1 mail was taken out" in said(stopped)[0]


def test_mail_server_that_is_away_is_said(
    desk: Callable[[str], Client], appeal: Appeal, use_server: UseServer
) -> None:
    use_server(1)  # nobody answers there
    newsletter = make_newsletter(appeal, tested=False)

    answer = desk(ORGANISER).post(page(newsletter, "test/"), follow=True).content.decode()

    assert said(answer) == ["The mail server did not take it: try again later."]


@pytest.mark.parametrize("path", ["change/", "preview/fr/", "preview/fr.html/", "send/"])
@pytest.mark.parametrize("role", [MODERATOR, PRESS])
def test_others_see_no_news(
    desk: Callable[[str], Client], appeal: Appeal, role: str, path: str
) -> None:
    assert desk(role).get(page(make_newsletter(appeal), path)).status_code == 403


@pytest.mark.parametrize("path", ["test/", "send/", "stop/"])
def test_others_send_nothing(desk: Callable[[str], Client], appeal: Appeal, path: str) -> None:
    newsletter = make_newsletter(appeal)

    assert desk(MODERATOR).post(page(newsletter, path)).status_code == 403
    assert not is_sending(newsletter)


@pytest.mark.parametrize("path", ["test/", "stop/"])
def test_get_sends_nothing(desk: Callable[[str], Client], appeal: Appeal, path: str) -> None:
    newsletter = make_newsletter(appeal)

    assert desk(ORGANISER).get(page(newsletter, path)).status_code == 405
