"""Keep a record's search key and its own spellings in step with its names."""

from signatures.folding import search_key
from signatures.models import Organisation
from signatures.organisations.affiliation import claim_names


def keep_in_step(organisation: Organisation) -> None:
    """Call it after a record was made or its names changed, in the same transaction."""
    organisation.search_key = search_key(organisation.name, organisation.english_name)
    organisation.save(update_fields=["search_key"])
    claim_names(organisation)
