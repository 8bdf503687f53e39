"""The names in the dossier: what the public wall shows at this moment, and nothing else.

They are never stored with a snapshot. Who withdraws, or hides the name, is in no dossier
that is made afterwards, whatever figure it is made from (docs/adr/0035).
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.wall.public import PublicSignatory, wall_page

PAGE = 5000


@dataclass(frozen=True)
class NamesOfCategory:
    """The signatories of one category who show something, in the wall's order."""

    code: str
    label: str
    signatories: list[PublicSignatory]


def public_names(
    appeal: Appeal, *, language: str, waiting: Callable[[], None] = lambda: None
) -> list[NamesOfCategory]:
    """Give the names by category, in the appeal's order; empty categories are left out.

    Args:
        appeal: whose wall.
        language: in which categories and organisations are named.
        waiting: called after each page of names.
    """
    found = [
        NamesOfCategory(code, label, list(_names_of(appeal, language, code, waiting)))
        for code, label in category_labels(appeal, language).values()
    ]
    return [category for category in found if category.signatories]


def _names_of(
    appeal: Appeal, language: str, code: str, waiting: Callable[[], None]
) -> Iterator[PublicSignatory]:
    after = ""
    while True:
        page = wall_page(appeal, language=language, category=code, after=after, size=PAGE)
        waiting()
        yield from page.signatories
        after = page.next_after
        if not after:
            return


def names_sha256(categories: list[NamesOfCategory]) -> str:
    """Give the SHA-256 of the list: a line for each name, with its category's code.

    So that anybody can see whether two dossiers hold the same names, in whatever languages:
    organisations are not in it, because a record is named in the language of the dossier.
    """
    digest = hashlib.sha256()
    for category in categories:
        for signatory in category.signatories:
            line = f"{category.code}\t{signatory.name}\t{signatory.job_title}\n"
            digest.update(line.encode())
    return digest.hexdigest()
