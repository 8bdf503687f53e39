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

CATEGORIES = {
    "student": {"fr": "Étudiantes et étudiants", "en": "Students"},
    "citizen": {"fr": "Citoyens", "en": "Citizens"},
}
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
    AppealText.objects.bulk_create(
        AppealText(
            version=version,
            language=language,
            title=title,
            short_title=title,
            summary=title,
            body=LETTER,
        )
        for language, title in (("fr", "Pour une IA responsable"), ("en", "For responsible AI"))
    )
    publish_version(version=version, now=database_now())
    categories = Category.objects.bulk_create(
        Category(appeal=appeal, code=code, position=position)
        for position, code in enumerate(CATEGORIES)
    )
    CategoryLabel.objects.bulk_create(
        CategoryLabel(category=category, language=language, label=label)
        for category in categories
        for language, label in CATEGORIES[category.code].items()
    )
    return appeal


def make_signature(appeal: Appeal, **fields: Any) -> Signature:
    """Make a signature, verified and shown in full unless told otherwise.

    Who makes many gives `version` and `category`: nothing is then asked for but the time.
    """
    number = next(_numbers)
    now: datetime = database_now()
    status = fields.get("status", SignatureStatus.VERIFIED)
    if "version" not in fields and "version_id" not in fields:
        fields["version"] = appeal.versions.get(number=1)
    if "category" not in fields and "category_id" not in fields:
        fields["category"] = appeal.categories.get(code="student")
    values: dict[str, Any] = {
        "appeal": appeal,
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
