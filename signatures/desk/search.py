"""Find a signature, or something with a name, at the desk."""

from django.db.models import Model, Q, QuerySet

from signatures.addresses import AddressInvalidError, canonical_email
from signatures.folding import search_key
from signatures.models import Signature

_SHORT = 3


def search_signatures(
    signatures: QuerySet[Signature], term: str, *, by_address: bool
) -> QuerySet[Signature]:
    """Keep the signatures that `term` speaks of.

    An email address finds its mailbox, however it was spelt; other words are looked for
    anywhere in names and organisations, without accents or capitals. The index knows groups
    of three letters: one or two letters are looked for where words begin.

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
    words = search_key(term).split()
    if term.strip() and not words:
        return signatures.none()
    for word in words:
        signatures = signatures.filter(_has(word))
    return signatures


def with_words[M: Model](rows: QuerySet[M], column: str, term: str) -> QuerySet[M]:
    """Keep the rows in whose folded `column` each word stands anywhere; all without a word."""
    words = search_key(term).split()
    if term.strip() and not words:
        return rows.none()
    for word in words:
        rows = rows.filter(**{f"{column}__contains": word})
    return rows


def _has(word: str) -> Q:
    if len(word) < _SHORT:
        return Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")
    return Q(search_key__contains=word)
