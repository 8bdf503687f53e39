"""Requests made within this process, through the product's own application: nothing else runs.

Django must be set up before this module is read.
"""

import itertools
import re
import time
from http import HTTPStatus

from django.test import Client

from accounts.models import User
from bench import visits
from bench.figure import BenchError
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.form_token import MINIMUM_AGE, QUICK
from signatures.tokens import LINK_LIFETIME, Purpose, mint
from stack.variables import SITE_HOST

_HEADERS = {"accept-language": "fr", "x-forwarded-proto": "https"}


class Requests:
    """A visitor and an organiser, and what they ask for."""

    def __init__(self) -> None:
        self._visitor = Client(SERVER_NAME=SITE_HOST, headers=_HEADERS)
        self._staff = Client(SERVER_NAME=SITE_HOST, headers=_HEADERS)
        self._staff.force_login(User.objects.get(email="organiser@demo.example"))
        page = self._visitor.get(visits.PAGE).content.decode()
        self._token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
        self._people = itertools.count()
        # Nobody types faster, and who is nearly as fast looks suspicious.
        time.sleep(max(MINIMUM_AGE, QUICK).total_seconds() + 0.5)

    def read(self, path: str) -> None:
        """Read a public page."""
        self._visitor.get(path)

    def read_at_the_desk(self, path: str) -> None:
        """Read a page of the desk."""
        self._staff.get(path)

    def sign(self) -> None:
        """Sign as somebody new, from another network.

        Raises:
            BenchError: it was not accepted.
        """
        number = next(self._people)
        fields = {
            "form_token": self._token,
            "first_name": "Suzie",
            "last_name": "Exemple",
            "category": "citizen",
            "email": f"suzie{time.monotonic_ns()}@campus{number}.example",
            "display": "full",
            "consent": "on",
            "age_15": "on",
        }
        network = f"{number % 99 + 20}.{number // 99}.{time.monotonic_ns() % 256}.7"
        answer = self._visitor.post(visits.SIGN, fields, headers={"x-forwarded-for": network})
        if answer.status_code != HTTPStatus.SEE_OTHER:  # look into your inbox
            raise BenchError(f"signing: {answer.status_code}")

    def waiting(self, number: int) -> list[str]:
        """Give the addresses of the latest confirmations that are waited for."""
        later = database_now() + LINK_LIFETIME
        latest = Signature.objects.filter(status="pending").order_by("-pk")[:number]
        return [
            f"/fr/confirm/{mint(purpose=Purpose.CONFIRM, handle=one.handle, expires_at=later)}/"
            for one in latest
        ]

    def confirm(self, path: str) -> None:
        """Confirm.

        Raises:
            BenchError: it was not accepted.
        """
        answer = self._visitor.post(path)
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise BenchError(f"confirming: {answer.status_code}")
