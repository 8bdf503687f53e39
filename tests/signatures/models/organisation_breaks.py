"""How each constraint on organisations is broken (tried by `test_constraints`)."""

from collections.abc import Callable
from typing import Any

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import Organisation, OrganisationDomain, OrganisationSpelling, Signature
from tests.factories import make_signature


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
}
