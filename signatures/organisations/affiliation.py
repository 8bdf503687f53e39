"""Which organisation a signature is of: by its confirmed address, and by what was typed.

The address proves: it lies in a domain of the organisation. What was typed declares: its
spelling belongs to a record or to none. Neither is shown unless the signatory typed an
organisation, and the tick stands only where both name the same one (wall/affiliation).
"""

from django.db import connection, transaction

from signatures.addresses import domain_of
from signatures.folding import search_key
from signatures.models import (
    Organisation,
    OrganisationDomain,
    OrganisationSpelling,
    Signature,
)
from signatures.models.in_order import lock_in_order
from signatures.organisations.domains import lines_of_descent

# What `affiliate` sets, for `save(update_fields=…)`.
AFFILIATION_FIELDS = ("spelling", "verified_organisation")


def affiliate(signature: Signature) -> None:
    """Set both affiliations of a signature that has been verified; the caller saves.

    Call it inside the transaction, whenever a signature becomes verified or its
    organisation was typed anew.
    """
    signature.spelling_id = spelling_of(signature.organisation)
    signature.verified_organisation_id = organisation_of(signature.canonical_email)


def organisation_of(canonical_email: str) -> int | None:
    """Find the organisation in whose domain an address lies, or below it; the nearest wins."""
    domain = domain_of(canonical_email)
    candidates = lines_of_descent(domain) if domain else []
    rows = OrganisationDomain.objects.filter(domain__in=candidates)
    found = dict(rows.values_list("domain", "organisation_id"))
    return next((found[name] for name in candidates if name in found), None)


def spelling_of(text: str) -> int | None:
    """Find or record a spelling; None for one without a letter or figure.

    The row is locked against being forgotten until the caller's transaction ends; others
    who spell it so are not held up.
    """
    key = search_key(text)
    if not key:
        return None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM signatures_organisationspelling WHERE key = %s FOR KEY SHARE",
                [key],
            )
            row = cursor.fetchone()
        if row is not None:
            found: int = row[0]
            return found
        OrganisationSpelling.objects.bulk_create(
            [OrganisationSpelling(key=key, text=text)], ignore_conflicts=True
        )


@transaction.atomic
def claim_names(organisation: Organisation) -> None:
    """Make a record's own names spellings of it, unless they belong to another record."""
    # Where both fold to one key, the French text is the one that is kept.
    names = {search_key(name): name for name in (organisation.english_name, organisation.name)}
    lock_in_order(OrganisationSpelling.objects.filter(key__in=names))
    for _key, name in sorted(names.items()):
        if spelling_id := spelling_of(name):
            OrganisationSpelling.objects.filter(pk=spelling_id, organisation=None).update(
                organisation=organisation
            )
