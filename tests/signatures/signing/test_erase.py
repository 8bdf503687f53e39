"""Who cannot use the link is erased by the desk: for good, and said in public (rule 5)."""

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from appeal.enums import Retraction
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.bodies import conversion
from signatures.bodies.replay import replay_erasures
from signatures.desk import moderation, undo
from signatures.enums import (
    EmailState,
    InvalidationReason,
    OrganisationKind,
    SignatureStatus,
    SuppressionReason,
)
from signatures.figures.counting import figures
from signatures.figures.reconcile import reconcile
from signatures.models import BodySignature, Erasure, ModerationDecision, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from signatures.signing.confirm import confirm_signature
from signatures.signing.erase import erase_on_request
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.signatures.signing.entries import sign
from tests.signatures.signing.test_withdraw import PERSONAL, TRACES, whole_database
from tests.staff import make_staff, signed_in

ADDRESS = "zenobie@quatrefages.example"


@pytest.fixture
def by(db: None) -> User:
    return make_staff("moderator")


def page(signature: Signature) -> str:
    return f"/staff/erase/{signature.pk}/"


@pytest.mark.requirement("R-20", "R-64")
@pytest.mark.parametrize("retraction", Retraction)
def test_who_asks_is_erased_and_the_public_is_told(
    appeal: Appeal, by: User, retraction: Retraction
) -> None:
    Appeal.objects.update(retraction=retraction)
    sign(appeal, **PERSONAL)
    signature = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    suppress(recipient_key(ADDRESS), SuppressionReason.COMPLAINT)
    promise(signature, state=EmailState.SENT, recipient_key=recipient_key(ADDRESS))
    moderation.hide(Signature.objects.all(), by=by, reason="Quatrefages")

    for _ in range(2):
        erase_on_request(signature, by=by, now=database_now())

    assert [trace for trace in TRACES if trace in whole_database()] == []
    assert not OutboundEmail.objects.exists()
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.INVALIDATED
    assert signature.anonymised_at is not None
    current = figures(appeal, language="fr", now=database_now())
    assert (current.total, current.withdrawn, current.invalidated) == (0, 0, {"requested": 1})
    assert reconcile(appeal) == []
    entry = AuditEntry.objects.get(act="signature.erase")
    assert (entry.by, entry.target_id) == (by, str(signature.pk))
    assert (entry.before, entry.after) == ({"status": "verified"}, {"reason": "requested"})


def test_an_erasure_is_neither_undone_nor_reinstated(appeal: Appeal, by: User) -> None:
    signature = make_signature(appeal)
    moderation.approve(Signature.objects.all(), by=by)

    erase_on_request(signature, by=by, now=database_now())

    assert undo.last_act(by) is None
    assert moderation.reinstate(Signature.objects.all(), by=by).number == 0
    assert ModerationDecision.objects.latest("pk").decided_by == by


def test_who_is_out_of_the_count_already_keeps_the_reason(appeal: Appeal, by: User) -> None:
    signature = make_signature(appeal, status=SignatureStatus.INVALIDATED)

    erase_on_request(signature, by=by, now=database_now())

    signature.refresh_from_db()
    assert (signature.last_name, signature.email) == ("", "")
    assert signature.invalidation_reason == InvalidationReason.FORGED


def test_who_never_confirmed_goes_whole(appeal: Appeal, by: User) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)

    erase_on_request(signature, by=by, now=database_now())

    assert not Signature.objects.exists()


def test_who_was_made_an_organisation_goes_on_both_sides(appeal: Appeal, by: User) -> None:
    person = make_signature(appeal)
    facts = conversion.BodyFacts(name="Cercle", kind=OrganisationKind.OTHER, role="")
    conversion.to_body(person, facts, by=by)

    erase_on_request(Signature.objects.get(), by=by, now=database_now())

    assert not Signature.objects.exists()
    assert not BodySignature.objects.exists()


@pytest.mark.requirement("R-42")
def test_a_restored_backup_forgets_again_who_was_erased(appeal: Appeal, by: User) -> None:
    gone, stays = make_signature(appeal), make_signature(appeal)
    erase_on_request(gone, by=by, now=database_now())
    Signature.objects.filter(pk=gone.pk).delete()
    make_signature(appeal, handle=gone.handle, email="back@campus.example")
    Erasure.objects.update(replayed_at=None)

    assert replay_erasures(now=database_now()) == 1

    assert Signature.objects.exclude(email="").get() == stays


def test_the_page_says_what_goes_before_it_erases(appeal: Appeal, by: User) -> None:
    signature = make_signature(appeal, last_name="Quatrefages", email=ADDRESS)
    client = signed_in(by)

    asked = client.get(page(signature))
    there = Signature.objects.get()
    done = client.post(page(signature), follow=True)

    assert "Quatrefages" in asked.text
    assert "It cannot be undone" in asked.text
    assert ADDRESS not in asked.text  # a moderator sees none
    assert there.last_name == "Quatrefages"
    assert "Erased: nothing here names this person any more." in done.text
    assert Signature.objects.get().last_name == ""
    assert client.get(page(signature)).status_code == 404


@pytest.mark.parametrize("role", ["press", "nobody"])
def test_only_who_moderates_erases(appeal: Appeal, role: str) -> None:
    signature = make_signature(appeal)

    signed_in(make_staff(role)).post(page(signature))

    assert Signature.objects.get().last_name


def test_the_page_of_a_signature_leads_there_while_it_names_somebody(
    appeal: Appeal, by: User
) -> None:
    signature = make_signature(appeal)
    client: Client = signed_in(by)
    addresses = (
        f"/staff/signatures/signature/{signature.pk}/change/",
        f"/staff/mail/signature/{signature.pk}/",
    )

    assert all(page(signature) in client.get(address).text for address in addresses)
    erase_on_request(signature, by=by, now=database_now())
    assert not any(page(signature) in client.get(address).text for address in addresses)
