"""Single sign-on, against a real provider in a process of its own: in only with a role."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.roles import MODERATOR, ORGANISER, PRESS
from accounts.single_sign_on import claimed_roles, roles_of, take_roles
from demo.readiness import free_port
from tests.staff import PASSWORD, make_staff, signed_in

ROOT = Path(__file__).parents[2]
CALLBACK = "http://testserver/accounts/oidc/sso/login/callback/"
ROLES = {"appel-orga": ORGANISER, "appel-dsi": "administrator", "appel-presse": PRESS}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the university's sign-in; give its issuer."""
    folder = tmp_path_factory.mktemp("provider")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(pem)
    port = free_port()
    here = {
        **os.environ,
        "PROVIDER_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.accounts.provider.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "tests.accounts.provider.people", CALLBACK], env=here, cwd=ROOT, check=True
    )
    command = [*python, "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=here, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the provider did not start")


@pytest.fixture
def university(provider: str, settings: Any, db: None) -> str:
    """Configure the single sign-on, as the environment does."""
    settings.OIDC_ISSUER, settings.OIDC_LABEL = provider, "Campus"
    settings.OIDC_ROLES, settings.OIDC_ROLES_CLAIM = ROLES, "groups"
    app = {
        "provider_id": "sso",
        "name": "Campus",
        "client_id": "paraphe",
        "secret": "provider-secret",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    return provider


def sign_in(university: str, name: str, client: Client | None = None) -> tuple[Client, Any]:
    """Go the whole way as a browser does: to the university, its password, and back."""
    client = client or Client(headers={"accept-language": "en"})
    there = client.post("/accounts/oidc/sso/login/?process=login&next=/staff/")["Location"]
    assert there.startswith(university)
    with requests.Session() as browser:
        page = browser.get(there)
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[0]
        data = {"login": name, "password": "provider-password", "csrfmiddlewaretoken": token}
        answer = browser.post(page.url, data=data, allow_redirects=False)
        while not answer.headers["Location"].startswith("http://testserver"):
            answer = browser.get(
                urljoin(answer.url, answer.headers["Location"]),
                allow_redirects=False,
            )
    back = urlsplit(answer.headers["Location"])
    return client, client.get(f"{back.path}?{back.query}")


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


@pytest.mark.requirement("R-19")
class TestWithAProvider:
    def test_who_has_a_role_gets_an_account_with_it(self, university: str) -> None:
        client, answer = sign_in(university, "olga")

        olga = User.objects.get(email="olga@campus.example")
        assert answer["Location"] == "/staff/"
        assert client.get("/staff/").status_code == 200
        assert (roles_of(olga), olga.name) == ({ORGANISER}, "Olga")
        assert not olga.has_usable_password()
        assert acts() == ["staff.add", "staff.roles", "session.start"]
        assert AuditEntry.objects.latest("pk").after == {"with": ["socialaccount"]}

    def test_who_has_none_stays_outside(self, university: str) -> None:
        client, answer = sign_in(university, "zoe")

        assert answer.status_code == 403
        assert "gives you no role" in answer.text
        assert not User.objects.exists()
        assert client.get("/staff/").status_code == 302
        assert acts() == ["session.refuse"]

    def test_roles_are_those_of_today(self, university: str) -> None:
        sign_in(university, "olga")
        olga = User.objects.get()
        olga.groups.set([Group.objects.get(name=MODERATOR)])
        olga.is_superuser = True
        olga.save()

        sign_in(university, "olga")

        olga.refresh_from_db()
        assert roles_of(olga) == {ORGANISER}

    def test_an_administrator_is_one_by_claim(self, university: str) -> None:
        sign_in(university, "adele")

        assert User.objects.get().is_superuser

    def test_an_invited_account_with_that_address_is_the_same_person(self, university: str) -> None:
        invited = make_staff("moderator", email="olga@campus.example")

        _client, answer = sign_in(university, "olga")

        assert answer["Location"] == "/staff/"
        assert User.objects.get() == invited
        assert roles_of(invited) == {ORGANISER}

    def test_an_address_that_nobody_vouches_for_takes_over_nothing(self, university: str) -> None:
        victim = make_staff("administrator", email="mallory@campus.example")

        client, answer = sign_in(university, "mallory")

        assert answer.status_code == 403
        assert client.get("/staff/").status_code == 302
        assert roles_of(victim) == {"administrator"}

    def test_a_suspended_account_stays_closed(self, university: str) -> None:
        sign_in(university, "olga")
        User.objects.update(is_active=False)

        _client, answer = sign_in(university, "olga")

        assert answer["Location"] == "/accounts/inactive/"

    @pytest.mark.requirement("R-45")
    def test_the_second_factor_is_asked_all_the_same(self, university: str, settings: Any) -> None:
        settings.STAFF_MFA_REQUIRED = True

        client, _answer = sign_in(university, "olga")

        assert client.get("/staff/")["Location"] == "/accounts/2fa/"

    @pytest.mark.requirement("R-45")
    def test_a_fresh_proof_is_a_fresh_sign_in(self, university: str) -> None:
        client, _answer = sign_in(university, "adele")
        session = client.session
        (way,) = session["account_authentication_methods"]
        session["account_authentication_methods"] = [{**way, "at": time.time() - 400}]
        session.save()

        late = client.get("/staff/accounts/user/add/")
        sign_in(university, "adele", client)

        assert late.status_code == 403
        assert "sign in once more with your organisation" in late.text
        assert client.get("/staff/accounts/user/add/").status_code == 200

    def test_the_button_is_on_the_page(self, university: str) -> None:
        page = Client(headers={"accept-language": "en"}).get("/accounts/login/?next=/staff/").text

        assert "Sign in with Campus" in page
        assert 'name="password"' in page

    def test_passwords_may_be_switched_off(self, university: str, settings: Any) -> None:
        settings.PASSWORD_SIGN_IN = False
        olga = make_staff()

        page = Client().get("/accounts/login/").text
        answer = Client().post("/accounts/login/", {"login": olga.email, "password": PASSWORD})

        assert 'name="password"' not in page
        assert answer.status_code == 403


def test_without_a_provider_there_is_no_button_and_no_way(db: None) -> None:
    assert "/accounts/oidc/" not in Client().get("/accounts/login/").text
    assert Client().post("/accounts/oidc/sso/login/").status_code == 404


@pytest.mark.parametrize(
    ("data", "roles"),
    [
        ({"userinfo": {"groups": ["appel-orga"]}}, {ORGANISER}),
        ({"id_token": {"groups": "appel-presse"}}, {PRESS}),
        ({"userinfo": {"groups": ["a"]}, "id_token": {"groups": ["appel-dsi"]}}, {"administrator"}),
        ({"userinfo": {"groups": ["organiser"]}}, set()),
        ({"userinfo": {}}, set()),
        ({}, set()),
    ],
)
def test_claims_become_roles(settings: Any, data: dict[str, Any], roles: set[str]) -> None:
    settings.OIDC_ROLES, settings.OIDC_ROLES_CLAIM = ROLES, "groups"

    assert claimed_roles(data) == roles


def test_a_role_that_does_not_exist_is_given_to_nobody(settings: Any) -> None:
    settings.OIDC_ROLES, settings.OIDC_ROLES_CLAIM = {"all": "king"}, "groups"

    assert claimed_roles({"userinfo": {"groups": ["all"]}}) == set()


def test_a_lost_role_ends_the_sessions(db: None) -> None:
    olga = make_staff()
    client = signed_in(olga)

    take_roles(olga, {PRESS})

    assert client.get("/staff/").status_code == 302
    assert acts() == ["session.revoke", "staff.roles"]
