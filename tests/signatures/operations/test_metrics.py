"""The numbers for Prometheus: read from the database, the same from any process."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from appeal.models import Appeal
from signatures.enums import (
    EmailState,
    ModerationStatus,
    SignatureStatus,
    SuppressionReason,
)
from signatures.operations.metrics import render_metrics
from signatures.risk.suppression import suppress
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.promises import promise


def samples() -> dict[tuple[str, str], float]:
    """Give each value by its name and its label."""
    body, content_type = render_metrics()
    assert content_type.startswith("text/plain")
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_metrics_of_an_empty_installation(db: None) -> None:
    found = {key: value for key, value in samples().items() if "mail" not in key[0]}

    assert {("paraphe_outbox_due", ""), ("paraphe_outbox_oldest_seconds", "")} < found.keys()
    assert {("paraphe_outbox_paced", ""), ("paraphe_broken_invariant", "total")} < found.keys()
    assert set(found.values()) == {0}


def test_mail_desks_numbers_are_there(appeal: Appeal) -> None:
    suppress(b"k", SuppressionReason.COMPLAINT)
    signature = make_signature(appeal, status=SignatureStatus.PENDING, email="a@lab.example")
    promise(signature, state=EmailState.SENT)

    found = samples()

    assert found["paraphe_mail_funnel", "lab.example,sent"] == 1
    assert found["paraphe_mail_funnel", "all,asked"] == 1
    assert found["paraphe_mail_unwanted", ""] == 1
    assert found["paraphe_mail_suppressed", "complaint"] == 1


def test_metrics_count_what_the_figure_counts(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for _ in range(2):
        make_signature(appeal)
    make_signature(appeal, moderation=ModerationStatus.HELD)
    make_signature(appeal, status=SignatureStatus.PENDING)
    make_signature(other)

    found = samples()

    counted = {label: value for (name, label), value in found.items() if "counted" in name}
    assert counted == {"appel": 2, "other": 1}


def test_metrics_tell_how_the_mail_is_doing(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    for minutes in (-10, -1, 5):
        promise(signature, due_in=timedelta(minutes=minutes))
    for state in (EmailState.DEAD, EmailState.BOUNCED, EmailState.BOUNCED, EmailState.SENT):
        promise(signature, state=state)

    found = samples()

    assert found["paraphe_outbox_due", ""] == 2
    assert found["paraphe_outbox_oldest_seconds", ""] == 600
    assert found["paraphe_outbox_failed", "dead"] == 1
    assert found["paraphe_outbox_failed", "bounced"] == 2
    assert ("paraphe_outbox_failed", "sent") not in found


def test_what_was_never_given_up_is_none_and_not_unknown(db: None) -> None:
    """Or the first mails that are given up raise no alarm: they grow from nothing."""
    found = samples()

    assert found["paraphe_outbox_failed", "dead"] == found["paraphe_outbox_failed", "bounced"] == 0


def test_metrics_name_nobody(appeal: Appeal) -> None:
    signature = make_signature(appeal, first_name="Zénobie", last_name="Quatrefages")
    promise(signature)

    body, _content_type = render_metrics()

    text = body.decode()
    assert [each for each in ("nobie", "uatrefages", "@") if each in text] == []
