"""Invitations: the mail's link sets the first password, once."""

import re
from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from accounts.invitations import (
    InvitationNotSentError,
    invitation_address,
    keep_one_address,
    send_invitation,
)
from accounts.models import User
from appeal.models import Appeal
from tests.factories import make_appeal
from tests.staff import NO_SERVER, PASSWORD, make_staff

NEW = "quill-nettle-sunbeam-985"


@pytest.fixture
def olga(db: None) -> User:
    return User.objects.create_user("olga@appel.example", name="Olga")


def path_in(text: str) -> str:
    """The link in a mail, without the site in front."""
    (link,) = set(re.findall(rf"{re.escape(settings.SITE_URL)}(/accounts/password\S+)", text))
    return str(link)


def follow(client: Client, path: str) -> str:
    """Open the link; give the address of the page with the form, or "" when it is refused."""
    answer = client.get(path, follow=True)
    return answer.redirect_chain[-1][0] if "password1" in answer.text else ""


def choose(client: Client, form: str, password: str = NEW) -> int:
    answer = client.post(form, {"password1": password, "password2": password})
    return int(answer.status_code)


def test_the_mail_goes_to_the_person_with_a_link_on_our_site(olga: User) -> None:
    send_invitation(olga)

    (sent,) = mail.outbox
    assert sent.to == ["olga@appel.example"]
    assert sent.from_email == settings.DEFAULT_FROM_EMAIL
    assert "Olga" in sent.body
    assert path_in(str(sent.body)).startswith("/accounts/password/reset/key/")


def test_the_mail_says_in_both_languages_which_appeal_invites_and_where(
    olga: User, appeal: Appeal
) -> None:
    with override_settings(SITE_URL="https://appel.example"):
        send_invitation(olga)

    text = str(mail.outbox[0].body)
    french = "L’équipe de l’appel «\u00a0Pour une IA responsable\u00a0» vous ouvre un accès"
    assert f"{french} à son espace, sur appel.example." in text
    assert "The organisers of the appeal “For responsible AI” invite you" in text


def test_the_mail_of_a_site_without_an_appeal_names_the_site(olga: User) -> None:
    make_appeal(is_featured=False)

    with override_settings(SITE_URL="https://appel.example"):
        send_invitation(olga)

    text = str(mail.outbox[0].body)
    assert "à l’espace des organisateurs, sur appel.example, où l’on veille" in text
    assert "the organisers’ desk on appel.example, where" in text


def test_the_link_sets_the_password_that_opens_the_desk(olga: User) -> None:
    send_invitation(olga)
    client = Client()

    form = follow(client, path_in(str(mail.outbox[0].body)))
    status = choose(client, form)
    answer = Client().post("/accounts/login/", {"login": olga.email, "password": NEW})

    assert status == 302
    assert answer["Location"] == "/staff/"


def test_the_link_works_once(olga: User) -> None:
    path = path_in(invitation_address(olga))
    first, second = Client(), Client()
    choose(first, follow(first, path))

    assert follow(second, path) == ""


def test_opening_the_link_does_not_use_it_up(olga: User) -> None:
    path = path_in(invitation_address(olga))

    assert [bool(follow(Client(), path)) for _time in range(3)] == [True] * 3


@pytest.mark.parametrize(("seconds", "opens"), [(0, True), (1, False)])
def test_the_link_dies_after_three_days(
    olga: User, monkeypatch: pytest.MonkeyPatch, *, seconds: int, opens: bool
) -> None:
    path = path_in(invitation_address(olga))
    later = default_token_generator._now() + timedelta(days=3, seconds=seconds)
    monkeypatch.setattr(default_token_generator, "_now", lambda: later)

    assert bool(follow(Client(), path)) == opens


def test_the_link_of_a_suspended_account_opens_no_desk(olga: User) -> None:
    path = path_in(invitation_address(olga))
    User.objects.filter(pk=olga.pk).update(is_active=False)
    client = Client()

    form = follow(client, path)
    choose(client, form or path)

    assert client.get("/staff/").status_code == 302
    answer = client.post("/accounts/login/", {"login": olga.email, "password": NEW})
    assert answer.headers.get("Location") != "/staff/"


def test_a_link_of_somebody_else_is_refused(olga: User) -> None:
    mallory = make_staff()
    key = path_in(invitation_address(mallory)).rsplit("-", 2)[-2:]
    path = re.sub(r"-[^-]+-[^-]+$", "-" + "-".join(key), path_in(invitation_address(olga)))

    assert follow(Client(), path) == ""


@pytest.mark.parametrize(
    "password", ["short", "123456789012345", "password1234", "olga@appel.example"]
)
def test_a_weak_password_is_refused(olga: User, password: str) -> None:
    client = Client()
    form = follow(client, path_in(invitation_address(olga)))

    choose(client, form, password)

    olga.refresh_from_db()
    assert not olga.has_usable_password()


def test_a_mail_server_that_is_away_is_said(olga: User) -> None:
    with override_settings(MAILERS=NO_SERVER), pytest.raises(InvitationNotSentError):
        send_invitation(olga)


def test_an_address_that_was_given_up_signs_nobody_in(olga: User) -> None:
    olga.set_password(PASSWORD)
    olga.save()
    Client().post("/accounts/login/", {"login": "olga@appel.example", "password": PASSWORD})
    olga.email = "olga@new.example"
    olga.save()

    keep_one_address(olga)

    old, new = (
        Client().post("/accounts/login/", {"login": login, "password": PASSWORD}).status_code
        for login in ("olga@appel.example", "olga@new.example")
    )
    assert (old, new) == (200, 302)


def test_a_forgotten_password_is_asked_for_in_our_words(olga: User) -> None:
    browser = Client(headers={"accept-language": "fr"})
    browser.post("/accounts/password/reset/", {"email": olga.email})

    (sent,) = mail.outbox
    assert sent.subject == "Un nouveau mot de passe pour l’espace des organisateurs"
    assert "trois jours" in sent.body
    assert "second facteur" in sent.body
    assert path_in(str(sent.body)).startswith("/accounts/password/reset/key/")
