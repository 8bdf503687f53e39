"""Everybody who may come to an address, each with a browser."""

from dataclasses import dataclass
from random import randrange

from django.contrib.auth.models import Group
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import User
from accounts.roles import MODERATOR, ORGANISER, PERSONAL_DATA_EXPORT, PRESS
from tests.staff import signed_in

# One letter for each, as `address_matrix` writes them.
PEOPLE: dict[str, tuple[str, ...] | None] = {
    "s": None,  # a stranger
    "n": (),  # an account without a role
    "p": (PRESS,),
    "m": (MODERATOR,),
    "o": (ORGANISER,),
    "e": (ORGANISER, PERSONAL_DATA_EXPORT),
    "a": (),  # an administrator
}
_DOORS = ("/accounts/login/", "/staff/login/")


@dataclass(frozen=True)
class Answer:
    """What somebody got."""

    status: int
    text: str
    let_in: bool


def make_people() -> dict[str, Client]:
    """Make an account for each letter, without the cost of a password, and a browser."""
    browsers = {}
    for letter, groups in PEOPLE.items():
        if groups is None:
            browsers[letter] = Client(raise_request_exception=False)
            continue
        user = User.objects.create(email=f"{letter}@appel.example", is_superuser=letter == "a")
        user.groups.set(Group.objects.filter(name__in=groups))
        browsers[letter] = signed_in(user)
        browsers[letter].raise_request_exception = False
    return browsers


def ask(browser: Client, verb: str, path: str) -> Answer:
    """Ask for a page, or send an empty form."""
    answer: HttpResponseBase = browser.generic(
        verb,
        path,
        content_type="application/x-www-form-urlencoded",
        # From everywhere: who asks for every page from one place is slowed down.
        REMOTE_ADDR=f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}",
    )
    assert answer.status_code not in (429, 503), f"{verb} {path} was not looked at"
    door = answer.headers.get("Location", "").startswith(_DOORS)
    return Answer(
        status=answer.status_code,
        text=b"".join(answer).decode(errors="replace"),
        let_in=answer.status_code not in (403, 405) and not (door and answer.status_code == 302),
    )
