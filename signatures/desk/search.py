"""Find a signature at the desk."""

from django.db.models import QuerySet

from signatures.addresses import AddressInvalidError, canonical_email
from signatures.folding import search_key
from signatures.models import Signature


def search_signatures(
    signatures: QuerySet[Signature], term: str, *, by_address: bool
) -> QuerySet[Signature]:
    """Keep the signatures that `term` speaks of.

    An email address finds its mailbox, however it was spelt; other words are looked for
    anywhere in names and organisations, without accents or capitals.

    Args:
        signatures: where to look.
        term: as typed into the search field.
        by_address: whether the person who searches may see addresses.
    """
    if by_address and "@" in term:
        try:
            return signatures.filter(canonical_email=canonical_email(term))
        except AddressInvalidError:
            return signatures.none()
    for word in search_key(term).split():
        signatures = signatures.filter(search_key__contains=word)
    return signatures
