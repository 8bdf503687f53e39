"""Organisations for tests."""

from typing import Any

from signatures.folding import search_key
from signatures.models import Organisation, OrganisationDomain
from signatures.organisations.affiliation import claim_names


def make_organisation(
    name: str = "Université des Garrigues", *domains: str, **fields: Any
) -> Organisation:
    """Make a record that knows its own names, with domains as they would be stored."""
    key = search_key(name, fields.get("english_name", ""))
    organisation = Organisation.objects.create(name=name, search_key=key, **fields)
    for domain in domains:
        OrganisationDomain.objects.create(organisation=organisation, domain=domain)
    claim_names(organisation)
    return organisation
