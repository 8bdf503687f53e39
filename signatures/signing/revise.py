"""Correct one's own signature, and choose again what is shown of it (R-64).

A correction stands in the signature's history as any decision does: which fields, never what
stood in them. A moderator who was looking at the old name finds out before deciding.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from signatures.desk import moderation
from signatures.desk.deciding import decide
from signatures.desk.featuring import doubt_quote
from signatures.desk.holding import hold_back
from signatures.desk.release import forget_release_of_old_name
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.folding import search_key
from signatures.models import Signature
from signatures.models.moderation import Decision
from signatures.organisations.affiliation import AFFILIATION_FIELDS, affiliate
from signatures.privacy.spellings import forget_spelling
from signatures.risk.notice import notice_name
from signatures.risk.score import assess
from signatures.signing.my_signature import change_display
from signatures.tokens import derive

# What says who somebody is: a proof or an approval was given for these words.
_IDENTITY = frozenset(["first_name", "last_name", "job_title"])
_TYPED = (
    "first_name",
    "last_name",
    "job_title",
    "organisation",
    "city",
    "country",
    "department",
    "message",
)


class ChangedMeanwhileError(Exception):
    """The signature is not any more what the page showed: another tab was quicker."""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A signature as its owner wants it, cleaned by `RevisionForm`.

    Attributes:
        country: two letters.
        department: a code, or "".
        category: the code of one of the appeal's.
    """

    first_name: str
    last_name: str
    job_title: str
    organisation: str
    city: str
    country: str
    department: str
    message: str
    category: str
    display: Display
    updates: bool


def as_it_stands(signature: Signature) -> Revision:
    """Give what the owner may change, as it is now."""
    return Revision(
        **{name: getattr(signature, name) for name in _TYPED},
        category=signature.category.code,
        display=Display(signature.display),
        updates=signature.updates_consented_at is not None,
    )


def edition(signature: Signature) -> str:
    """Name the state of a signature that a page shows; another state has another name."""
    words = "\0".join(str(value) for value in asdict(as_it_stands(signature)).values())
    return derive(settings.TOKEN_KEYS[0], "edition", signature.handle.bytes + words.encode()).hex()


@transaction.atomic
def revise(*, handle: UUID, revision: Revision, seen: str, now: datetime) -> None:
    """Make a verified signature what its owner says; one that is none is left alone.

    The row stays the same one, so the figure does not move but for the cells of its
    category, country, department and organisation. A new name is looked at as a first one is:
    on the watch-list or suspicious, it is held (R-11); so is any new name of somebody whom two
    people had released.

    Args:
        handle: from a token that was mailed to the owner.
        revision: all of it, changed or not.
        seen: the `edition` on the page that was filled in; empty when there was no page.
        now: the database's time.

    Raises:
        ChangedMeanwhileError: it has been changed since that page was made.
    """
    own = Signature.objects.select_for_update(of=("self",))
    signature = own.filter(
        handle=handle, status=SignatureStatus.VERIFIED, anonymised_at=None
    ).first()
    if signature is None:
        return
    if seen and not constant_time_compare(seen, edition(signature)):
        raise ChangedMeanwhileError
    before = as_it_stands(signature)
    changed = [
        name for name in (*_TYPED, "category") if getattr(before, name) != getattr(revision, name)
    ]
    if revision.display != before.display:
        # Since when somebody consents to what is shown of the name.
        _write_down(signature, ["display"], {})
    if changed:
        _correct(signature, changed, revision)
    change_display(handle=handle, display=revision.display, updates=revision.updates, now=now)


def _correct(signature: Signature, changed: list[str], revision: Revision) -> None:
    before = signature.spelling_id
    for name in changed:
        if name == "category":
            signature.category = signature.appeal.categories.get(code=revision.category)
        else:
            setattr(signature, name, getattr(revision, name))
    affiliate(signature)
    signature.search_key = search_key(
        signature.last_name, signature.first_name, signature.organisation
    )
    if signature.moderation == ModerationStatus.APPROVED:
        # Approved were the words that stood there.
        signature.moderation = ModerationStatus.UNREVIEWED
    written = (*changed, *AFFILIATION_FIELDS, "search_key", "moderation")
    _write_down(signature, changed, {name: getattr(signature, name) for name in written})
    if signature.spelling_id != before:
        forget_spelling(before)
    if not _IDENTITY.isdisjoint(changed):
        _look_at_name(signature)


def _write_down(signature: Signature, fields: list[str], changes: dict[str, Any]) -> None:
    """Leave a line in the history that names the fields, and make the changes."""
    own = Signature.objects.filter(pk=signature.pk)
    decide(own, Decision.CORRECT, changes, by=None, reason=_named(fields))


def _look_at_name(signature: Signature) -> None:
    doubt_quote(signature)
    was_watched = forget_release_of_old_name(signature)
    suspicious = assess(notice_name(signature.first_name, signature.last_name))
    if hold_back(signature, suspicious) or not was_watched:
        return
    with translation.override(settings.LANGUAGE_CODE):  # the desk's, not the signatory's
        reason = _("The name was changed after it had been held or released")
    moderation.hold(Signature.objects.filter(pk=signature.pk), by=None, reason=reason)


def _named(fields: list[str]) -> str:
    """Name fields as the desk does: what stood in them is nobody's to keep."""
    with translation.override(settings.LANGUAGE_CODE):
        labels = {field.name: field.verbose_name for field in Signature._meta.fields}  # noqa: SLF001 -- public API
        return ", ".join(str(labels[name]) for name in fields)
