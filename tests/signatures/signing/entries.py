"""What a visitor fills in, and the form it was filled in on."""

import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from appeal.models import Appeal
from signatures.enums import Display
from signatures.models.clock import database_now
from signatures.signing.form_token import _SALT
from signatures.signing.sign import Entry, sign_appeal


class _DatedSigner(signing.TimestampSigner):
    """Signs as if at another time."""

    def __init__(self, *, age: timedelta) -> None:
        super().__init__(salt=_SALT)
        self.age = age

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time() - self.age.total_seconds()))


def form_token(version_id: object, *, age: timedelta = timedelta(minutes=2), mark: str = "") -> str:
    """Make the token of a form that was shown `age` ago, such as one with the mark ".proof"."""
    return _DatedSigner(age=age).sign(f"{version_id}.{secrets.token_hex(8)}{mark}")


def typed(appeal: Appeal, **fields: Any) -> dict[str, str]:
    """Give what a browser posts to `/sign/`; a field that is None is left out."""
    version = appeal.versions.get(number=1)
    values = {
        "first_name": "Suzie",
        "last_name": "Lefèvre",
        "email": "Suzie@campus.example",
        "category": "student",
        "display": Display.FULL,
        "consent": "on",
        "age_15": "on",
        "website": "",
        "form_token": form_token(version.pk),
        **fields,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def make_entry(appeal: Appeal, **fields: Any) -> Entry:
    """Give a form's cleaned content."""
    values: dict[str, Any] = {
        "first_name": "Suzie",
        "last_name": "Lefèvre",
        "email": "Suzie@campus.example",
        "category_id": appeal.categories.get(code="student").pk,
        "organisation": "",
        "job_title": "",
        "city": "",
        "country": "FR",
        "message": "",
        "display": Display.FULL,
        "updates": False,
        "channel": "",
        "language": "fr",
        **fields,
    }
    return Entry(**values)


def sign(
    appeal: Appeal, *, form_key: bytes = b"", now: datetime | None = None, **fields: Any
) -> None:
    """Sign as a visitor does, each time with a new form unless `form_key` is given."""
    sign_appeal(
        appeal=appeal,
        version=appeal.versions.get(number=1),
        entry=make_entry(appeal, **fields),
        form_key=form_key or secrets.token_bytes(32),
        now=now or database_now(),
    )
