"""Accounts to try the desk with, one for each role, and the file that says how."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.roles import MODERATOR, ORGANISER, PERSONAL_DATA_EXPORT, PRESS
from demo.folders import write_private
from demo.sample.people import read_words

MODERATOR_EMAIL = "moderator@demo.example"
PRESS_EMAIL = "press@demo.example"
# Address, role, name, groups; the administrator is above groups. The names are nobody's.
STAFF = (
    ("admin@demo.example", "administrator", "Hélène Veillelune (administratrice)", ()),
    (
        "organiser@demo.example",
        ORGANISER,
        "Odile Tresseplume (organisatrice)",
        (ORGANISER, PERSONAL_DATA_EXPORT),
    ),
    (MODERATOR_EMAIL, MODERATOR, "Basile Guettecomète (modérateur)", (MODERATOR,)),
    (PRESS_EMAIL, PRESS, "Naïma Chantemésange (presse)", (PRESS,)),
)
_WORDS_IN_A_PASSWORD = 4
_NUMBERS_IN_A_PASSWORD = 1000


@dataclass(frozen=True)
class Credential:
    """One line of the file."""

    role: str
    email: str
    password: str


def prepare_staff(file: Path) -> None:
    """Make sure that each role has an account and that `file` says how to sign in.

    A file that is there is kept, and so are the passwords. One that was lost, or that
    belongs to another database, is replaced together with them.

    Args:
        file: `credentials.json` in the demo's folder; readable by its owner only.
    """
    addresses = [email for email, *_others in STAFF]
    there = User.objects.filter(email__in=addresses).count()
    if there == len(addresses) and file.exists():
        return
    credentials = _set_passwords()
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [asdict(credential) for credential in credentials]
    write_private(file, json.dumps(lines, indent=2) + "\n")


@transaction.atomic
def _set_passwords() -> list[Credential]:
    credentials = []
    for email, role, name, groups in STAFF:
        user = User.objects.filter(email=email).first() or User(email=email, name=name)
        user.is_superuser = not groups
        credential = Credential(role, email, _password())
        user.set_password(credential.password)
        user.save()
        user.groups.set([Group.objects.get(name=name) for name in groups])
        credentials.append(credential)
    return credentials


def _password() -> str:
    """Give a password that can be typed from a screen, some 34 bits strong."""
    english = read_words("names")["en"]
    words = [word.lower() for word in (*english["heads"], *english["tails"])]
    chosen = [secrets.choice(words) for _number in range(_WORDS_IN_A_PASSWORD)]
    return "-".join([*chosen, f"{secrets.randbelow(_NUMBERS_IN_A_PASSWORD):03}"])
