"""One function for each thing a test needs, with no surprise in it."""

import itertools
import secrets
from datetime import datetime
from typing import Any

from appeal.enums import AppealState
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel
from appeal.versions import publish_version
from signatures.addresses import canonical_email
from signatures.enums import Display, InvalidationReason, SignatureStatus
from signatures.folding import search_key
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.wall.public import wall_key

_numbers = itertools.count(1)

LETTER = "## Pourquoi\n\nParce que **cela compte**.\n"


def make_appeal(**fields: Any) -> Appeal:
    """Make an open, featured appeal with a published text and two categories."""
    slug = fields.pop("slug", "appel")
    appeal = Appeal.objects.create(
        slug=slug,
        **{
            "state": AppealState.OPEN,
            "is_featured": True,
            "publisher": "Université d’Exemple",
            "contact_email": "contact@appel.example",
            **fields,
        },
    )
    version = AppealVersion.objects.create(appeal=appeal, number=1)
    for language, title in (("fr", "Pour une IA responsable"), ("en", "For responsible AI")):
        AppealText.objects.create(
            version=version,
            language=language,
            title=title,
            short_title=title,
            summary=title,
            body=LETTER,
        )
    publish_version(version=version, now=database_now())
    for position, (code, french, english) in enumerate(
        (("student", "Étudiantes et étudiants", "Students"), ("citizen", "Citoyens", "Citizens"))
    ):
        category = Category.objects.create(appeal=appeal, code=code, position=position)
        CategoryLabel.objects.create(category=category, language="fr", label=french)
        CategoryLabel.objects.create(category=category, language="en", label=english)
    return appeal


def make_signature(appeal: Appeal, **fields: Any) -> Signature:
    """Make a signature, verified and shown in full unless told otherwise."""
    number = next(_numbers)
    now: datetime = database_now()
    status = fields.get("status", SignatureStatus.VERIFIED)
    values: dict[str, Any] = {
        "appeal": appeal,
        "version": appeal.versions.get(number=1),
        "category": appeal.categories.get(code="student"),
        "language": "fr",
        "first_name": "Suzie",
        "last_name": f"Exemple{number}",
        "email": f"suzie{number}@campus.example",
        "consent_wording": "test",
        "display": Display.FULL,
        "status": status,
        "form_key": secrets.token_bytes(32),
    }
    if status == SignatureStatus.VERIFIED:
        values["verified_at"] = now
    if status == SignatureStatus.INVALIDATED:
        values |= {"invalidated_at": now, "invalidation_reason": InvalidationReason.FORGED}
    values |= fields
    if status == SignatureStatus.WITHDRAWN:
        values |= {"withdrawn_at": now, "first_name": "", "last_name": "", "email": ""}
        values |= {"display": Display.HIDDEN}
    else:
        names = (values["first_name"], values["last_name"])
        values.setdefault("canonical_email", canonical_email(values["email"]))
        values.setdefault(
            "search_key", search_key(names[1], names[0], values.get("organisation", ""))
        )
        values.setdefault("wall_key", wall_key(*names, values["display"]))
    return Signature.objects.create(**values)
