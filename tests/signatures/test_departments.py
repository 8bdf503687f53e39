"""Departments: a closed list, asked only where the organisers want it, never beside a name."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from appeal.models import Appeal
from signatures.departments import departments
from signatures.enums import SignatureStatus
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.withdraw import withdraw_signature
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.signing.entries import typed
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page

ALL = 101
SIGN = "/fr/appeals/appel/sign/"


@pytest.fixture
def asking(appeal: Appeal) -> Appeal:
    appeal.asks_department = True
    appeal.save()
    return appeal


def test_list_is_whole_and_in_the_order_of_the_numbers() -> None:
    codes = list(departments())

    assert (len(codes), codes[0], codes[-1]) == (ALL, "01", "976")
    # Corsica was the twentieth.
    assert codes == sorted(codes, key=lambda code: code.replace("A", "0").replace("B", "0"))
    assert all(departments().values())


def test_nobody_is_asked_unless_the_organisers_want_it(client: Client, appeal: Appeal) -> None:
    assert "id_department" not in Page(client.get("/fr/")).ids


def test_answer_is_counted(client: Client, asking: Appeal) -> None:
    client.post(SIGN, typed(asking, department="2A"))

    assert Signature.objects.get().department == "2A"


@pytest.mark.parametrize("fields", [{}, {"country": "BE", "department": "34"}])
def test_no_answer_and_an_answer_from_abroad_are_none(
    client: Client, asking: Appeal, fields: dict[str, str]
) -> None:
    client.post(SIGN, typed(asking, **fields))

    assert Signature.objects.get().department == ""


def test_what_is_not_in_the_list_is_refused(client: Client, asking: Appeal) -> None:
    response = client.post(SIGN, typed(asking, department="Montpellier"))

    assert response.status_code == 422
    assert "#id_department" in Page(response).links


def test_withdrawal_takes_it_out_of_the_row(appeal: Appeal) -> None:
    signature = make_signature(appeal, department="34")

    withdraw_signature(handle=signature.handle, now=database_now())

    signature.refresh_from_db()
    assert (signature.status, signature.department) == (SignatureStatus.WITHDRAWN, "")


def test_who_moves_abroad_leaves_it(client: Client, asking: Appeal) -> None:
    signature = make_signature(asking, department="34")
    address = link(signature, Purpose.MANAGE)

    shown = Page(client.get(address)).values
    shown.pop("withdraw")
    client.post(address, {**shown, "country": "BE", "display": "full"})

    assert shown["department"] == "34"
    signature.refresh_from_db()
    assert (signature.country, signature.department) == ("BE", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"department": "34", "country": "BE"},
        {"department": "sud"},
        {"department": "34", "status": SignatureStatus.WITHDRAWN},
    ],
)
def test_database_refuses_any_other(appeal: Appeal, fields: dict[str, str]) -> None:
    with (
        pytest.raises(IntegrityError, match="signature_department_of_france"),
        transaction.atomic(),
    ):
        make_signature(appeal, **fields)
