"""Members of staff for tests: one function for an account, one for a client signed in."""

import itertools
import time
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.roles import MODERATOR, ORGANISER, PERSONAL_DATA_EXPORT, PRESS

ADMINISTRATOR = "administrator"
PASSWORD = "lantern-hammock-saffron-637"
# For `override_settings(MAILERS=…)`: nothing answers there.
NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
    }
}
# Who works at the desk, and the groups that make them so.
GROUPS: dict[str, tuple[str, ...]] = {
    ADMINISTRATOR: (),
    ORGANISER: (ORGANISER,),
    "exporting organiser": (ORGANISER, PERSONAL_DATA_EXPORT),
    MODERATOR: (MODERATOR,),
    PRESS: (PRESS,),
    "nobody": (),
}

_numbers = itertools.count(1)


def make_staff(role: str = ORGANISER, **fields: Any) -> User:
    """Make a member of staff in one of the roles of `GROUPS`."""
    email = fields.pop("email", f"{role.split(maxsplit=1)[0]}{next(_numbers)}@appel.example")
    fields.setdefault("is_superuser", role == ADMINISTRATOR)
    user = User.objects.create_user(email, PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=GROUPS[role]))
    return user


def signed_in(user: User, language: str = "en", *, minutes_ago: float = 0) -> Client:
    """Give a browser in which `user` has signed in, and which asks for pages in `language`.

    Args:
        user: whose account it is.
        language: of the browser.
        minutes_ago: when the password was typed; after five minutes it proves no more.
    """
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    prove(client, user, "password", minutes_ago=minutes_ago)
    return client


def prove(client: Client, user: User, way: str, *, minutes_ago: float = 0) -> None:
    """Have `client` prove who it is: by `password`, by `mfa`, as allauth writes it down."""
    session = client.session
    ways = session.get("account_authentication_methods", [])
    at = time.time() - minutes_ago * 60
    session["account_authentication_methods"] = [*ways, {"method": way, "at": at}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
