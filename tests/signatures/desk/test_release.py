"""A watched name is neither counted nor shown until two people have seen a proof (R-11)."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.desk import moderation, release, undo
from signatures.desk.holding import hold_back
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.desk.rechecking import watch
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import figures
from signatures.models import HoldReason, ReleaseProposal, Signature, WatchedName
from signatures.models.clock import database_now
from signatures.models.hold_reason import WATCH_LIST
from signatures.models.job import private_storage
from signatures.models.release import ProofKind, ReleaseState
from signatures.privacy.anonymise import anonymise
from signatures.privacy.retention import UNCONFIRMED_KEPT, purge_unconfirmed
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from signatures.wall.public import public_signatures
from tests.factories import make_signature
from tests.signatures.signing.test_withdraw import whole_database
from tests.signatures.threads import at_once
from tests.staff import make_staff, signed_in

NAME = {"first_name": "Marie", "last_name": "Curie"}
pytestmark = pytest.mark.requirement("R-11")


def held(appeal: Appeal, **fields: object) -> Signature:
    signature = make_signature(appeal, **{**NAME, **fields})
    assert hold_back(signature)
    return signature


def propose(signature: Signature, by: User) -> ReleaseProposal:
    return release.propose_release(signature, proof=ProofKind.CALL, note="rappelée", by=by)


def standing(appeal: Appeal) -> tuple[int, int, int]:
    """What is counted, what stands under review, what is shown."""
    current = figures(appeal, language="fr", now=database_now())
    return current.total, current.under_review, public_signatures(appeal).count()


@pytest.fixture
def max_(db: None) -> User:
    return make_staff("moderator", name="Max")


def test_a_watched_name_is_held_with_its_reason(appeal: Appeal) -> None:
    signature = held(appeal)

    reason = HoldReason.objects.get(signature=signature)
    assert (reason.code, str(reason.watched)) == (WATCH_LIST, "Marie Curie")
    assert standing(appeal) == (0, 1, 0)
    assert hold_back(make_signature(appeal)) is False


def test_a_name_that_came_on_the_list_meanwhile_is_held_at_the_confirmation(
    appeal: Appeal,
) -> None:
    signature = make_signature(appeal, **NAME, status=SignatureStatus.PENDING)

    confirm_signature(handle=signature.handle, now=database_now())

    assert standing(appeal) == (0, 1, 0)


def test_two_people_and_a_proof_release_it(appeal: Appeal, olga: User, max_: User) -> None:
    signature = held(appeal)

    proposal = propose(signature, olga)
    between = standing(appeal)
    release.approve_release(proposal, by=max_)

    proposal.refresh_from_db()
    assert between == (0, 1, 0)
    assert standing(appeal) == (1, 0, 1)
    assert (proposal.state, proposal.decided_by) == (ReleaseState.APPROVED, max_)
    signature.refresh_from_db()
    assert hold_back(signature) is False  # released is released
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"release.propose", "release.approved", "signature.approve"} <= acts


def test_one_person_is_not_two(appeal: Appeal, olga: User) -> None:
    proposal = propose(held(appeal), olga)

    with pytest.raises(release.SamePersonError):
        release.approve_release(proposal, by=olga)
    with pytest.raises(IntegrityError, match="release_by_two_people"), transaction.atomic():
        ReleaseProposal.objects.update(
            state=ReleaseState.APPROVED, decided_by=olga, decided_at=database_now()
        )

    assert standing(appeal) == (0, 1, 0)


@pytest.mark.parametrize("verb", [moderation.approve, moderation.hide])
def test_no_decision_goes_around_the_proof(appeal: Appeal, olga: User, verb: object) -> None:
    signature, other = held(appeal), make_signature(appeal, moderation=ModerationStatus.HELD)

    decided = verb(Signature.objects.all(), by=olga)  # type: ignore[operator]

    assert (decided.number, decided.watched) == (1, 1)
    signature.refresh_from_db()
    other.refresh_from_db()
    assert signature.moderation == ModerationStatus.HELD
    assert other.moderation != ModerationStatus.HELD


def test_the_database_itself_keeps_it_held(appeal: Appeal) -> None:
    signature = held(appeal)

    with (
        pytest.raises(IntegrityError, match="until two people have released it"),
        transaction.atomic(),
    ):
        Signature.objects.filter(pk=signature.pk).update(moderation=ModerationStatus.APPROVED)


def test_invalidated_and_reinstated_it_is_held_still(appeal: Appeal, olga: User) -> None:
    rows = Signature.objects.filter(pk=held(appeal).pk)

    moderation.invalidate(rows, by=olga, why=InvalidationReason.FORGED)
    moderation.reinstate(rows, by=olga)
    decided = moderation.invalidate(rows, by=olga, why=InvalidationReason.FORGED)
    undo.undo(decided.batch, by=olga)

    assert standing(appeal) == (0, 1, 0)


def test_refused_it_stays_held_and_can_be_proposed_again(
    appeal: Appeal, olga: User, max_: User
) -> None:
    signature = held(appeal)
    proposal = propose(signature, olga)

    release.refuse_release(proposal, by=max_)

    assert standing(appeal) == (0, 1, 0)
    with pytest.raises(release.AlreadyDecidedError):
        release.approve_release(proposal, by=make_staff("organiser"))
    assert propose(signature, max_).state == ReleaseState.OPEN


def test_one_proposal_at_a_time_and_only_for_what_is_watched(
    appeal: Appeal, olga: User, max_: User
) -> None:
    signature = held(appeal)
    propose(signature, olga)

    folder = Path(private_storage().path(release.FOLDER))
    stored = set(folder.glob("*"))
    with pytest.raises(release.AlreadyProposedError):
        release.propose_release(
            signature, proof=ProofKind.FILE, note="vu", by=max_, file=io.BytesIO(b"%PDF-")
        )
    assert set(folder.glob("*")) == stored
    with pytest.raises(release.NotWatchedError):
        propose(make_signature(appeal, moderation=ModerationStatus.HELD), olga)


def test_another_name_after_the_release_is_held_again(
    appeal: Appeal, olga: User, max_: User
) -> None:
    signature = held(appeal)
    release.approve_release(propose(signature, olga), by=max_)
    Signature.objects.filter(pk=signature.pk).update(first_name="Victor", last_name="Hugo")
    signature.refresh_from_db()

    assert hold_back(signature)
    assert standing(appeal) == (0, 1, 0)


def withdraw(signature: Signature) -> None:
    withdraw_signature(handle=signature.handle, now=database_now())


def forget_unconfirmed(signature: Signature) -> None:
    purge_unconfirmed(now=database_now() + UNCONFIRMED_KEPT * 2)


def end_the_appeal(signature: Signature) -> None:
    anonymise(signature.appeal, now=database_now())


@pytest.mark.requirement("R-62", "R-63")
@pytest.mark.parametrize(
    ("status", "go"),
    [
        (SignatureStatus.VERIFIED, withdraw),
        (SignatureStatus.PENDING, withdraw),
        (SignatureStatus.PENDING, forget_unconfirmed),
        (SignatureStatus.VERIFIED, end_the_appeal),
        (SignatureStatus.PENDING, end_the_appeal),
    ],
)
def test_who_goes_takes_the_proofs_along(
    appeal: Appeal,
    olga: User,
    django_capture_on_commit_callbacks: object,
    status: SignatureStatus,
    go: Callable[[Signature], None],
) -> None:
    signature = held(appeal, status=status)
    proposal = release.propose_release(
        signature,
        proof=ProofKind.LETTER,
        note="lettre",
        by=olga,
        file=io.BytesIO(b"%PDF-"),
        suffix=".pdf",
    )
    path = Path(proposal.file.path)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        go(signature)

    assert not path.exists()
    assert go is not withdraw or not HoldReason.objects.exists()
    assert not ReleaseProposal.objects.exists()


@pytest.mark.requirement("R-62")
def test_what_was_noted_about_who_goes_stands_nowhere(
    appeal: Appeal, olga: User, max_: User
) -> None:
    signature = held(appeal)
    note = "Rappelée chez elle, à Sceaux"
    proposal = release.propose_release(signature, proof=ProofKind.CALL, note=note, by=olga)
    release.approve_release(proposal, by=max_)
    moderation.hide(Signature.objects.all(), by=olga, reason=note)
    assert note in whole_database()

    withdraw(signature)

    assert note not in whole_database()


def test_a_name_that_is_added_holds_who_signed_before(appeal: Appeal, olga: User) -> None:
    same = make_signature(appeal, first_name="Zoé", last_name="de l’Exemple")
    approved = make_signature(
        appeal, first_name="ZOE", last_name="De L'Exemple", moderation=ModerationStatus.APPROVED
    )
    pending = make_signature(
        appeal, first_name="Z.", last_name="de l’exemple", status=SignatureStatus.PENDING
    )
    mayor = make_signature(appeal, job_title="Cheffe de gare")
    invalidated = make_signature(appeal, first_name="Zoé", last_name="de l’Exemple")
    rows = Signature.objects.filter(pk=invalidated.pk)
    moderation.invalidate(rows, by=olga, why=InvalidationReason.FORGED)
    other = make_signature(appeal, first_name="Léo", last_name="de l’Exemple")

    job = watch(WatchedName(first_name="Zoé", last_name="de l’Exemple", kind="well_known"), by=olga)
    watch(WatchedName(last_name="Chef de gare", kind="office"), by=olga)
    watch(WatchedName(last_name="Cheffe de gare", kind="office"), by=olga)
    run_due(KINDS)

    job.refresh_from_db()
    moderation.reinstate(rows, by=olga)
    assert job.outcome == {"held": 4}
    assert "4 signatures" in KINDS[job.kind].describe(job)
    ids = set(Signature.objects.filter(moderation="held").values_list("pk", flat=True))
    assert ids == {same.pk, approved.pk, pending.pk, mayor.pk, invalidated.pk}
    assert other.pk not in ids


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_and_refuse_at_once_leave_one_answer(
    appeal: Appeal, transactional_db: None
) -> None:
    keys = {"first_key": "marie", "last_key": "curie"}
    WatchedName.objects.get_or_create(**keys, defaults={**NAME, "kind": "well_known"})
    proposal = propose(held(appeal), make_staff("organiser"))
    first, second = make_staff("moderator"), make_staff("moderator")

    outcomes = at_once(
        partial(release.approve_release, proposal, by=first),
        partial(release.refuse_release, proposal, by=second),
    )

    proposal.refresh_from_db()
    assert sum(isinstance(one, release.AlreadyDecidedError) for one in outcomes) == 1
    released = proposal.state == ReleaseState.APPROVED
    assert standing(appeal)[0] == released


def test_the_pages_take_a_proof_and_a_second_person(appeal: Appeal, olga: User, max_: User) -> None:
    signature = held(appeal)
    page = f"/staff/signatures/signature/{signature.pk}/release/"
    desk, colleague = signed_in(olga), signed_in(max_)
    letter = SimpleUploadedFile("Lettre d’elle.PDF", b"%PDF-1.7", content_type="text/html")

    assert "Release with a proof" in desk.get(page.replace("release", "change")).text
    empty = desk.post(page, {"proof": "letter", "note": "reçue"})
    desk.post(page, {"proof": "letter", "note": "reçue le 3", "file": letter})
    own = desk.get(page).text
    proposal = ReleaseProposal.objects.get()
    refused = desk.post(f"/staff/signatures/signature/release/{proposal.pk}/approve/", follow=True)
    document = colleague.get(f"/staff/signatures/signature/release/{proposal.pk}/document")
    body = b"".join(getattr(document, "streaming_content"))  # noqa: B009
    answer = colleague.post(
        f"/staff/signatures/signature/release/{proposal.pk}/approve/", follow=True
    )

    assert "Add the document." in empty.text
    assert "somebody else has to agree" in own
    assert "I agree" not in own
    assert "cannot be the one who agrees" in refused.text
    assert (body, document["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert document["Content-Disposition"] == f'attachment; filename="proof-{proposal.pk}.pdf"'
    assert "Released: counted and shown." in answer.text
    assert standing(appeal) == (1, 0, 1)


@pytest.mark.parametrize(
    ("name", "size"), [("proof.html", 10), ("proof.svg", 10), ("a.pdf", 5_000_001)]
)
def test_only_documents_of_an_ordinary_size_are_taken(
    appeal: Appeal, desk: Client, name: str, size: int
) -> None:
    signature = held(appeal)
    file = SimpleUploadedFile(name, b"x" * size)
    page = f"/staff/signatures/signature/{signature.pk}/release/"

    desk.post(page, {"proof": "file", "note": "vu", "file": file})

    assert not ReleaseProposal.objects.exists()


@pytest.mark.parametrize("role", ["press", "nobody", "exporting organiser"])
def test_only_moderators_release(appeal: Appeal, olga: User, role: str) -> None:
    proposal = propose(held(appeal), olga)
    client = signed_in(make_staff(role))
    address = f"/staff/signatures/signature/release/{proposal.pk}/"

    client.post(f"{address}approve/")

    proposal.refresh_from_db()
    assert (proposal.state == ReleaseState.APPROVED) == (role == "exporting organiser")


def test_the_list_takes_a_name_once(desk: Client, olga: User) -> None:
    page = "/staff/signatures/watchedname/add/"
    fields = {"kind": "well_known", "first_name": "Zoé", "last_name": "Exemple", "note": ""}

    added = desk.post(page, fields, follow=True)
    again = desk.post(page, {**fields, "first_name": "zoe", "last_name": "EXEMPLE"})

    assert "being compared" in added.text
    assert "on the list already" in again.text
    assert WatchedName.objects.get(last_key="exemple").added_by == olga
    assert "Zoé Exemple" in desk.get("/staff/signatures/watchedname/?q=exémple").text
    assert AuditEntry.objects.filter(act="watchedname.add").exists()
