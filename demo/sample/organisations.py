"""The sample's organisations: records, domains, logos, and how their people spell them."""

from dataclasses import dataclass, field
from typing import Any

from demo.sample.logos import draw_logo
from demo.sample.people import read_words
from signatures.models import Organisation, OrganisationDomain
from signatures.organisations.affiliation import spelling_of
from signatures.organisations.records import keep_in_step


@dataclass(frozen=True)
class Employer:
    """An organisation as those who sign know it.

    Attributes:
        domain: of the mailboxes it gives its people.
        nicknames: other ways to write its name.
    """

    domain: str
    nicknames: list[str] = field(default_factory=list)


def employers() -> dict[str, Employer]:
    """Give the organisations that have a record, by name."""
    return {
        each["name"]: Employer(each["domain"], each["nicknames"])
        for each in read_words("organisations")["organisation"]
    }


def create_organisations() -> dict[str, int]:
    """Create the records that are not there yet; returns the record of each domain.

    In no transaction of all: drawing takes longer than one may stay idle.
    """
    there = dict(OrganisationDomain.objects.values_list("domain", "organisation_id"))
    for number, each in enumerate(read_words("organisations")["organisation"]):
        if each["domain"] not in there:
            there[each["domain"]] = _create(each, number).pk
    return there


def spelling_ids(names: list[str]) -> dict[str, int | None]:
    """Give the spelling of each way in which the sample's people write an organisation."""
    return {name: spelling_of(name) for name in names}


def _create(words: dict[str, Any], number: int) -> Organisation:
    organisation = Organisation.objects.create(
        name=words["name"],
        english_name=words.get("english_name", ""),
        kind=words["kind"],
        logo=draw_logo(words["name"], number),
    )
    OrganisationDomain.objects.create(organisation=organisation, domain=words["domain"])
    keep_in_step(organisation)
    return organisation
