"""How each constraint on organisations is broken (tried by `test_constraints`)."""

from collections.abc import Callable
from typing import Any

from appeal.models import Appeal
from signatures.enums import BodyState, SignatureStatus
from signatures.models import (
    BodySignature,
    Organisation,
    OrganisationDomain,
    OrganisationSpelling,
    Signature,
)
from signatures.models.clock import database_now
from signatures.privacy.erasure import REPRESENTATIVE_ERASED
from tests.factories import make_signature
from tests.signatures.bodies.bodies import make_body


def domain(name: str, organisation: Organisation | None = None) -> None:
    of = organisation or Organisation.objects.create(name="Université")
    OrganisationDomain.objects.create(organisation=of, domain=name)


def same_domain() -> None:
    for _ in range(2):
        domain("garrigues.example")


def same(**fields: str) -> None:
    for name in ("Université", "CHU"):
        Organisation.objects.create(name=name, **fields)


def same_spelling() -> None:
    for _ in range(2):
        OrganisationSpelling.objects.create(key="chu", text="CHU")


def withdrawn_with_an_organisation(appeal: Appeal) -> None:
    gone = make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    record = Organisation.objects.create(name="Université")
    Signature.objects.filter(pk=gone.pk).update(verified_organisation=record)


def change(appeal: Appeal, **fields: Any) -> None:
    """Change an organisation's signature as no verb of ours would."""
    BodySignature.objects.filter(pk=make_body(appeal).pk).update(**fields)


def same_organisation(appeal: Appeal) -> None:
    record = Organisation.objects.create(name="Université")
    for _ in range(2):
        make_body(appeal, state=BodyState.APPROVED, organisation=record)


ORGANISATION_BREAKS: dict[str, Callable[[Appeal], Any]] = {
    "organisation_has_a_name": lambda _: Organisation.objects.create(name=""),
    "organisation_kind_known": lambda _: Organisation.objects.create(name="x", kind="club"),
    "organisation_siren_nine_digits": lambda _: Organisation.objects.create(name="x", siren="12"),
    "organisation_unique_siren": lambda _: same(siren="732829320"),
    "organisation_ror_shape": lambda _: Organisation.objects.create(name="x", ror="151escj72"),
    "organisation_unique_ror": lambda _: same(ror="051escj72"),
    "organisation_domain_unique": lambda _: same_domain(),
    "organisation_domain_lower_ascii": lambda _: domain("Garrigues.example"),
    "organisation_spelling_unique_key": lambda _: same_spelling(),
    "organisation_spelling_not_empty": lambda _: OrganisationSpelling.objects.create(text="x"),
    "signature_withdrawn_of_no_organisation": withdrawn_with_an_organisation,
    "body_unique_handle": lambda a: change(a, handle=make_body(a).handle),
    "body_unique_form_key": lambda a: [make_body(a, form_key=b"f" * 32) for _ in range(2)],
    "body_one_for_each_organisation": same_organisation,
    "body_one_for_each_mailbox_and_name": lambda a: [
        make_body(a, name="x", email="a@exemple.example") for _ in range(2)
    ],
    "body_state_known": lambda a: change(a, state="maybe"),
    "body_kind_known": lambda a: change(a, kind="club"),
    "body_approved_with_mandate": lambda a: change(a, state=BodyState.APPROVED),
    "body_verified_at_unless_pending": lambda a: change(a, verified_at=None),
    "body_erased_iff_withdrawn": lambda a: change(
        a, state=BodyState.WITHDRAWN, withdrawn_at=database_now(), **REPRESENTATIVE_ERASED
    ),
    "body_nobody_named_iff_over": lambda a: change(a, last_name=""),
}
