"""The privacy documents are in step with models and settings (R-59, R-68)."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from config.environment import REQUIRED
from signatures.models import Signature
from signatures.privacy import retention
from signatures.privacy.erasure import ERASED

DOCS = Path(settings.BASE_DIR) / "docs/privacy"
KEPT = re.compile(
    r"^\| .+ \| (\d+) days?(?: after .+)? \| `([^`]+)`(?: in `([^`]+)`)? \| .+ \|$", re.MULTILINE
)
LINE = re.compile(
    r"^\| `([a-z_]+\.[a-z_]+\.[a-z0-9_]+)` \| (signatory|staff|–) \| (.+) \| (.+) \|$"
)


def listed() -> dict[str, str]:
    """Give the fields of the register and whose data each is."""
    lines = (DOCS / "register.md").read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := LINE.match(line))]
    return {match[1]: match[2] for match in found}


def our_fields() -> set[str]:
    return {
        f"{model._meta.label_lower}.{field.name}"
        for label in ("accounts", "appeal", "signatures")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if getattr(field, "column", None)
    }


@pytest.mark.requirement("R-59")
def test_every_field_has_its_line_in_the_register() -> None:
    missing, gone = our_fields() - set(listed()), set(listed()) - our_fields()

    assert not missing, "\n".join(
        ["add to docs/privacy/register.md (– or signatory or staff):"]
        + [f"| `{field}` | – | what for | with the row |" for field in sorted(missing)]
    )
    assert not gone, f"no such field any more: {sorted(gone)}"


@pytest.mark.requirement("R-59")
def test_what_is_not_asked_for_has_no_field() -> None:
    names = {field.name for field in Signature._meta.get_fields()}

    for unwanted in ("civility", "gender", "phone", "birth", "postcode", "street", "ip", "address"):
        assert not [name for name in names if unwanted in name.split("_")], unwanted


@pytest.mark.requirement("R-63", "R-64")
def test_what_a_signatory_typed_is_erased() -> None:
    kept = {  # what the count and its history need, and no free text
        "handle", "category", "country", "department", "channel", "language", "consent_wording",
        "version", "appeal", "status", "moderation", "verified_organisation", "invalidation_reason",
        "created_at", "verified_at", "withdrawn_at", "invalidated_at", "code_attempts",
    }  # fmt: skip
    prefix = "signatures.signature."
    of_signatories = {
        name.removeprefix(prefix)
        for name, whose in listed().items()
        if name.startswith(prefix) and whose == "signatory"
    }

    assert of_signatories - set(ERASED) <= kept


@pytest.mark.requirement("R-68")
def test_processors_list_every_place_that_settings_reach() -> None:
    text = (DOCS / "processors.md").read_text(encoding="utf-8")
    settings_py = Path(settings.BASE_DIR, "config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", settings_py))
    places = {
        name for name in read | set(REQUIRED) if name.endswith(("_URL", "_ISSUER", "_MAILBOX"))
    }

    assert {"DATABASE_URL", "OIDC_ISSUER", "BOUNCE_MAILBOX"} <= places
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == places


@pytest.mark.requirement("R-62", "R-63", "R-65")
def test_retention_says_the_days_of_the_code() -> None:
    rows = KEPT.findall((DOCS / "retention.md").read_text(encoding="utf-8"))
    constants = {name: int(days) for days, name, file in rows if not file}
    scripts = [(days, words, file) for days, words, file in rows if file]

    assert constants == {name: import_string(name).days for name in constants}
    assert {name.rpartition(".")[2] for name in constants} >= {
        *(name for name in vars(retention) if name.endswith("_KEPT")),
        *("KEPT_AFTER_HEARING", "LONGEST_KEPT", "DOMAINS_KEPT", "LIFETIME"),
    }
    assert len(scripts) == 3
    for days, words, file in scripts:
        assert days in re.findall(r"\d+", words)
        assert words in (Path(settings.BASE_DIR) / file).read_text(encoding="utf-8")


@pytest.mark.requirement("R-68")
def test_breach_page_names_the_deadline_and_the_authority() -> None:
    text = (DOCS / "breach.md").read_text(encoding="utf-8")

    assert "72" in text
    assert "CNIL" in text
    assert (DOCS / "impact.md").exists()
