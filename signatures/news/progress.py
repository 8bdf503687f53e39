"""How far the sending of news came, and what has to be done before."""

from dataclasses import dataclass, field

from django.db.models import Count

from signatures.enums import EmailState
from signatures.models import Newsletter, OutboundEmail
from signatures.models.newsletter import NewsletterState
from signatures.news import sending


@dataclass(frozen=True)
class Progress:
    """What the desk shows beside the texts.

    Attributes:
        missing: the languages without a text.
        is_tested: whether somebody received these very texts.
        wanted: how many signatories ask for news now.
        by_state: how many mails wait, were accepted, came back, were given up.
    """

    missing: list[str]
    is_tested: bool
    wanted: int
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether it may be sent."""
        return self.is_tested and not self.missing


def progress_of(newsletter: Newsletter) -> Progress:
    """Count who asked for news, and the mails by state; both from an index of their own."""
    states = OutboundEmail.objects.filter(newsletter=newsletter).values_list("state")
    by_state = dict(states.annotate(number=Count("pk")))
    is_draft = newsletter.state == NewsletterState.DRAFT
    return Progress(
        missing=sending.missing_languages(newsletter),
        is_tested=sending.is_tested(newsletter),
        wanted=sending.recipients(newsletter).count(),
        by_state={} if is_draft else {state: by_state.get(state, 0) for state in EmailState.values},
    )
