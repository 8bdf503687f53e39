"""`manage.py purge`: what is kept no longer goes, under the appeal that was named."""

from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db.models import F

from appeal.models import Appeal
from signatures.models import OutboundEmail, Signature
from tests.factories import make_appeal, make_signature


def old(row: Signature, *, days: int) -> Signature:
    Signature.objects.filter(pk=row.pk).update(created_at=F("created_at") - timedelta(days=days))
    return row


def purged(tmp_path: Path, **options: object) -> str:
    call_command("purge", output=tmp_path / "said", **options)
    return (tmp_path / "said").read_text()


def test_what_was_never_confirmed_goes_under_the_featured_appeal(
    appeal: Appeal, tmp_path: Path
) -> None:
    other = make_appeal(slug="autre", is_featured=False)
    old(make_signature(appeal, status="pending"), days=15)
    kept = {
        old(make_signature(appeal, status="pending"), days=13).pk,
        old(make_signature(appeal), days=15).pk,
        old(make_signature(other, status="pending"), days=15).pk,
    }

    said = purged(tmp_path)

    assert said == "appel: forgot 1 people and 0 organisations unconfirmed, 0 outbox rows\n"
    assert set(Signature.objects.values_list("pk", flat=True)) == kept


def test_another_appeal_can_be_purged(appeal: Appeal, tmp_path: Path) -> None:
    other = make_appeal(slug="autre", is_featured=False)
    old(make_signature(other, status="pending"), days=15)

    said = purged(tmp_path, appeal="autre")

    assert said == "autre: forgot 1 people and 0 organisations unconfirmed, 0 outbox rows\n"


def test_mails_long_done_go_and_those_that_wait_stay(appeal: Appeal, tmp_path: Path) -> None:
    signature = make_signature(appeal)
    for number, state in enumerate(("dead", "queued", "bounced")):
        OutboundEmail.objects.create(
            signature=signature,
            kind="confirm",
            state=state,
            dedupe_key=str(number),
            recipient_key=b"k",
        )
    OutboundEmail.objects.update(created_at=F("created_at") - timedelta(days=61))

    said = purged(tmp_path)

    assert said == "appel: forgot 0 people and 0 organisations unconfirmed, 2 outbox rows\n"
    assert list(OutboundEmail.objects.values_list("state", flat=True)) == ["queued"]
