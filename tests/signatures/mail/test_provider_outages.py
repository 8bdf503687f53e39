"""A provider that is away, refuses us, or falls silent: no mail is lost, none is doubled."""

import socket
from collections.abc import Callable
from functools import partial

import pytest
from pytest_django import Settings

from appeal.models import Appeal
from config.mail import provider
from signatures.enums import EmailState
from signatures.mail.delivery import deliver_due
from tests.signatures.mail.promises import promises, state_of
from tests.signatures.mail.sink import bad_server, silent

type UseProvider = Callable[[int], None]

TAKEN = "201 Created"
SECRET = "brevo:a-long-and-random-webhook-secret"


@pytest.fixture
def use_provider(settings: Settings) -> UseProvider:
    """Send mail through an API at a port of this machine."""

    def use(port: int) -> None:
        url = f"brevo://key@?api_url=http://127.0.0.1:{port}/&webhook={SECRET}"
        configured = provider(url)
        settings.ANYMAIL = {**configured.anymail, "REQUESTS_TIMEOUT": (3, 0.5)}
        settings.MAILERS = {"outbox": configured.mailer}

    return use


class Api:
    """Answers one mail after the other as it was told; without an answer it does `at_end`."""

    def __init__(
        self, answers: list[str], *, at_end: Callable[[socket.socket], object] = silent
    ) -> None:
        self.answers, self.at_end = answers, at_end
        self.posts = 0

    def converse(self, connection: socket.socket) -> None:
        """Take one request, whole, and answer it; each has a connection of its own."""
        length = 0
        with connection.makefile("rb") as lines:
            while line := lines.readline().strip().lower():
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            lines.read(length)
        self.posts += 1
        if not self.answers:
            self.at_end(connection)
            return
        body = '{"messageId": "<1@provider.example>"}'
        head = f"HTTP/1.1 {self.answers.pop(0)}\r\nConnection: close\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


@pytest.mark.parametrize(
    "answer",
    [
        "401 Unauthorized",
        "402 Payment Required",
        "403 Forbidden",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "503 Service Unavailable",
    ],
)
def test_provider_that_takes_nothing_gives_the_batch_back_untried(
    appeal: Appeal, use_provider: UseProvider, answer: str
) -> None:
    emails = promises(appeal, 3)
    api = Api([answer])

    with bad_server(api.converse) as port:
        use_provider(port)
        assert deliver_due() == 0

    noted = f"provider: {answer[:3]}"
    assert {state_of(email) for email in emails} == {(EmailState.QUEUED, 0, noted)}
    assert api.posts == 1


def test_provider_that_is_away_costs_no_mail(appeal: Appeal, use_provider: UseProvider) -> None:
    emails = promises(appeal, 2)
    use_provider(1)

    assert deliver_due() == 0

    noted = "provider: ConnectionError"
    assert {state_of(email) for email in emails} == {(EmailState.QUEUED, 0, noted)}


def test_mail_that_the_provider_does_not_understand_does_not_stop_the_others(
    appeal: Appeal, use_provider: UseProvider
) -> None:
    poison, behind = promises(appeal, 2)

    with bad_server(Api(["400 Bad Request", TAKEN]).converse) as port:
        use_provider(port)
        assert deliver_due() == 1

    assert state_of(poison) == (EmailState.QUEUED, 1, "provider: 400")
    assert state_of(behind)[0] == EmailState.SENT


@pytest.mark.parametrize(
    ("api", "noted"),
    [
        (partial(Api, [TAKEN]), "ReadTimeout"),
        (partial(Api, [TAKEN], at_end=lambda _connection: None), "ConnectionError"),
        (partial(Api, [TAKEN, "504 Gateway Timeout"]), "504"),
    ],
)
def test_mail_that_the_provider_may_have_is_not_sent_again_at_once(
    appeal: Appeal, use_provider: UseProvider, api: Callable[[], Api], noted: str
) -> None:
    first, second = promises(appeal, 2)
    provider_api = api()

    with bad_server(provider_api.converse) as port:
        use_provider(port)
        assert deliver_due() == 1

    assert state_of(first)[0] == EmailState.SENT
    assert state_of(second) == (EmailState.QUEUED, 1, f"provider: {noted}")
    assert provider_api.posts == 2
