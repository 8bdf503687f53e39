"""The file of one's own data has every field of the register, or the reason why not (R-64)."""

from typing import Any

import pytest

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import Display, EmailState, SuppressionReason
from signatures.models import FeaturedSignatory, ModerationDecision, ReleaseProposal, Signature
from signatures.models.clock import database_now
from signatures.models.moderation import Decision
from signatures.risk.suppression import suppress
from signatures.signing.own_data import as_text, own_data
from tests.docs.test_privacy import listed
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.signatures.organisations.records import make_organisation
from tests.staff import make_staff

SUZIE = "suzie@campus.example"
SIGNATURE = (
    *("first_name", "last_name", "email", "organisation", "job_title", "city", "country"),
    *("department", "message", "display", "language", "channel", "category", "consent_wording"),
    *("ordinal", "verified_organisation", "status", "moderation", "created_at", "verified_at"),
    "updates_consented_at",
)
# Where each field of a signatory stands in the file.
GIVEN = {
    **{f"signature.{name}": f"signature.{name}" for name in SIGNATURE},
    "signature.appeal": "appeal",
    "signature.version": "text.version",
    "featuredsignatory.signature": "featured",
    "featuredsignatory.title": "featured.0.title",
    "featuredsignatory.quote": "featured.0.quote",
    "featuredsignatory.portrait": "featured.0.has_portrait",
    "moderationdecision.signature": "decisions",
    "releaseproposal.signature": "proofs",
    "releaseproposal.proof": "proofs.0.kind",
    "outboundemail.signature": "emails",
    "outboundemail.last_error": "emails.0.error",
    "suppressedaddress.reason": "no_more_email.reason",
}
_MADE = "made from what is given, or a number of ours; says nothing more"
_LEARN = "whoever attacks learns from it (ADR 11)"
_OTHERS = "may be about others: moderators wrote or gathered it"
_EMPTY = "empty as long as there is such a file"
# Every other one, and why it is not there.
LEFT_OUT = {
    **dict.fromkeys(
        (
            *("signature.canonical_email", "signature.search_key", "signature.wall_key"),
            *("signature.handle", "signature.form_key", "signature.code_attempts"),
            *("signature.spelling", "organisationspelling.key", "organisationspelling.text"),
            *("outboundemail.recipient_key", "outboundemail.recipient_domain"),
            *("pastmail.recipient_key", "suppressedaddress.recipient_key"),
        ),
        _MADE,
    ),
    **dict.fromkeys(("signature.network_key", "holdreason.signature", "unusual.sample"), _LEARN),
    **dict.fromkeys(
        (
            *("moderationdecision.reason", "invalidation.conditions", "invalidation.note"),
            *("releaseproposal.note", "releaseproposal.file", "releaseproposal.file_sha256"),
            *("job.parameters", "job.result"),
        ),
        _OTHERS,
    ),
    **dict.fromkeys(
        ("signature.invalidation_reason", "signature.withdrawn_at", "signature.invalidated_at"),
        _EMPTY,
    ),
}
# A mailbox does not show that these are this person's: the contact address is asked.
OF_NOBODY = ("bodysignature.", "bodymandatefile.", "papersignature.", "paperbatch.")


@pytest.fixture
def suzie(appeal: Appeal) -> Signature:
    """Somebody of whom there is one of everything."""
    signature = make_signature(
        appeal,
        **dict.fromkeys(("organisation", "job_title", "city", "message"), "Exemple"),
        email=SUZIE,
        country="FR",
        department="34",
        channel="hall",
        ordinal=1,
        updates_consented_at=database_now(),
        verified_organisation=make_organisation("Université d’Exemple", "campus.example"),
        display=Display.FULL,
    )
    staff = make_staff()
    FeaturedSignatory.objects.create(
        signature=signature, title="Astronome", quote="Regardez.", portrait="portraits/x.webp"
    )
    for decision, reason in ((Decision.HOLD, "ressemble à Mallory"), (Decision.CORRECT, "ville")):
        ModerationDecision.objects.create(signature=signature, decision=decision, reason=reason)
    ReleaseProposal.objects.create(
        signature=signature, proof="call", note="Mallory a décroché", proposed_by=staff
    )
    promise(signature, state=EmailState.BOUNCED, last_error="soft 5.2.2")
    suppress(recipient_key(SUZIE), SuppressionReason.COMPLAINT)
    return signature


def at(path: str, data: Any) -> Any:
    for step in path.split("."):
        data = data[int(step) if step.isdecimal() else step]
    return data


def test_every_field_of_a_signatory_is_given_or_left_out_for_a_reason() -> None:
    of_signatories = {
        name.removeprefix("signatures.")
        for name, whose in listed().items()
        if whose == "signatory" and not name.removeprefix("signatures.").startswith(OF_NOBODY)
    }

    assert GIVEN.keys() & LEFT_OUT.keys() == set()
    assert of_signatories == GIVEN.keys() | LEFT_OUT.keys()


@pytest.mark.requirement("R-64")
def test_what_is_given_is_there(suzie: Signature) -> None:
    data = own_data(suzie)

    assert [field for field, path in GIVEN.items() if not at(path, data)] == []


@pytest.mark.requirement("R-64")
def test_reader_gets_the_same_as_a_program(suzie: Signature) -> None:
    text = as_text(suzie).decode()

    told = ("Université d’Exemple", "Regardez.", "(ville)", "5.2.2", "avec portrait", "indésirable")
    assert [words for words in told if words not in text] == []


def test_words_of_moderators_stay_at_the_desk_and_the_file_says_so(suzie: Signature) -> None:
    for words in (str(own_data(suzie)), as_text(suzie).decode()):
        assert "Mallory" not in words
        assert suzie.appeal.contact_email in words
