"""Whether an answer speaks of the address, of the moment, or of us (R-84)."""

import pytest

from signatures.mail.bounce_words import BLOCKED, HARD, SOFT, judge, status_in

pytestmark = pytest.mark.requirement("R-84")


@pytest.mark.parametrize(
    "answer",
    [
        "550 Client host rejected: cannot find your reverse hostname, PTR not found",
        "550 Sender address rejected: domain not found",
        "550 5.1.0 <bounce@appel.example>: Sender address rejected: User unknown",
        "550 5.1.8 <bounce@appel.example>: Sender address rejected: Domain not found",
        "550 Sender verify failed: no such user",
        "550 Invalid sender domain: host not found",
        "504 5.5.2 <web>: Helo command rejected: need fully-qualified hostname, not found",
        "550 Reverse DNS lookup failed, host not found",
        "550 rDNS not found",
        "550 Your IP address does not exist in DNS",
        "554 Message rejected: DKIM key not found in DNS; DMARC policy",
        "550-Requested action not taken: mailbox unavailable 550-Reject due to SPF policy",
        "550 5.7.1 Requested action not taken: mailbox unavailable; Reject due to policy",
        "550 domaine de l’expéditeur introuvable",
        "550 expéditeur inconnu",
    ],
)
def test_refusal_of_us_says_nothing_of_the_address(answer: str) -> None:
    assert judge(status_in(answer), answer, "") == BLOCKED
    assert judge("", "", answer) == BLOCKED


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <suzie@campus.example>: Recipient address rejected: User unknown",
        "550 5.1.1 No such user; see our policy",
        "550 5.7.1 user unknown",
        "550 Requested action not taken: mailbox unavailable",
        "550 No such user here. Returned to sender.",
        "550 mx.antispam.campus.example: unknown user",
        "550 5.4.4 Host or domain name not found",
        "550 destinataire inconnu, retour à l’expéditeur",
    ],
)
def test_refusal_of_the_address_is_for_good(answer: str) -> None:
    assert judge(status_in(answer), answer, "") == HARD


@pytest.mark.parametrize(
    "answer",
    [
        "552 5.2.2 over quota",
        "552 mailbox full, see our policy",
        "450 4.7.25 Client host rejected: cannot find your hostname",
        "550 relay not permitted",
        "550 go away",
    ],
)
def test_refusal_that_does_not_say_why_is_for_the_moment(answer: str) -> None:
    assert judge(status_in(answer), answer, "") == SOFT
