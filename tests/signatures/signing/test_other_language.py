"""Where the switch to the other language leads, and that pages lead to their own appeal."""

import pytest
from django.test import Client

from appeal.enums import AppealState
from appeal.models import Appeal
from tests.factories import make_appeal
from tests.signatures.signing.entries import typed
from tests.signatures.signing.pages import Page

SIGN = "/fr/appeals/appel/sign/"
INBOX = "/fr/appeals/appel/check-your-inbox/"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/fr/?via=hall-b", "/en/?via=hall-b"),
        ("/fr/appeals/appel/?via=hall-b&utm_source=x", "/en/appeals/appel/?via=hall-b"),
        ("/fr/appeals/appel/?via=a%26%22b", "/en/appeals/appel/?via=a%26%22b"),
        ("/fr/appeals/appel/?utm_source=x", "/en/appeals/appel/"),
        (f"{INBOX}?links=1&utm_source=x", "/en/appeals/appel/check-your-inbox/?links=1"),
        (f"{INBOX}?links=all", "/en/appeals/appel/check-your-inbox/?links=all"),
        (f"{INBOX}?links=other", "/en/appeals/appel/check-your-inbox/?links=1"),
        ("/fr/my-signature/?appeal=appel&utm_source=x", "/en/my-signature/?appeal=appel"),
        ("/fr/my-signature/?appeal=nowhere", "/en/my-signature/"),
    ],
)
def test_other_language_keeps_what_the_page_has_understood_of_its_address(
    client: Client, appeal: Appeal, here: str, there: str
) -> None:
    response = client.get(here)

    assert there in Page(response).links
    assert "utm_source" not in response.content.decode()


def test_pages_after_the_form_of_an_appeal_that_is_not_featured_lead_to_it(
    client: Client, appeal: Appeal
) -> None:
    other = make_appeal(slug="other", is_featured=False)
    form = typed(other)
    address = "/fr/appeals/other/sign/"
    mistaken = client.post(address, {**form, "email": ""})
    Appeal.objects.update(state=AppealState.PAUSED)
    refused = client.post(address, form)

    assert [mistaken.status_code, refused.status_code] == [422, 409]
    for response in (mistaken, refused):
        links = Page(response).links
        assert {"/fr/appeals/other/", "/en/appeals/other/"} <= set(links)
        assert not {"/fr/", "/en/"} & set(links)


def test_other_language_of_a_form_with_mistakes_keeps_the_channel(
    client: Client, appeal: Appeal
) -> None:
    response = client.post(SIGN, typed(appeal, first_name="", channel="hall-b"))

    assert response.status_code == 422
    assert [link for link in Page(response).links if link.endswith("?via=hall-b")]
