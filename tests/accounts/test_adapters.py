"""Nobody makes an account alone."""

import pytest
from django.test import Client

from accounts.models import User

FORM = {"email": "mallory@evil.example", "password1": "lantern-hammock-saffron-637"}


def test_the_page_to_sign_up_is_closed(db: None) -> None:
    page = Client(headers={"accept-language": "en"}).get("/accounts/signup/")

    assert page.status_code == 200
    assert "account/signup_closed.html" in [template.name for template in page.templates]
    assert 'name="password1"' not in page.text


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/signup/?next=/staff/"])
def test_signing_up_makes_no_account(db: None, address: str) -> None:
    Client().post(address, FORM)

    assert not User.objects.exists()


def test_the_page_to_sign_in_invites_nobody_to_sign_up(db: None) -> None:
    assert "/accounts/signup/" not in Client().get("/accounts/login/").text
