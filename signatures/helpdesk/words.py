"""What became of one mail, in the words of somebody who answers a signatory's letter."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from signatures.enums import EmailState
from signatures.mail.outbox import TAKEN_OUT
from signatures.models import OutboundEmail

_STATUS = re.compile(r"\b[45]\.\d+\.\d+\b")


@dataclass(frozen=True)
class Told:
    """What to tell.

    Attributes:
        why: what happened; empty when there is nothing to explain.
        advice: what the signatory, or the desk, can do; empty when there is nothing to do.
    """

    why: str = ""
    advice: str = ""


def tell(email: OutboundEmail) -> Told:
    """Explain the state of a mail.

    The outbox keeps kinds and codes only, so that no address rests in it; here they become
    sentences.
    """
    if email.state == EmailState.SENT:
        return _sent(email.last_error)
    if email.state == EmailState.QUEUED:
        return Told(_reason(email.last_error) if email.last_error else "")
    if email.state == EmailState.BOUNCED:
        return _came_back(email.last_error)
    return Told(
        _reason(email.last_error),
        _("It was given up. Once the cause is mended, send it again."),
    )


def _sent(error: str) -> Told:
    if error.startswith("delayed"):
        return Told(
            _("The recipient’s mail server has not taken it yet; ours keeps trying for days."),
            _("Wait, or sign with another address."),
        )
    return Told(
        "", _("Look in the junk folder and search for the sender; or type the code by hand.")
    )


def _came_back(error: str) -> Told:
    kind = error.partition(" ")[0]
    if kind == "hard" or error.startswith("recipient refused"):
        return Told(
            _("The recipient’s mail server says that this address does not exist."),
            _("Compare the spelling with the person, who signs again with the right address."),
        )
    if kind == "blocked":
        return Told(
            _("The recipient’s mail server refuses our mail, whoever it is for."),
            _("Tell the administrator; meanwhile the person may sign with another address."),
        )
    if kind == "complaint":
        return Told(_("The person reported our mail as spam: we write no more."), "")
    full = _STATUS.search(error)
    if full and full[0].endswith(".2.2"):
        return Told(_("The mailbox is full."), _("Once there is room, send it again."))
    return Told(
        _("The recipient’s mail server did not take it, for days."),
        _("Send it again, or have the person sign with another address."),
    )


def _reason(error: str) -> str:
    """Put what `mail/delivery` noted into words."""
    if error.startswith("recipient deferred"):
        return _("The recipient’s mail server asked us to come back later.")
    if error.startswith("recipient not taken"):
        return _(
            "A mail server refused the recipient, and did not say that the address does not "
            "exist: tell the administrator if it goes on (%s)."
        ) % error.removeprefix("recipient not taken: ")
    if error.startswith("provider:"):
        return _("The mail provider did not take the mail: tell the administrator (%s).") % error
    if error.startswith(("compose:", "send:")):
        return _("The mail could not be written: tell the developers (%s).") % error
    if error == TAKEN_OUT:
        return _(
            "The organisers took the signature out of the count; the mail leaves if that is undone."
        )
    if error.startswith("its worker died"):
        return _("The program that sends mail died over it: tell the developers.")
    if error.startswith(("SMTPSenderRefused", "SMTPAuthentication")):
        return _("Our own mail server refuses us: tell the administrator (%s).") % error
    if error.startswith("SMTPDataError"):
        return _("Our mail server did not take the text of the mail (%s).") % error
    return _("Our mail server did not answer (%s).") % error if error else _("No reason is known.")
