"""A wrong environment is refused with a sentence that says what to set."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import REQUIRED, Environment

GOOD = {
    "SECRET_KEY": "s" * 50,
    "TOKEN_KEYS": "t" * 50,
    "DATABASE_URL": "postgresql://u:p@host:5432/name",
    "REDIS_URL": "redis://host:6379/0",
    "EMAIL_URL": "smtp+tls://u:p@relay:587",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@appel.example",
    "SITE_URL": "https://appel.example",
}


class Given(Environment):
    """The environment of one test, and nothing of this process."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__()
        self.ENVIRON = type(Environment.ENVIRON)(env=variables, cache=False)


def refusal(variables: dict[str, str], *, demo: bool = False) -> str:
    """Why the environment is refused."""
    with pytest.raises(ImproperlyConfigured) as caught:
        Given(variables).require(demo=demo)
    return str(caught.value)


def test_a_complete_environment_is_accepted() -> None:
    Given(GOOD).require(demo=False)


def test_an_empty_environment_names_everything_that_is_missing() -> None:
    said = refusal({})

    assert [line for line in said.splitlines() if line.startswith("  ")] == [
        f"  {name}: {meaning}" for name, meaning in REQUIRED.items()
    ]
    assert "docs/administrator.md" in said


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "   "])
def test_each_variable_is_asked_for_by_its_name(name: str, value: str | None) -> None:
    variables = {key: text for key, text in GOOD.items() if key != name}
    if value is not None:
        variables[name] = value

    said = refusal(variables)

    assert [line.split(":")[0].strip() for line in said.splitlines()[1:]] == [name]


@pytest.mark.parametrize("name", REQUIRED)
def test_an_example_is_no_value(name: str) -> None:
    said = refusal({**GOOD, name: f"{GOOD[name]}-change-me"})

    assert said.splitlines()[1:] == [f"  {name}: still has the example's value 'change-me'"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "s" * 31),
        ("TOKEN_KEYS", "t" * 31),
        ("TOKEN_KEYS", f"{'t' * 50},short"),
    ],
)
def test_a_weak_key_is_refused(name: str, value: str) -> None:
    said = refusal({**GOOD, name: value})

    assert said.splitlines()[1:] == [f"  {name}: use 32 random characters or more"]


def test_keys_in_rotation_are_accepted() -> None:
    Given({**GOOD, "TOKEN_KEYS": f"{'n' * 32},{'o' * 32}"}).require(demo=False)


@pytest.mark.parametrize("address", ["http://appel.example", "http://localhost:8000"])
def test_plain_http_is_for_the_demo_alone(address: str) -> None:
    said = refusal({**GOOD, "SITE_URL": address})

    Given({**GOOD, "SITE_URL": address}).require(demo=True)
    assert said.splitlines()[1:] == ["  SITE_URL: must begin with https:// outside the demo"]


@pytest.mark.parametrize("value", ["true", "1", "on", "YES"])
def test_pages_that_explain_an_error_are_for_the_demo_alone(value: str) -> None:
    said = refusal({**GOOD, "DEBUG": value})

    Given({**GOOD, "DEBUG": value}).require(demo=True)
    Given({**GOOD, "DEBUG": "false"}).require(demo=False)
    assert said.splitlines()[1:] == ["  DEBUG: leave it out; it is for the demo alone"]


@pytest.mark.parametrize("address", ["appel.example", "https://", "ftp://appel.example", "//x"])
@pytest.mark.parametrize("demo", [True, False])
def test_a_site_has_a_full_address(address: str, *, demo: bool) -> None:
    assert "SITE_URL: a full address" in refusal({**GOOD, "SITE_URL": address}, demo=demo)


@pytest.mark.parametrize("name", REQUIRED)
def test_each_variable_may_be_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{GOOD[name]}\n")
    variables = {key: text for key, text in GOOD.items() if key != name}
    given = Given({**variables, f"{name}_FILE": str(file)})

    given.require(demo=False)

    assert given.str(name) == GOOD[name]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    variables = {**GOOD, "SECRET_KEY_FILE": str(tmp_path / "missing")}

    said = refusal(variables)

    assert said == f"SECRET_KEY_FILE: {tmp_path}/missing cannot be read: No such file or directory"


SIGN_ON = {
    "OIDC_ISSUER": "https://login.appel.example",
    "OIDC_CLIENT_ID": "paraphe",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_ROLES": "appel-orga=organiser",
}


def test_a_whole_single_sign_on_is_accepted() -> None:
    Given({**GOOD, **SIGN_ON}).require(demo=False)


@pytest.mark.requirement("R-46")
@pytest.mark.parametrize("name", sorted(set(SIGN_ON) - {"OIDC_ISSUER"}))
def test_half_a_single_sign_on_is_refused(name: str) -> None:
    said = refusal({**GOOD, **SIGN_ON, name: " "})

    assert said.splitlines()[1].startswith(f"  {name}: OIDC_ISSUER needs it too")


def test_an_issuer_on_plain_http_is_for_the_demo_alone() -> None:
    plain = {**GOOD, **SIGN_ON, "OIDC_ISSUER": "http://login.appel.example"}

    Given(plain).require(demo=True)
    assert "OIDC_ISSUER: must begin with https://" in refusal(plain)
