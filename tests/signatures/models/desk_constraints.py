"""How to break each constraint of the desk's own tables; test_constraints does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import User
from appeal.models import Appeal
from signatures.models import (
    ErasureNotice,
    FeaturedSignatory,
    HoldReason,
    Invalidation,
    Job,
    MorningMail,
    OpenDataFile,
    PaperBatch,
    PaperSignature,
    ReleaseProposal,
    SettledBreakdowns,
    Signature,
    Snapshot,
    WatchedName,
)
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.signatures.paper.sheets import entry, make_batch
from tests.staff import make_staff


def make_job(**fields: Any) -> Job:
    return Job.objects.create(kind="slow", **fields)


def same_unfinished_job_twice(_appeal: Appeal) -> None:
    make_job(key="same")
    make_job(key="same")


def tell_twice(appeal: Appeal) -> None:
    day = database_now().date()
    notice = {"person": make_staff(), "appeal": appeal, "erased_on": day, "days": 14}
    for _time in range(2):
        ErasureNotice.objects.create(**notice)


def make_watched(**fields: Any) -> WatchedName:
    values = {"kind": "brand", "last_name": "Exemple", "last_key": "exemple"}
    return WatchedName.objects.create(**(values | fields))


def make_release(appeal: Appeal, **fields: Any) -> ReleaseProposal:
    values = {"proof": "call", "note": "vu", "proposed_by": make_staff()}
    values.setdefault("signature", fields.pop("signature", None) or make_signature(appeal))
    return ReleaseProposal.objects.create(**(values | fields))


def release_alone(appeal: Appeal) -> None:
    olga = make_staff()
    decided = {"state": "approved", "decided_by": olga, "decided_at": database_now()}
    make_release(appeal, proposed_by=olga, **decided)


def open_two(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    make_release(appeal, signature=signature)
    make_release(appeal, signature=signature)


def same_reason_twice(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    HoldReason.objects.create(signature=signature, code="disposable")
    HoldReason.objects.create(signature=signature, code="disposable")


def count_a_watched_name(appeal: Appeal) -> None:
    signature = make_signature(appeal, moderation="held")
    HoldReason.objects.create(signature=signature, code="watch_list")
    Signature.objects.filter(pk=signature.pk).update(moderation="approved")


def make_same_name_twice(_appeal: Appeal) -> None:
    make_watched()
    make_watched()


def make_wave(appeal: Appeal, **fields: Any) -> Invalidation:
    values = {"conditions": {"channel": "x"}, "reason": "forged", "newest": 1, "previewed": 1}
    return Invalidation.objects.create(
        appeal=appeal, requested_by=make_staff(), **(values | fields)
    )


def make_featured(appeal: Appeal, **fields: Any) -> FeaturedSignatory:
    return FeaturedSignatory.objects.create(signature=make_signature(appeal), **fields)


def same_portrait_twice(appeal: Appeal) -> None:
    make_featured(appeal, portrait="portraits/x.webp")
    make_featured(appeal, portrait="portraits/x.webp")


def change_batch(appeal: Appeal, **fields: Any) -> None:
    PaperBatch.objects.filter(pk=make_batch(appeal).pk).update(**fields)


def change_line(appeal: Appeal, **fields: Any) -> None:
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"))
    PaperSignature.objects.filter(batch=batch).update(**fields)


def same_batch_twice(appeal: Appeal, **fields: Any) -> None:
    for _twice in range(2):
        change_batch(appeal, **fields)


def typed_and_checked_by_one(appeal: Appeal) -> None:
    user = User.objects.create_user("olga@desk.example")
    change_batch(appeal, typed_by=user, checked_by=user)


def same_line_twice(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal), entry(appeal))
    batch.lines.update(number=1)


def same_address_counted_twice(appeal: Appeal) -> None:
    for _twice in range(2):
        change_line(appeal, is_counted=True)


def make_snapshot(appeal: Appeal, **fields: Any) -> Snapshot:
    values = {"code": "abcdefgh23", "taken_at": database_now(), "reason": "manual"}
    values |= {"definition_version": 1, "figures": {}, "sha256": "a" * 64}
    return Snapshot.objects.create(appeal=appeal, **(values | fields))


def freeze_hearing_twice(appeal: Appeal) -> None:
    for code in ("abcdefgh23", "abcdefgh24"):
        make_snapshot(appeal, code=code, reason="hearing", occasion="2026-12-01T08:00Z")


def make_open_data(appeal: Appeal, **fields: Any) -> OpenDataFile:
    now = database_now()
    values = {"day": now.date(), "as_of": now, "content": b"", "size": 0, "sha256": "a" * 64}
    return OpenDataFile.objects.create(appeal=appeal, **(values | fields))


def same_open_day_twice(appeal: Appeal) -> None:
    make_open_data(appeal)
    make_open_data(appeal)


BREAKS: dict[str, Callable[[Appeal], Any]] = {
    "settled_breakdowns_of_a_figure": lambda a: SettledBreakdowns.objects.create(
        appeal=a, total=-1
    ),
    "job_unique_unfinished_key": same_unfinished_job_twice,
    "job_state_known": lambda _: make_job(state="lost", finished_at=database_now()),
    "job_finished_at_iff_finished": lambda _: make_job(state="done"),
    "job_failure_iff_failed": lambda _: make_job(state="failed", finished_at=database_now()),
    "job_done_within_total": lambda _: make_job(done=2, total=1),
    "job_result_has_hash_and_end": lambda _: make_job(result="jobs/x/list.csv"),
    "watched_name_kind_known": lambda _: make_watched(kind="cat"),
    "watched_name_has_letters": lambda _: make_watched(last_key=""),
    "watched_name_unique": make_same_name_twice,
    "hold_reason_unique": same_reason_twice,
    "hold_reason_has_code": lambda a: HoldReason.objects.create(signature=make_signature(a)),
    "signature_watched_stays_held": count_a_watched_name,
    "release_by_two_people": release_alone,
    "release_decided_iff_closed": lambda a: make_release(a, state="refused"),
    "release_has_proof": lambda a: make_release(a, note=""),
    "release_file_has_hash": lambda a: make_release(a, file="proofs/x.pdf"),
    "release_one_open": open_two,
    "featured_approval_needs_quote": lambda a: make_featured(a, quote_approved_by=make_staff()),
    "featured_portrait_unique": same_portrait_twice,
    "invalidation_has_condition": lambda a: make_wave(a, conditions={}),
    "invalidation_reason_known": lambda a: make_wave(a, reason="whim"),
    "open_data_one_a_day": same_open_day_twice,
    "open_data_has_hash": lambda a: make_open_data(a, sha256="x"),
    "erasure_notice_once": tell_twice,
    "morning_mail_in_the_morning": lambda _: MorningMail.objects.create(
        person=make_staff(), hour=23, language="fr"
    ),
    "snapshot_reason_known": lambda a: make_snapshot(a, reason="whim", occasion="x"),
    "snapshot_occasion_iff_not_by_hand": lambda a: make_snapshot(a, occasion="x"),
    "snapshot_once_for_an_occasion": freeze_hearing_twice,
    "snapshot_code_letters": lambda a: make_snapshot(a, code="../"),
    "snapshot_has_hash": lambda a: make_snapshot(a, sha256=""),
    "snapshot_embargo_after_taken": lambda a: make_snapshot(
        a, embargo_until=database_now() - timedelta(hours=1)
    ),
    "snapshot_frozen": lambda _: Snapshot.objects.update(sha256="b" * 64),
    "paper_batch_state_known": lambda a: change_batch(a, state="lost"),
    "paper_batch_counted_at_iff_counted": lambda a: change_batch(a, state="counted"),
    "paper_batch_checked_by_another": typed_and_checked_by_one,
    "paper_batch_unique_scan": lambda a: same_batch_twice(a, scan_sha256="a" * 64),
    "paper_batch_unique_file": lambda a: same_batch_twice(a, imported_sha256="a" * 64),
    "paper_line_unique_number": same_line_twice,
    "paper_line_left_out_known": lambda a: change_line(a, left_out="whim"),
    "paper_line_counted_or_left_out": lambda a: change_line(
        a, is_counted=True, left_out="duplicate"
    ),
    "paper_line_unique_counted_email": same_address_counted_twice,
    "paper_line_named_or_erased": lambda a: change_line(a, left_out="withdrawn"),
}

# What holds by a trigger, which the models do not list.
TRIGGERS = {"signature_watched_stays_held", "snapshot_frozen"}
