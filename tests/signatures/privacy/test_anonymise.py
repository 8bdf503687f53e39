"""The appeal's clock: names go, figures stay (R-63, R-66)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.bodies import approval, conversion, own
from signatures.bodies.approval import NotDecidableError
from signatures.bodies.conversion import BodyFacts, NotConvertibleError
from signatures.desk import moderation
from signatures.desk.undo import undo
from signatures.enums import (
    BodyState,
    InvalidationReason,
    ModerationStatus,
    OrganisationKind,
    SignatureStatus,
)
from signatures.figures import counting
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import (
    BodyMandateFile,
    BodySignature,
    HoldReason,
    Invalidation,
    ModerationDecision,
    OutboundEmail,
    Signature,
    SuppressedAddress,
    WatchedName,
)
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.privacy import anonymise
from signatures.privacy.anonymise import anonymise_due
from signatures.risk.suppression import suppress
from signatures.signing.confirm import confirm_signature
from signatures.tokens import Purpose
from signatures.wall.bodies import bodies_page
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import body_link, make_body
from tests.signatures.signing.entries import sign
from tests.signatures.signing.links import link
from tests.signatures.signing.test_withdraw import PERSONAL, TRACES, whole_database
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-63")]


def end(appeal: Appeal) -> None:
    now = database_now()
    appeal.opens_at, appeal.hearing_at = now - timedelta(days=90), now - timedelta(days=31)
    appeal.save()


@pytest.mark.parametrize(
    ("opened", "hearing", "expected"),
    [(-10, None, 355), (-10, 20, 50), (-10, 400, 355), (None, None, 365), (-100, -40, -10)],
)
def test_clock_is_a_month_after_the_hearing_and_a_year_at_most(
    opened: int | None, hearing: int | None, expected: int
) -> None:
    now = database_now()
    days = [None if d is None else now + timedelta(days=d) for d in (opened, hearing)]

    appeal = Appeal(opens_at=days[0], hearing_at=days[1], created_at=now)

    assert appeal.kept_until == now + timedelta(days=expected)


def test_page_shows_the_date(client: Client, appeal: Appeal) -> None:
    appeal.opens_at = database_now()
    appeal.hearing_at = appeal.opens_at + timedelta(days=1)
    appeal.save()
    pages.clear()

    page = client.get("/en/").content.decode()

    date = appeal.kept_until.astimezone()
    assert f"{date.day} {date:%B %Y}" in page


def test_nothing_names_anybody_any_more_and_no_figure_moves(appeal: Appeal) -> None:
    sign(appeal, **PERSONAL)
    verified = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    ModerationDecision.objects.create(
        signature=verified, decision="hide", reason="Zénobie Quatrefages l’a demandé"
    )
    sign(appeal, **{**PERSONAL, "email": "other@quatrefages.example"})
    held = {"moderation": ModerationStatus.HELD, "last_name": "Quatrefages"}
    make_signature(appeal, **held)
    make_signature(appeal, status=SignatureStatus.INVALIDATED, last_name="Quatrefages")
    make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    text = whole_database()
    assert all(trace in text for trace in TRACES)
    end(appeal)
    now = database_now()
    before = figures(appeal, language="fr", now=now)

    assert anonymise_due(now=now) == {"appel": 4}

    text = whole_database()
    assert not [trace for trace in TRACES if trace in text]
    assert "campus.example" not in text
    assert figures(appeal, language="fr", now=now) == before
    assert not reconcile(appeal)
    assert not OutboundEmail.objects.exists()
    assert AuditEntry.objects.get(act="privacy.anonymise").after["signatures"] == 4
    assert anonymise_due(now=now) == {}


def test_representatives_go_and_the_organisations_stay_counted(appeal: Appeal) -> None:
    named = {"first_name": "Zénobie", "last_name": "Quatrefages", "role": "Rectrice"}
    counted = [make_body(appeal, **named, state=BodyState.APPROVED) for _ in range(2)]
    BodySignature.objects.update(name="Académie", name_key="academie")  # one name, two records
    for state in (BodyState.PENDING, BodyState.VERIFIED, BodyState.REFUSED):
        make_body(appeal, **named, state=state)
    for body in BodySignature.objects.all():
        BodyMandateFile.objects.create(
            body=body, name="quatrefages.pdf", content=b"%PDF", added_by=make_staff("organiser")
        )
    listed, before = list(bodies_page(appeal, language="fr").bodies), counting.bodies(appeal)
    end(appeal)
    now = database_now()

    assert anonymise_due(now=now) == {"appel": 5}

    text = whole_database()
    assert not [trace for trace in ("Quatrefages", "Zénobie", "quatrefages.pdf") if trace in text]
    assert set(BodySignature.objects.values_list("pk", "state", "anonymised_at")) == {
        (body.pk, BodyState.APPROVED, now) for body in counted
    }
    assert list(bodies_page(appeal, language="fr").bodies) == listed
    assert counting.bodies(appeal) == replace(before, under_review=0)
    assert not reconcile(appeal)
    assert anonymise_due(now=now) == {}


def test_links_say_that_nothing_is_left_and_nobody_decides_any_more(
    appeal: Appeal, client: Client
) -> None:
    signature = make_signature(appeal)
    body = make_body(appeal, state=BodyState.APPROVED)
    end(appeal)
    anonymise_due(now=database_now())

    for address in (link(signature, Purpose.MANAGE), body_link(body)):
        for answer in (client.get(address), client.post(address, follow=True)):
            assert answer.status_code == 410
            assert "Tout ce qui vous nommait est effacé" in answer.content.decode()
    assert client.get(link(signature, Purpose.CONFIRM)).status_code == 404
    with pytest.raises(NotDecidableError):
        approval.reopen(body, by=make_staff("organiser"))
    with pytest.raises(NotConvertibleError):
        conversion.to_person(body, by=make_staff("organiser"))
    facts = BodyFacts(name="x", kind=OrganisationKind.OTHER, role="")
    with pytest.raises(NotConvertibleError):
        conversion.to_body(signature, facts, by=make_staff("organiser"))
    own.withdraw_body(handle=body.handle, now=database_now())
    assert BodySignature.objects.get().state == BodyState.APPROVED


def test_appeal_whose_clock_runs_is_left_alone(appeal: Appeal) -> None:
    make_signature(appeal)
    make_body(appeal)
    over = make_appeal(slug="over", is_featured=False)
    make_signature(over, last_name="Gone")
    end(over)
    suppress(recipient_key("x@y.example"))

    anonymise_due(now=database_now())

    assert Signature.objects.filter(anonymised_at=None).count() == 1
    assert BodySignature.objects.get().last_name
    assert not Signature.objects.filter(last_name="Gone").exists()
    # Somebody may still be written to: who wanted no mail stays remembered.
    assert SuppressedAddress.objects.exists()


@pytest.mark.requirement("R-66")
def test_list_of_who_wants_no_mail_ends_with_the_last_appeal(appeal: Appeal) -> None:
    suppress(recipient_key("x@y.example"))
    end(appeal)

    anonymise_due(now=database_now())

    assert not SuppressedAddress.objects.exists()


def test_killed_midway_the_next_run_does_the_rest(
    appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        make_signature(appeal)
    end(appeal)
    now = database_now()
    monkeypatch.setattr(anonymise, "BATCH", 2)

    assert anonymise._anonymise_batch(appeal, now=now) == 2
    assert anonymise_due(now=now) == {"appel": 3}
    assert not Signature.objects.exclude(first_name="").exists()


def test_killed_after_the_last_name_the_next_run_forgets_what_was_looked_for(
    appeal: Appeal,
) -> None:
    make_signature(appeal)
    asked = {"conditions": {"name": "Quatrefages"}, "note": "voir Quatrefages"}
    wave = Invalidation.objects.create(
        appeal=appeal,
        reason="forged",
        newest=1,
        previewed=1,
        requested_by=make_staff("organiser"),
        **asked,
    )
    end(appeal)
    now = database_now()

    assert anonymise._anonymise_batch(appeal, now=now) == 1
    assert anonymise_due(now=now) == {}

    wave.refresh_from_db()
    assert (wave.conditions, wave.note) == ({"erased": True}, "")


def test_nothing_says_as_whom_somebody_was_held(appeal: Appeal) -> None:
    """The list keeps the names that are watched; no row leads to one of them any more."""
    watched = WatchedName.objects.create(
        kind="well_known", last_name="Quatrefages", last_key="quatrefages"
    )
    signature = make_signature(appeal, moderation=ModerationStatus.HELD)
    HoldReason.objects.create(signature=signature, code="watch_list", watched=watched)
    end(appeal)

    anonymise_due(now=database_now())

    assert [(row.code, row.watched) for row in signature.hold_reasons.all()] == [
        ("watch_list", None)
    ]


@pytest.mark.requirement("R-04")
@pytest.mark.parametrize("confirmed", [True, False])
def test_whom_nothing_names_is_not_counted_again(appeal: Appeal, *, confirmed: bool) -> None:
    """A second signature of one person, taken out, cannot be told from another person's."""
    by = make_staff("organiser")
    email = "zenobie@quatrefages.example"
    twin = make_signature(
        appeal,
        email=email,
        status=SignatureStatus.VERIFIED if confirmed else SignatureStatus.PENDING,
    )
    out = moderation.invalidate(
        Signature.objects.filter(pk=twin.pk), by=by, why=InvalidationReason.DUPLICATE
    )
    make_signature(appeal, email=email)
    end(appeal)
    anonymise_due(now=database_now())

    again = moderation.reinstate(Signature.objects.filter(pk=twin.pk), by=by)
    undone = undo(out.batch, by=by)

    assert (again.number, undone.number, total(appeal)) == (0, 0, 1)
    twin.refresh_from_db()
    assert twin.status == SignatureStatus.INVALIDATED
