"""A member of staff: one account for one address."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User


def test_an_address_is_kept_in_lower_case(db: None) -> None:
    assert User.objects.create_user(" Olga@Appel.Example ").email == "olga@appel.example"


def test_an_address_has_one_account_however_it_is_spelt(db: None) -> None:
    User.objects.create_user("olga@appel.example")

    with pytest.raises(IntegrityError, match="user_unique_email_any_case"), transaction.atomic():
        User.objects.bulk_create([User(email="OLGA@appel.example")])


def test_an_account_without_a_password_cannot_sign_in(db: None) -> None:
    user = User.objects.create_user("olga@appel.example")

    assert not user.has_usable_password()


def test_an_administrator_is_made_by_createsuperuser(db: None) -> None:
    user = User.objects.create_superuser("admin@appel.example", "lantern-hammock-637")

    assert (user.is_superuser, user.check_password("lantern-hammock-637")) == (True, True)


@pytest.mark.parametrize(("name", "shown"), [("Olga", "Olga"), ("", "olga@appel.example")])
def test_people_are_called_by_their_name(name: str, shown: str) -> None:
    user = User(email="olga@appel.example", name=name)

    assert (str(user), user.get_short_name()) == (shown, shown)
