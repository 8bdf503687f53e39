"""Domains and networks at the desk: the organiser's, and nobody else's."""

import pytest

from accounts.roles import MODERATOR, ORGANISER, PRESS
from signatures.models import MailDomain, NetworkRule
from tests.pages import said
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db


def test_organiser_enters_a_campus_as_people_write_it() -> None:
    client = signed_in(make_staff(ORGANISER))
    typed = {"network": " 192.0.2.77/24 ", "kind": "allow", "note": "campus"}

    response = client.post("/staff/signatures/networkrule/add/", typed, follow=True)

    assert said(response.content.decode())
    assert NetworkRule.objects.get().network == "192.0.2.0/24"


def test_network_that_is_none_is_explained() -> None:
    client = signed_in(make_staff(ORGANISER))
    typed = {"network": "the campus", "kind": "allow"}

    response = client.post("/staff/signatures/networkrule/add/", typed)

    assert "Type a network such as 192.0.2.0/24." in response.content.decode()


@pytest.mark.requirement("R-09")
def test_organiser_enters_a_domain_and_reads_which_list_is_installed() -> None:
    client = signed_in(make_staff(ORGANISER))
    typed = {"domain": "jetable.example", "is_disposable": "on", "ignores_tags": "on"}

    page = client.post("/staff/signatures/maildomain/add/", typed, follow=True).content.decode()

    assert MailDomain.objects.get().is_disposable
    assert "disposable-email-domains 0." in page


@pytest.mark.parametrize("role", [MODERATOR, PRESS])
def test_nobody_else_reads_or_writes_them(role: str) -> None:
    client = signed_in(make_staff(role))

    for model in ("maildomain", "networkrule"):
        assert client.get(f"/staff/signatures/{model}/").status_code == 403
        assert client.post(f"/staff/signatures/{model}/add/", {}).status_code == 403
