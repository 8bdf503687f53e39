"""A representative's six digits, typed by hand (R-77)."""

from datetime import timedelta

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.bodies.code import confirm_body_by_code
from signatures.enums import BodyState
from signatures.models import BodySignature, OutboundEmail
from signatures.models.clock import database_now
from signatures.signing.code import MAX_CODE_ATTEMPTS, WrongCodeError
from signatures.tokens import confirmation_code
from tests.signatures.bodies.bodies import ask
from tests.signatures.signing.pages import Page

PAGE = "/fr/organisation-signature/"
EMAIL = "olga@exemple.example"


@pytest.fixture
def body(appeal: Appeal) -> BodySignature:
    ask(appeal, email=EMAIL)
    return BodySignature.objects.get()


def code_of(body: BodySignature, *, right: bool = True) -> str:
    code = confirmation_code(body.handle)
    return code if right else f"{(int(code) + 1) % 1_000_000:06}"


def state_of(body: BodySignature) -> tuple[str, int]:
    body.refresh_from_db()
    return body.state, body.code_attempts


@pytest.mark.requirement("R-77")
def test_the_digits_confirm_and_lead_to_the_organisation(
    client: Client, body: BodySignature
) -> None:
    empty = Page(client.get(PAGE))
    typed = {"email": "Olga@Exemple.example", "code": code_of(body)}

    answers = [client.post(PAGE, typed) for _twice in range(2)]

    assert {"id_email", "id_code"} <= empty.ids
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Page(client.get(answers[1]["Location"])).heading == "La signature de votre organisation"
    assert state_of(body) == (BodyState.VERIFIED, 0)


@pytest.mark.requirement("R-77")
def test_another_code_or_address_is_told_and_counted(client: Client, body: BodySignature) -> None:
    wrong = client.post(PAGE, {"email": EMAIL, "code": code_of(body, right=False)})
    other = client.post(PAGE, {"email": "max@exemple.example", "code": code_of(body)})

    assert [(page.status_code, Page(page).wrong) for page in (wrong, other)] == [
        (422, {"code"})
    ] * 2
    assert state_of(body) == (BodyState.PENDING, 1)


@pytest.mark.requirement("R-77")
@pytest.mark.parametrize("why", ["tried too often", "too old"])
def test_a_right_code_fails_when(body: BodySignature, why: str) -> None:
    if why == "too old":
        a_week_ago = database_now() - timedelta(days=8)
        OutboundEmail.objects.update(created_at=a_week_ago, due_at=a_week_ago)
    else:
        BodySignature.objects.update(code_attempts=MAX_CODE_ATTEMPTS)

    with pytest.raises(WrongCodeError):
        confirm_body_by_code(email=EMAIL, code=code_of(body), now=database_now())

    assert state_of(body)[0] == BodyState.PENDING
