"""What counts, in words: shown beside every figure, and frozen with each snapshot.

Whoever changes a sentence gives the definition its next `VERSION`: a test holds the two
together, so that an old snapshot says by which words it was counted.
"""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

VERSION = 2

RULES = (
    _(
        "One signature counts when a person has typed it, received our email and pressed the "
        "button behind its link, or typed its code. Opening the email or the link is not enough."
    ),
    _(
        "One mailbox signs once. Other spellings of the same address do not make a second "
        "signature."
    ),
    _(
        "People who withdraw leave the figure at once, including on the day when their signature "
        "was verified."
    ),
    _(
        "Signatures that look doubtful are put under review: they count once the organisers have "
        "released them."
    ),
    _(
        "Signatures on paper are counted apart: a named person vouches for each list, whose sheets "
        "are kept. Anyone who is on paper and confirms online counts once, online."
    ),
    _(
        "Organisations that sign as bodies are counted apart and never added to people: each by "
        "a representative whose mandate the organisers have seen."
    ),
    _(
        "Signatures that were typed and not confirmed are not in the figure, and are erased after "
        "fourteen days."
    ),
    _(
        "The figure changes at the same moment as the signature. Every night all signatures are "
        "counted again, and any difference raises an alarm: nothing is corrected in silence."
    ),
)


def definition(language: str) -> list[str]:
    """Give the rules of the count in `language`, one sentence or two each."""
    with translation.override(language):
        return [str(rule) for rule in RULES]
