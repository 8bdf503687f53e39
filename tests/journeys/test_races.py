"""Many at once: fifty spellings of one address, signed and confirmed in the same moment."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.figures.counting import total
from signatures.figures.reconcile import reconcile
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.limits import MAILS_PER_DAY
from signatures.signing.form_token import MINIMUM_AGE, make_form_token
from signatures.tokens import Purpose, mint
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import at_once

MANY = 50
pytestmark = pytest.mark.django_db(transaction=True)


def variant(number: int) -> str:
    """Spell one Gmail mailbox in a new way."""
    dots = "".join(
        letter + ("." if number >> place & 1 and place < 5 else "")
        for place, letter in enumerate("suzie.q".replace(".", ""))
    )
    domain = ("gmail.com", "GMail.com", "googlemail.com")[number % 3]
    return f"{dots}+n{number}@{domain}"


def old_form_token(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a token as old as a page that somebody has read."""
    import time

    now = time.time()
    with monkeypatch.context() as past:
        past.setattr(time, "time", lambda: now - MINIMUM_AGE.total_seconds() - 5)
        return make_form_token(appeal.versions.get().pk)


def post_form(appeal: Appeal, token: str, email: str) -> int:
    answer = Client().post(
        f"/fr/appeals/{appeal.slug}/sign/",
        {
            "first_name": "Suzie",
            "last_name": "Exemple",
            "email": email,
            "category": "student",
            "display": "full",
            "consent": "on",
            "age_15": "on",
            "form_token": token,
        },
    )
    return answer.status_code


def confirm(handle: UUID) -> int:
    expires_at = database_now() + timedelta(days=1)
    token = mint(purpose=Purpose.CONFIRM, handle=handle, expires_at=expires_at)
    return Client().post(f"/fr/confirm/{token}/").status_code


@pytest.mark.requirement("R-04")
def test_fifty_spellings_of_one_address_signed_and_confirmed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal = make_appeal()
    token = old_form_token(appeal, monkeypatch)

    answers = at_once(
        *(partial(post_form, appeal, token, variant(number)) for number in range(MANY))
    )
    waiting = list(Signature.objects.values_list("handle", flat=True))
    at_once(*(partial(confirm, handle) for handle in waiting))

    assert answers == [303] * MANY
    assert OutboundEmail.objects.count() == len(waiting) == MAILS_PER_DAY
    assert Signature.objects.filter(status=SignatureStatus.VERIFIED).count() == 1
    assert (total(appeal), reconcile(appeal)) == (1, [])


@pytest.mark.requirement("R-04")
def test_fifty_waiting_signatures_of_one_address_confirmed_at_once() -> None:
    appeal = make_appeal()
    rows = [
        make_signature(appeal, email=variant(number), status=SignatureStatus.PENDING)
        for number in range(MANY)
    ]

    answers = at_once(*(partial(confirm, row.handle) for row in rows))

    assert answers.count(303) == 1
    assert Signature.objects.filter(status=SignatureStatus.VERIFIED).count() == 1
    assert Signature.objects.filter(status=SignatureStatus.PENDING).count() == MANY - 1
    assert (total(appeal), reconcile(appeal)) == (1, [])


@pytest.mark.requirement("R-02")
def test_one_link_confirmed_twenty_times_at_once_counts_once() -> None:
    appeal = make_appeal()
    row = make_signature(appeal, status=SignatureStatus.PENDING)

    answers = at_once(*[partial(confirm, row.handle)] * 20)

    assert answers == [303] * 20
    assert (total(appeal), reconcile(appeal)) == (1, [])


@pytest.mark.requirement("R-44")
def test_one_form_posted_ten_times_at_once_is_one_submission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal = make_appeal()
    token = old_form_token(appeal, monkeypatch)

    answers = at_once(*[partial(post_form, appeal, token, "suzie@campus.example")] * 10)

    assert answers == [303] * 10
    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (1, 1)
