"""The settings of production, as a process reads them."""

import json
from typing import Any

import pytest

from config.environment import REQUIRED
from tests.config.processes import PRODUCTION, run

pytestmark = pytest.mark.broad  # each starts a process

NAMES = (
    "DEBUG",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
)
PRINT = f"""
import json, django
from django.conf import settings
django.setup()
print(json.dumps({{name: getattr(settings, name, None) for name in {NAMES!r}}}))
"""


def settings_with(**variables: str) -> dict[str, Any]:
    environment = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    done = run("-c", PRINT, **environment)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.requirement("R-49")
def test_https_means_cookies_that_leave_no_other_way() -> None:
    read = settings_with()

    assert read == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["appel.example.org"],
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": None,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }


def test_forwarded_headers_count_behind_proxies_of_ours_alone() -> None:
    read = settings_with(TRUSTED_PROXY_COUNT="1")

    assert read["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert read["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_the_demo_on_plain_http_has_cookies_that_a_browser_takes() -> None:
    read = settings_with(
        PARAPHE_DEMO="1", SITE_URL="http://127.0.0.1:8000", MAIL_DIR="/nonexistent"
    )

    assert (read["SESSION_COOKIE_NAME"], read["SESSION_COOKIE_SECURE"]) == ("sessionid", False)
    assert (read["CSRF_COOKIE_NAME"], read["CSRF_COOKIE_SECURE"]) == ("csrftoken", False)
    assert not read["SECURE_SSL_REDIRECT"]


@pytest.mark.requirement("R-46")
def test_a_deployment_passes_every_check_of_django() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.requirement("R-46")
def test_an_empty_environment_starts_nothing() -> None:
    done = run("manage.py", "check")

    assert done.returncode != 0
    for name in REQUIRED:
        assert f"  {name}: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_a_deployment_without_a_variable_says_which(name: str) -> None:
    variables = {key: value for key, value in PRODUCTION.items() if key != name}

    done = run("-c", "import config.settings", **variables)

    assert done.returncode != 0
    assert f"  {name}: " in done.stderr
