"""An authenticator app for tests, and the pages that set one up."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.staff import prove

ACTIVATE = "/accounts/2fa/totp/activate/"


STEP = 30  # seconds for which an app shows one code
ENOUGH = 3  # seconds in which a test sends it


def code_of(secret: str) -> str:
    """What the app shows now, and long enough for it to be sent: the old code opens nothing."""
    left = STEP - time.time() % STEP
    if left < ENOUGH:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP)))


def secret_on(page: str) -> str:
    """The secret that the page shows for typing."""
    (secret,) = re.findall(r'<code class="secret">(\w+)</code>', page)
    return str(secret)


def set_up_app(client: Client) -> str:
    """Set up an authenticator app for whoever is signed in; give its secret.

    In a test that is rolled back nothing is committed: what the adapter does then, putting
    the factor on record and taking it as shown, is done by hand.
    """
    secret = secret_on(client.get(ACTIVATE).text)
    answer = client.post(ACTIVATE, {"code": code_of(secret)})
    assert answer.status_code == 302
    if connection.in_atomic_block:
        prove(client, User.objects.get(pk=client.session[SESSION_KEY]), "mfa")
    return secret
