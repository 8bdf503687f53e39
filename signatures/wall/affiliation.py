"""What is said of a signatory's organisation, to the public and at the desk."""

from dataclasses import dataclass

from signatures.models import Signature


@dataclass(frozen=True)
class Affiliation:
    """The organisation that a signatory has typed.

    Attributes:
        name: its record's name, else as typed; empty when nothing was typed.
        is_verified: whether the confirmed address lies in a domain of this very
            organisation: "verified by its address". Else it is declared.
    """

    name: str
    is_verified: bool


def affiliation(signature: Signature, language: str) -> Affiliation:
    """Say which organisation a signatory names, and whether the address bears it out.

    Who typed none is shown with none: an address is never shown, and neither is what it
    gives away. Who typed another than that of the address is not ticked for either.

    Args:
        signature: with `spelling__organisation` at hand.
        language: the reader's.
    """
    record = signature.spelling.organisation if signature.spelling else None
    if record is None:
        return Affiliation(signature.organisation, is_verified=False)
    return Affiliation(
        record.name_in(language), is_verified=record.pk == signature.verified_organisation_id
    )
