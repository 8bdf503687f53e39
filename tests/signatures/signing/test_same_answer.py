"""What is known of an address shows in no answer (R-03)."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.limits import MAILS_IN_ALL, MAILS_PER_DAY
from signatures.risk.suppression import suppress
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign, typed
from tests.signatures.signing.pages import ClientResponse

pytestmark = pytest.mark.requirement("R-03")

EMAIL = "suzie@campus.example"

type State = Callable[[Appeal], object]


def _never_seen(appeal: Appeal) -> None:
    """An address of nobody here."""


def _over_the_cap_of_the_day(appeal: Appeal) -> None:
    for _ in range(MAILS_PER_DAY):
        sign(appeal)


def _over_the_cap_ever(appeal: Appeal) -> None:
    for _ in range(MAILS_IN_ALL):
        sign(appeal)
        OutboundEmail.objects.update(created_at=database_now() - timedelta(days=2))


def _signed_another_appeal(appeal: Appeal) -> None:
    make_signature(make_appeal(slug="other", is_featured=False), email=EMAIL)


def _has(status: SignatureStatus) -> State:
    def arrange(appeal: Appeal) -> None:
        make_signature(appeal, email=EMAIL, status=status)

    return arrange


STATES: list[tuple[str, State, int]] = [
    # The state, how it comes about, and how many mails it makes of one more request.
    ("new", _never_seen, 1),
    ("pending", _has(SignatureStatus.PENDING), 1),
    ("verified", _has(SignatureStatus.VERIFIED), 1),
    ("withdrawn", _has(SignatureStatus.WITHDRAWN), 1),
    ("invalidated", _has(SignatureStatus.INVALIDATED), 1),
    ("suppressed", lambda _appeal: suppress(recipient_key(EMAIL)), 0),
    ("over the cap of the day", _over_the_cap_of_the_day, 0),
    ("over the cap ever", _over_the_cap_ever, 0),
    ("signed another appeal", _signed_another_appeal, 1),
]
every_state = pytest.mark.parametrize(
    ("arrange", "mails"), [pytest.param(*rest, id=name) for name, *rest in STATES]
)


def answer(response: ClientResponse) -> tuple[int, dict[str, str], bytes, dict[str, object]]:
    return (
        response.status_code,
        dict(response.headers),
        response.content,
        dict(response.cookies),
    )


@every_state
def test_sign_answers_the_same_for_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int
) -> None:
    stranger = client.post("/fr/appeals/appel/sign/", typed(appeal, email="olga@campus.example"))
    arrange(appeal)
    before = OutboundEmail.objects.count()

    response = client.post("/fr/appeals/appel/sign/", typed(appeal, email=EMAIL))

    assert answer(response) == answer(stranger)
    assert response["Location"] == "/fr/appeals/appel/check-your-inbox/"
    assert OutboundEmail.objects.count() - before == mails


@every_state
def test_signing_does_the_same_work_for_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int
) -> None:
    """The time of an answer is that of its statements: they are compared, not the clock."""
    sign_page = "/fr/appeals/appel/sign/"
    client.post(sign_page, typed(appeal, email="first@campus.example"))  # fills memories
    with CaptureQueriesContext(connection) as of_stranger:
        client.post(sign_page, typed(appeal, email="olga@campus.example"))
    arrange(appeal)

    with CaptureQueriesContext(connection) as queries:
        client.post(sign_page, typed(appeal, email=EMAIL))

    # An address that has signed is promised its own mail besides: one statement.
    more = work(queries) - work(of_stranger)
    assert not work(of_stranger) - work(queries)
    assert more.total() <= 1


def work(queries: CaptureQueriesContext) -> Counter[str]:
    """Count the statements by what they do to which table; savepoints are free."""
    words = [query["sql"].split() for query in queries.captured_queries]
    return Counter(" ".join(one[:3]).partition("(")[0] for one in words if "SAVEPOINT" not in one)


@every_state
def test_page_after_signing_is_the_same_for_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int
) -> None:
    inbox = "/fr/appeals/appel/check-your-inbox/"
    before = client.get(inbox)
    arrange(appeal)
    client.post("/fr/appeals/appel/sign/", typed(appeal, email=EMAIL))

    assert answer(client.get(inbox)) == answer(before)


@every_state
@pytest.mark.parametrize("fields", [{"appeal": "appel"}, {}, {"appeal": ""}])
def test_asking_for_the_link_answers_the_same_for_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int, fields: dict[str, str]
) -> None:
    stranger = client.post("/fr/my-signature/", {"email": "olga@campus.example", **fields})
    arrange(appeal)

    response = client.post("/fr/my-signature/", {"email": EMAIL, **fields})

    assert answer(response) == answer(stranger)
    assert response.status_code == 303


@every_state
@pytest.mark.parametrize("fields", [{"appeal": "appel"}, {}])
def test_asking_for_the_link_promises_one_mail_for_each_appeal_in_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int, fields: dict[str, str]
) -> None:
    """To nobody, and taken back, where there is nobody: what is written takes the time."""
    client.post("/fr/my-signature/", {"email": "first@campus.example"})  # fills memories
    arrange(appeal)
    before = OutboundEmail.objects.count()

    with CaptureQueriesContext(connection) as queries:
        client.post("/fr/my-signature/", {"email": EMAIL, **fields})

    written = {act: n for act, n in work(queries).items() if not act.startswith("SELECT")}
    appeals = 1 if fields else Appeal.objects.count()
    assert written == {'INSERT INTO "signatures_outboundemail"': appeals}
    assert OutboundEmail.objects.count() - before <= 1


def test_asking_after_the_close_tells_nothing_of_who_waits(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, email=EMAIL, status=SignatureStatus.PENDING)
    Appeal.objects.update(closes_at=database_now() - timedelta(days=2))
    told, written = [], []

    for email in ("first@campus.example", "olga@campus.example", EMAIL):
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/fr/my-signature/", {"email": email, "appeal": "appel"})
        told.append(answer(response))
        written.append({act for act in work(queries) if not act.startswith("SELECT")})

    assert told[0] == told[1] == told[2]
    assert written[1] == written[2] == {'INSERT INTO "signatures_outboundemail"'}
    assert not OutboundEmail.objects.exists()
    inbox = client.get("/en/appeals/appel/check-your-inbox/?links=1").content.decode()
    assert "no email is sent for it" in inbox


@every_state
def test_wrong_code_answers_the_same_for_every_state(
    client: Client, appeal: Appeal, arrange: State, mails: int
) -> None:
    arrange(appeal)
    codes = {"email": EMAIL, "code": "000000"}
    stranger = client.post("/fr/confirm/", {**codes, "email": "olga@campus.example"})

    response = client.post("/fr/confirm/", codes)

    # The page shows the address that was typed; nothing else may differ.
    assert response.status_code == stranger.status_code == 422
    assert response.content == stranger.content.replace(b"olga@", b"suzie@")


def test_every_kind_of_signature_is_among_the_states() -> None:
    names = {name for name, _arrange, _mails in STATES}

    assert set(SignatureStatus.values) <= names
    assert Signature._meta.get_field("status").choices == SignatureStatus.choices
