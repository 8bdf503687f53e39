"""One click ends the news, without a cookie; opening the link ends nothing (R-82)."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail.compose_news import stop_link
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.tokens import STOP_LIFETIME
from tests.signatures.mail.promises import promise
from tests.signatures.news.letters import make_newsletter, make_reader

pytestmark = pytest.mark.requirement("R-82")

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(appeal: Appeal) -> Signature:
    return make_reader(appeal)


@pytest.fixture
def link(reader: Signature) -> str:
    return urlsplit(stop_link(reader.handle, database_now())).path


def wants_news(reader: Signature) -> bool:
    reader.refresh_from_db()
    return reader.updates_consented_at is not None


def test_opening_the_link_changes_nothing(client: Client, reader: Signature, link: str) -> None:
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200

    assert wants_news(reader)
    assert b"<button" in client.get(link).content


@pytest.mark.parametrize("origin", ["https://mail.example", "null", None])
def test_one_click_of_a_mail_program_ends_the_news(
    reader: Signature, link: str, origin: str | None
) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"} if origin else {}

    answers = [client.post(link, ONE_CLICK, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not wants_news(reader)
    assert not answers[0].cookies


def test_signature_stays(client: Client, reader: Signature, link: str) -> None:
    client.post(link, ONE_CLICK)

    reader.refresh_from_db()
    assert (reader.status, reader.display) == (SignatureStatus.VERIFIED, "full")


def test_news_that_waits_is_not_sent_and_other_mails_are(
    client: Client, appeal: Appeal, reader: Signature, link: str
) -> None:
    promise(reader, kind=EmailKind.NEWS, newsletter=make_newsletter(appeal))
    promise(reader, kind=EmailKind.MANAGE)

    client.post(link, ONE_CLICK)

    kinds = OutboundEmail.objects.filter(state=EmailState.QUEUED).values_list("kind", flat=True)
    assert list(kinds) == [EmailKind.MANAGE]


def test_link_of_long_ago_works(client: Client, reader: Signature) -> None:
    old = urlsplit(stop_link(reader.handle, database_now() - STOP_LIFETIME - timedelta(days=9)))

    assert client.post(old.path, ONE_CLICK).status_code == 200
    assert not wants_news(reader)


def test_link_of_an_erased_signature_is_answered_the_same(client: Client, appeal: Appeal) -> None:
    gone = urlsplit(stop_link(uuid4(), database_now())).path

    assert client.post(gone, ONE_CLICK).status_code == 200


def test_forged_link_is_refused(client: Client, reader: Signature) -> None:
    answer = client.post("/fr/news/stop/AAAA/", ONE_CLICK)

    assert answer.status_code == 404
    assert wants_news(reader)
