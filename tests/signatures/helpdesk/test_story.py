"""“Where is my mail?” is answered in one sentence, with every mail and what to do."""

from datetime import timedelta
from typing import Any

import pytest

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailKind, EmailState, SignatureStatus, SuppressionReason
from signatures.helpdesk.story import MOST_FOUND, find, tell_story
from signatures.mail.links import LinkOutcome
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.risk.limits import MAILS_IN_ALL
from signatures.risk.suppression import suppress
from tests.factories import make_signature
from tests.signatures.mail.promises import promise

SUZIE = "suzie@campus.example"


@pytest.fixture
def suzie(appeal: Appeal) -> Signature:
    return make_signature(appeal, status=SignatureStatus.PENDING, email=SUZIE, last_name="Lenoir")


@pytest.mark.parametrize(
    "term", [SUZIE, " Suzie@CAMPUS.example ", "suzie+tag@campus.example", "lenoir", "Le"]
)
def test_signature_is_found_by_address_and_by_name(suzie: Signature, term: str) -> None:
    make_signature(suzie.appeal, email="olga@campus.example", first_name="Olga", last_name="Durand")

    assert find(term).signatures == [suzie]


@pytest.mark.parametrize("term", ["campus.example", "@campus.example", "suzie@", "", "   ", "''"])
def test_part_of_an_address_finds_nothing(suzie: Signature, term: str) -> None:
    assert find(term).signatures == []


def test_search_is_bounded(appeal: Appeal) -> None:
    for _ in range(MOST_FOUND + 1):
        make_signature(appeal, last_name="Martin")

    found = find("martin")

    assert (len(found.signatures), found.is_more) == (MOST_FOUND, True)


def test_address_that_said_not_me_is_explained_without_a_signature(db: None) -> None:
    suppress(recipient_key(SUZIE))

    found = find(SUZIE)

    assert found.signatures == []
    assert found.suppressed is not None
    assert found.suppressed.reason == SuppressionReason.NOT_ME


MAILS = [
    ({"state": EmailState.SENT}, "accepté", "indésirables"),
    ({"state": EmailState.SENT, "last_error": "delayed 4.4.1"}, "accepté", "autre adresse"),
    ({"state": EmailState.QUEUED}, "attend son tour", ""),
    (
        {"state": EmailState.QUEUED, "attempts": 2, "last_error": "recipient deferred: 451"},
        "réessayé",
        "",
    ),
    (
        {"state": EmailState.BOUNCED, "last_error": "recipient refused: 550"},
        "pas arrivé",
        "orthographe",
    ),
    ({"state": EmailState.BOUNCED, "last_error": "soft 5.2.2"}, "pas arrivé", "place"),
    ({"state": EmailState.BOUNCED, "last_error": "blocked 5.7.1"}, "pas arrivé", "administration"),
    ({"state": EmailState.DEAD, "last_error": "ConnectionRefusedError"}, "pas arrivé", "renvoyez"),
]


@pytest.mark.parametrize(("fields", "answer", "advice"), MAILS)
def test_last_mail_decides_the_answer(
    suzie: Signature, fields: dict[str, Any], answer: str, advice: str
) -> None:
    promise(suzie, recipient_key=recipient_key(SUZIE), **fields)

    story = tell_story(suzie, database_now())

    assert answer in story.answer
    assert advice in story.mails[0].told.advice


def test_refusal_of_us_is_not_told_as_an_address_that_does_not_exist(suzie: Signature) -> None:
    error = "recipient not taken: 554 5.7.1"
    promise(suzie, recipient_key=recipient_key(SUZIE), state=EmailState.DEAD, last_error=error)

    [mail] = tell_story(suzie, database_now()).mails

    assert "sans dire que l’adresse n’existe pas" in mail.told.why
    assert "(554 5.7.1)" in mail.told.why
    assert "renvoyez" in mail.told.advice


@pytest.mark.parametrize(
    ("reason", "may_lift"),
    [
        (SuppressionReason.NOT_ME, False),
        (SuppressionReason.COMPLAINT, False),
        (SuppressionReason.HARD_BOUNCE, True),
    ],
)
def test_address_that_gets_no_mail_is_explained(
    suzie: Signature, reason: SuppressionReason, *, may_lift: bool
) -> None:
    suppress(recipient_key(SUZIE), reason)

    story = tell_story(suzie, database_now())

    assert "écrivons plus" in story.answer
    assert story.prospect.outcome == LinkOutcome.SUPPRESSED
    assert story.may_lift is may_lift


@pytest.mark.parametrize("reason", SuppressionReason)
def test_verified_signature_whose_address_gets_no_mail_is_erased_by_hand(
    appeal: Appeal, reason: SuppressionReason
) -> None:
    suzie = make_signature(appeal, email=SUZIE)
    suppress(recipient_key(SUZIE), reason)

    answer = tell_story(suzie, database_now()).answer

    assert "vérifiée" in answer
    assert "écrivons plus" in answer
    assert "effacé" in answer


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (SignatureStatus.VERIFIED, "vérifiée"),
        (SignatureStatus.WITHDRAWN, "retirée"),
        (SignatureStatus.INVALIDATED, "hors du décompte"),
    ],
)
def test_signature_that_no_longer_waits_is_explained(
    appeal: Appeal, status: SignatureStatus, answer: str
) -> None:
    assert answer in tell_story(make_signature(appeal, status=status), database_now()).answer


def test_signature_that_can_no_longer_be_confirmed_is_explained(suzie: Signature) -> None:
    suzie.appeal.closes_at = database_now() - timedelta(days=2)

    story = tell_story(suzie, database_now())

    assert story.prospect.outcome == LinkOutcome.NOTHING
    assert "ne peut plus être confirmée" in story.answer


def test_address_that_had_its_share_is_explained(suzie: Signature) -> None:
    for number in range(MAILS_IN_ALL):
        promise(
            suzie,
            due_in=timedelta(hours=-number),
            recipient_key=recipient_key(SUZIE),
            state=EmailState.BOUNCED,
            last_error="soft",
        )

    story = tell_story(suzie, database_now())

    assert story.prospect.outcome == LinkOutcome.CAPPED
    assert "limite de courriels" in story.answer


def test_mails_of_every_kind_are_told_newest_first(suzie: Signature) -> None:
    for kind in (EmailKind.CONFIRM, EmailKind.MANAGE):
        promise(suzie, kind=kind)

    kinds = [mail.email.kind for mail in tell_story(suzie, database_now()).mails]

    assert kinds == [EmailKind.MANAGE, EmailKind.CONFIRM]
