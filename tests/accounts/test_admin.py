"""Members of staff at the desk: an administrator invites, gives roles, suspends."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client, override_settings

from accounts.models import User
from accounts.roles import MODERATOR, ORGANISER, PRESS
from tests.staff import GROUPS, NO_SERVER, make_staff, signed_in

LIST = "/staff/accounts/user/"
ADD = f"{LIST}add/"


@pytest.fixture
def desk(db: None) -> Client:
    """The browser of an administrator."""
    return signed_in(make_staff("administrator", email="admin@appel.example"))


def roles(*names: str) -> list[int]:
    return [Group.objects.get(name=name).pk for name in names]


@pytest.mark.django_db(transaction=True)
def test_inviting_makes_an_account_with_roles_and_mails_it() -> None:
    desk = signed_in(make_staff("administrator"))

    answer = desk.post(
        ADD,
        {"email": " Olga@Appel.example", "name": "Olga", "groups": roles(ORGANISER, PRESS)},
        follow=True,
    )

    olga = User.objects.get(email="olga@appel.example")
    assert "An invitation was sent to olga@appel.example." in answer.text
    assert [sent.to for sent in mail.outbox] == [["olga@appel.example"]]
    assert set(olga.groups.values_list("name", flat=True)) == {ORGANISER, PRESS}
    assert (olga.has_usable_password(), olga.is_active, olga.is_superuser) == (False, True, False)


@pytest.mark.django_db(transaction=True)
def test_an_account_is_kept_when_the_mail_server_is_away() -> None:
    desk = signed_in(make_staff("administrator"))

    with override_settings(MAILERS=NO_SERVER):
        answer = desk.post(
            ADD, {"email": "olga@appel.example", "groups": roles(ORGANISER)}, follow=True
        )

    assert answer.status_code == 200
    assert "did not take the invitation to olga@appel.example" in answer.text
    assert User.objects.filter(email="olga@appel.example").exists()


def test_a_role_that_does_not_exist_is_not_given(desk: Client) -> None:
    desk.post(ADD, {"email": "olga@appel.example", "groups": [999_999]})

    assert mail.outbox == []
    assert not User.objects.filter(email="olga@appel.example").exists()


def test_nobody_is_invited_to_an_empty_desk(desk: Client) -> None:
    answer = desk.post(ADD, {"email": "olga@appel.example"})

    assert "Choose at least one role." in answer.text
    assert not User.objects.filter(email="olga@appel.example").exists()


@pytest.mark.parametrize("email", ["admin@appel.example", "ADMIN@appel.example", "not an address"])
def test_an_address_has_one_account(desk: Client, email: str) -> None:
    answer = desk.post(ADD, {"email": email, "groups": roles(PRESS)})

    assert answer.context["adminform"].form.errors.keys() == {"email"}


def test_an_invitation_can_be_sent_again(desk: Client) -> None:
    olga, gone = make_staff(), make_staff(is_active=False)
    chosen = {"action": "invite_again", "_selected_action": [olga.pk, gone.pk]}

    desk.post(LIST, chosen)

    assert [sent.to for sent in mail.outbox] == [[olga.email]]


def test_roles_and_state_are_changed(desk: Client) -> None:
    olga = make_staff(ORGANISER, email="olga@appel.example")

    desk.post(
        f"{LIST}{olga.pk}/change/", {"email": olga.email, "name": "", "groups": roles(MODERATOR)}
    )

    olga = User.objects.get(pk=olga.pk)
    assert list(olga.groups.values_list("name", flat=True)) == [MODERATOR]
    assert not olga.is_active
    assert mail.outbox == []


def test_a_new_address_replaces_the_old_one_for_signing_in(desk: Client) -> None:
    olga = make_staff(email="olga@appel.example")
    EmailAddress.objects.create(user=olga, email="olga@appel.example", verified=True, primary=True)

    desk.post(
        f"{LIST}{olga.pk}/change/",
        {"email": "olga@new.example", "is_active": "on", "groups": roles(ORGANISER)},
    )

    assert User.objects.get(pk=olga.pk).email == "olga@new.example"
    assert not EmailAddress.objects.filter(email="olga@appel.example").exists()


@pytest.mark.parametrize("role", sorted(set(GROUPS) - {"administrator"}))
def test_only_administrators_see_or_make_staff(db: None, role: str) -> None:
    client = signed_in(make_staff(role))

    answers = [client.get(LIST), client.get(ADD), client.post(ADD, {"email": "a@appel.example"})]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_the_list_names_the_roles(desk: Client) -> None:
    make_staff("exporting organiser")

    assert "organiser, export of personal data" in desk.get(LIST).text
