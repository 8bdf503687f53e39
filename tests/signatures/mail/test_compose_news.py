"""News as a mail: one click ends it, and its text reads well alone (R-80, R-82)."""

import re
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.mail.compose import compose
from signatures.mail.compose_news import plain
from signatures.mail.delivery import deliver_due
from signatures.mail.message import message_id
from signatures.mail.return_path import return_path
from signatures.models import OutboundEmail
from tests.signatures.mail.promises import promise
from tests.signatures.mail.sink import Sink
from tests.signatures.news.letters import make_newsletter, make_reader

pytestmark = pytest.mark.requirement("R-82")

FOLDED_AT = 78


@pytest.fixture
def email(appeal: Appeal) -> OutboundEmail:
    reader = make_reader(appeal, language="en", first_name="Zoé")
    return promise(reader, kind=EmailKind.NEWS, newsletter=make_newsletter(appeal))


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def test_one_click_ends_the_news(email: OutboundEmail) -> None:
    mail = compose(email).message()

    link = mail["List-Unsubscribe"].strip("<>")
    assert link.startswith("http://testserver/en/news/stop/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in body(mail, "html")
    assert link in body(mail, "plain")


def test_address_of_one_click_arrives_in_one_piece(email: OutboundEmail, sink: Sink) -> None:
    assert deliver_due() == 1

    [text], [mail] = sink.texts, sink.mails
    link = re.search(rb"^List-Unsubscribe: <(http\S+)>\r\n", text, re.MULTILINE)
    assert link is not None
    assert len(link[0]) > FOLDED_AT
    assert link[1].decode() in body(mail, "plain")
    assert b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in text


def test_headers_of_every_mail_arrive_in_one_piece(
    email: OutboundEmail, sink: Sink, settings: Settings
) -> None:
    settings.SITE_HOST = ".".join(["a-very-long-name-of-a-university"] * 5)
    settings.BOUNCE_ADDRESS = f"bounce@{settings.SITE_HOST}"

    assert deliver_due() == 1

    assert f"\r\nMessage-ID: {message_id(email)}\r\n".encode() in sink.texts[0]
    assert sink.senders == [return_path(email)]


def test_mail_has_the_headers_of_every_mail(email: OutboundEmail) -> None:
    mail = compose(email).message()

    assert mail["Subject"] == "The hearing is near"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].startswith(f"<{email.pk}.")
    assert mail["Content-Language"] == "en"


def test_text_and_html_say_the_same(email: OutboundEmail) -> None:
    mail = compose(email).message()

    assert "Hello Zoé," in body(mail, "plain")
    assert "Nous sommes 12 000. Lire la suite (https://appel.example/suite)." in body(mail, "plain")
    assert 'href="https://appel.example/suite"' in body(mail, "html")
    assert "<strong" in body(mail, "html")


def test_mail_is_the_same_on_every_attempt(email: OutboundEmail) -> None:
    first, second = (compose(email).message() for _ in range(2))

    assert first["List-Unsubscribe"] == second["List-Unsubscribe"]
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("## Titre\n\ntexte", "Titre\n\ntexte"),
        ("**gras** et __gras__", "gras et gras"),
        ("[ici](https://a.example/x)", "ici (https://a.example/x)"),
        ("2 ** 3 et 4 * 5", "2 ** 3 et 4 * 5"),
        ("- un\n- deux", "- un\n- deux"),
    ],
)
def test_markdown_reads_well_as_text(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_markup_of_an_organiser_cannot_execute(appeal: Appeal) -> None:
    newsletter = make_newsletter(appeal)
    newsletter.texts.update(body="<script>alert(1)</script> [x](javascript:alert(1))")
    email = promise(make_reader(appeal), kind=EmailKind.NEWS, newsletter=newsletter)

    html = body(compose(email).message(), "html")

    assert "<script" not in html
    assert 'href="javascript' not in html
