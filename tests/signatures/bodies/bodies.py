"""Organisations that sign, for tests."""

import itertools
import secrets
from datetime import timedelta
from typing import Any

from appeal.models import Appeal
from signatures.addresses import canonical_email
from signatures.bodies.request import BodyEntry, ask_to_sign
from signatures.enums import BodyState, OrganisationKind
from signatures.folding import search_key
from signatures.models import BodySignature
from signatures.models.clock import database_now
from signatures.tokens import Purpose, mint
from tests.signatures.organisations.records import make_organisation
from tests.signatures.signing.entries import form_token

_numbers = itertools.count(1)


def make_entry(**fields: Any) -> BodyEntry:
    """Give a form's cleaned content."""
    values: dict[str, Any] = {
        "name": "Association Exemple",
        "kind": OrganisationKind.ASSOCIATION,
        "homepage": "https://exemple.example/",
        "first_name": "Olga",
        "last_name": "Présidente",
        "role": "Présidente",
        "email": "olga@exemple.example",
        "mandate": "Conseil du 3 novembre",
        "language": "fr",
        **fields,
    }
    return BodyEntry(**values)


def ask(appeal: Appeal, *, form_key: bytes = b"", **fields: Any) -> None:
    """Ask to sign as a representative does, each time with a new form."""
    ask_to_sign(
        appeal=appeal,
        version=appeal.versions.get(number=1),
        entry=make_entry(**fields),
        form_key=form_key or secrets.token_bytes(32),
        now=database_now(),
    )


def make_body(appeal: Appeal, **fields: Any) -> BodySignature:
    """Make an organisation's signature, confirmed and waiting unless told otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "appeal": appeal,
        "version": appeal.versions.get(number=1),
        "language": "fr",
        "name": f"Association {number}",
        "kind": OrganisationKind.ASSOCIATION,
        "first_name": "Olga",
        "last_name": "Présidente",
        "role": "Présidente",
        "email": f"olga{number}@exemple.example",
        "consent_wording": "test",
        "state": BodyState.VERIFIED,
        **fields,
    }
    if values["state"] != BodyState.PENDING:
        values.setdefault("verified_at", database_now())
    if values["state"] == BodyState.APPROVED:
        values.setdefault("organisation", make_organisation(values["name"]))
        values |= {"approved_at": database_now(), "mandate_seen": "Procès-verbal"}
    values.setdefault("name_key", search_key(values["name"]))
    values.setdefault("canonical_email", canonical_email(values["email"]))
    return BodySignature.objects.create(**values)


def body_link(body: BodySignature, *, language: str = "fr", days: int = 7) -> str:
    """Give the address that a mail to this representative carries."""
    expires_at = database_now() + timedelta(days=days)
    token = mint(purpose=Purpose.BODY, handle=body.handle, expires_at=expires_at)
    return f"/{language}/organisation-signature/{token}/"


def typed(appeal: Appeal, **fields: Any) -> dict[str, str]:
    """Give what a browser posts; a field that is None is left out."""
    values = {
        "organisation": "Association Exemple",
        "kind": "association",
        "homepage": "exemple.example",
        "first_name": "Olga",
        "last_name": "Présidente",
        "role": "Présidente",
        "email": "Olga@exemple.example",
        "mandate": "Conseil du 3 novembre",
        "authorised": "on",
        "consent": "on",
        "website": "",
        "form_token": form_token(appeal.versions.get(number=1).pk),
        **fields,
    }
    return {name: str(value) for name, value in values.items() if value is not None}
