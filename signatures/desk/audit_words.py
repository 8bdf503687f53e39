"""The acts on record in words: what stands beside their codes at the desk.

The record keeps codes (`featured.approve`), which never change; words are the reader's.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.audit import fold

ACTS: dict[str, Any] = {
    "appeal.archived": _("Appeal archived"),
    "appeal.closed": _("Appeal closed"),
    "appeal.draft": _("New version of a text begun"),
    "appeal.feature": _("Appeal put on the front page"),
    "appeal.open": _("Appeal opened"),
    "appeal.paused": _("Appeal paused"),
    "appeal.publish": _("Version of a text published"),
    "appeal.start": _("Appeal begun"),
    "appeal.write": _("Draft of a text written"),
    "audit.export": _("Audit taken away as a file"),
    "body.approve": _("Organisation’s signature approved"),
    "body.convert_to_person": _("Organisation’s signature made a person’s"),
    "body.refuse": _("Organisation’s signature refused"),
    "body.reopen": _("Decision about an organisation’s signature taken back"),
    "dossier.command": _("Dossier made from the command line"),
    "dossier.request": _("Dossier asked for"),
    "export.command": _("Signatures exported from the command line"),
    "export.finish": _("Export of personal data made"),
    "export.request": _("Export of personal data asked for"),
    "factor.recovery_codes_generated": _("Recovery codes made"),
    "factor.reset": _("Second factors reset"),
    "factor.totp_activated": _("Authenticator app installed"),
    "factor.totp_deactivated": _("Authenticator app removed"),
    "factor.webauthn_added": _("Passkey added"),
    "factor.webauthn_removed": _("Passkey removed"),
    "featured.add": _("Signatory featured"),
    "featured.approve": _("Quote approved"),
    "featured.change": _("Featured signatory changed"),
    "featured.place": _("Featured signatory moved"),
    "featured.remove": _("Signatory no longer featured"),
    "invalidation.start": _("Wave taken out of the count"),
    "invalidation.undo": _("Wave put back"),
    "job.cancel": _("Background job stopped"),
    "job.download": _("File of a background job downloaded"),
    "mail.lift_bounce": _("Address released for mail"),
    "mail.resend": _("Mail sent again"),
    "mail.resend_domain": _("Mails to a domain sent again"),
    "mail.resume": _("Sending resumed"),
    "mail.revive": _("Mails that were given up put in the queue"),
    "mail.stop": _("All sending stopped"),
    "mail.warm_up": _("Sending pace changed"),
    "news.send": _("News sent to signatories"),
    "news.stop": _("Sending of news stopped"),
    "news.test": _("News sent to oneself"),
    "organisation.merge": _("Spellings of an organisation merged"),
    "organisation.undo_merge": _("Merge of spellings undone"),
    "paper.begin": _("Paper list begun"),
    "paper.check": _("Paper list checked by a second person"),
    "paper.count": _("Paper list counted"),
    "paper.import": _("Lines of a paper list imported"),
    "paper.leave_out": _("Lines of a paper list left out"),
    "paper.reopen": _("Paper list opened again"),
    "paper.undo": _("Paper list taken back"),
    "privacy.anonymise": _("Signatories erased at the end of the clock"),
    "release.approved": _("Watched name released"),
    "release.propose": _("Proof about a watched name recorded"),
    "release.refused": _("Proof about a watched name refused"),
    "session.end": _("Signed out"),
    "session.refuse": _("Sign-in refused"),
    "session.revoke": _("Sessions ended"),
    "session.start": _("Signed in"),
    "signature.approve": _("Signature approved"),
    "signature.convert_to_body": _("Person’s signature made an organisation’s"),
    "signature.correct": _("Signature corrected by its signatory"),
    "signature.erase": _("Signature erased because its signatory asked for it"),
    "signature.hide": _("Signature hidden"),
    "signature.hold": _("Signature held"),
    "signature.invalidate": _("Signature invalidated"),
    "signature.reinstate": _("Signature reinstated"),
    "signature.undo": _("Decision undone"),
    "snapshot.lift_embargo": _("Embargo lifted"),
    "snapshot.take": _("Figure frozen"),
    "staff.add": _("Member of staff added"),
    "staff.change": _("Member of staff changed"),
    "staff.delete": _("Member of staff deleted"),
    "staff.invite": _("Invitation mailed"),
    "staff.password": _("Password set"),
    "staff.roles": _("Roles changed"),
}
# What `accounts.audited` records of any kind of row.
_EDITS: dict[str, Any] = {
    "add": _("%(kind)s: added"),
    "change": _("%(kind)s: changed"),
    "delete": _("%(kind)s: deleted"),
}


def act_words(act: str) -> str:
    """Say an act in the reader's language; one that is not known is its own code.

    Args:
        act: `area.verb`, as it is on record.
    """
    area, _dot, verb = act.partition(".")
    if act in ACTS:
        return str(ACTS[act])
    kind = next((found for found in map(_kind, _labels(area)) if found), "")
    return str(_EDITS[verb]) % {"kind": capfirst(kind)} if kind and verb in _EDITS else act


def kind_words(label: str) -> str:
    """Say a kind of row in the reader's language; one that is gone is its own name.

    Args:
        label: of its model, such as `signatures.paperbatch`.
    """
    return _kind(label) or label.partition(".")[2]


def acts_that_say(word: str, acts: Iterable[str]) -> list[str]:
    """Give those of `acts` whose words, in the reader's language, hold a word.

    Args:
        word: looked for, folded as `accounts.audit.fold` does.
        acts: codes.
    """
    return [act for act in acts if word in fold(act_words(act))]


def _labels(area: str) -> Iterator[str]:
    for app in ("appeal", "signatures"):
        yield f"{app}.{area}"


def _kind(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)  # noqa: SLF001 -- public API
    except (LookupError, ValueError):
        return ""
