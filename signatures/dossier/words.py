"""What the dossier says by itself, in the language that is active; the rest is the appeal's."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def day_words(moment: datetime) -> str:
    """Give the day, as people write it."""
    return date_format(_here(moment), "DATE_FORMAT")


def hour_words(moment: datetime) -> str:
    """Give the time of day, as people write it."""
    return date_format(_here(moment), "TIME_FORMAT")


def fixed_words(*, total: int) -> dict[str, str]:
    """Give titles and sentences that are the same in every dossier.

    Args:
        total: the figure, for one signature or several.
    """
    return {
        "kind": _("Dossier for the jury"),
        "figure": ngettext("verified signature", "verified signatures", total),
        "summary": _("In short"),
        "contents": _("Contents"),
        "letter": _("The letter"),
        "decomposed": _("The figure, taken apart"),
        "method": _("How we count"),
        "proves": _(
            "The figure does not prove that nobody has two mailboxes. It proves that there is a "
            "mailbox behind every signature, and that whoever reads it said yes."
        ),
        "featured": _("Some of those who sign"),
        "bodies": _("Organisations that sign"),
        "bodies_note": _(
            "Each signed by a representative whose mandate the organisers have seen. They are "
            "counted apart and never added to the people."
        ),
        "check": _("How to check"),
        "address": _("This figure was frozen and is kept for good at"),
        "hash": _("SHA-256 of the frozen figure"),
        "letter_hash": _("SHA-256 of the letter, in all its languages"),
        "names_hash": _("SHA-256 of the list of names"),
        "qr": _("QR code that leads to the frozen figure"),
    }


def check_steps() -> list[str]:
    """Say how somebody who trusts nobody checks what stands in the dossier."""
    return [
        _(
            "Open the address below, or scan the code: the page shows the same figure with the "
            "same breakdowns. It cannot be changed, not even by the organisers."
        ),
        _(
            "Fetch the same page with .json at its end and compute the SHA-256 of its “record”, "
            "written without spaces and with its keys in order: it is the one below."
        ),
        _(
            "Compare the letter with its public versions: each has its SHA-256, and every "
            "signature stays with the version that was on the screen when it was given."
        ),
        _(
            "Look for names on the public list of signatories. It shows those of today: people who "
            "have withdrawn since are no longer on it, and the figure of today says so."
        ),
        _(
            "Ask the organisers for a count before your eyes: every night the rows are counted "
            "anew and compared with the figure."
        ),
    ]


def names_note(*, shown: int, total: str, day: str) -> str:
    """Say whose names are in the list, and whose are not: it is younger than the figure."""
    names = ngettext(
        "%(shown)s name, as its owner shows it publicly on %(day)s.",
        "%(shown)s names, as their owners show them publicly on %(day)s.",
        shown,
    ) % {"shown": shown, "day": day}
    figure = _(
        "The figure, %(total)s, is that of the moment when it was frozen. This list leaves out "
        "people who chose not to be named or have withdrawn since, and names that the organisers "
        "do not show; it may name people who have signed since."
    ) % {"total": total}
    return f"{names} {figure}"


def box_note() -> str:
    """Say what a box in a name is."""
    return _(
        "The sign □ stands for a character that these letters lack; the annex has it as typed."
    )


def _here(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def counts(*, plain: dict[str, Any], written: Any) -> list[dict[str, str]]:
    """Give the numbers that are never added up, each with what it counts.

    Args:
        plain: the frozen figures.
        written: writes a number in the active language.
    """
    bodies, paper = plain["organisations"]["total"], plain["paper"]
    shown = [
        {
            "count": written(plain["total"]),
            "label": _("People, online"),
            "note": _("The figure: each confirmed from a mailbox."),
        }
    ]
    if paper:
        shown.append(
            {
                "count": written(paper),
                "label": _("People, on paper"),
                "note": _("Beside the figure: lines of lists that a named person vouches for."),
            }
        )
    shown.append(
        {
            "count": written(bodies),
            "label": ngettext("Organisation", "Organisations", bodies),
            "note": _("Beside the figure: each by a representative with a mandate."),
        }
    )
    return shown
