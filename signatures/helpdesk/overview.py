"""What the mail desk opens with: the funnel, what collapsed, the queue, what was given up."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from signatures.enums import EmailState
from signatures.helpdesk.story import Mail
from signatures.helpdesk.words import tell
from signatures.mail import alarms, staff
from signatures.mail.backlog import Backlog, backlog
from signatures.mail.collapse import Collapse, collapsed
from signatures.mail.funnel import Funnel, read_funnel
from signatures.models import MailAlarm, OutboundEmail

_GIVEN_UP_SHOWN = 10


@dataclass(frozen=True)
class Overview:
    """How mail fares now.

    Attributes:
        funnel: by day and by domain.
        collapses: the domains whose people hardly confirm any more.
        queue: what is due.
        to_staff: how many mails went to accounts of the desk today.
        given_up: the last mails that will not be tried again.
        alarms: what the organisers were warned of in the last day.
        bounces_come_back: whether undeliverable mail is noticed at all.
    """

    funnel: Funnel
    collapses: list[Collapse]
    queue: Backlog
    to_staff: int
    given_up: list[Mail]
    alarms: list[MailAlarm]
    bounces_come_back: bool


def overview(now: datetime) -> Overview:
    """Read everything; the cost does not grow with the number of signatures."""
    funnel = read_funnel(today=timezone.localdate(now))
    dead = OutboundEmail.objects.filter(state=EmailState.DEAD).select_related("signature", "body")
    return Overview(
        funnel=funnel,
        collapses=collapsed(funnel),
        queue=backlog(now),
        to_staff=staff.sent_today(),
        given_up=[Mail(email, tell(email)) for email in dead.order_by("-pk")[:_GIVEN_UP_SHOWN]],
        alarms=alarms.standing(now),
        bounces_come_back=bool(settings.BOUNCE_ADDRESS or settings.MAIL_PROVIDER),
    )


@dataclass(frozen=True)
class OneDomain:
    """How the mails of one domain fare.

    Attributes:
        name: of the domain.
        funnel: by day.
    """

    name: str
    funnel: Funnel

    @property
    def waiting(self) -> int:
        """About how many were asked to confirm in the window and have not."""
        total = self.funnel.total
        return max(0, total.asked - total.confirmed)


def one_domain(name: str, now: datetime) -> OneDomain | None:
    """Read the numbers of a domain; None when nobody there was written to of late."""
    funnel = read_funnel(today=timezone.localdate(now), domain=name)
    return OneDomain(name, funnel) if name and funnel.total.asked else None
