"""A wave is taken out of the count by a saved query, and put back exactly (R-58, R-20)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from django.utils.timezone import localdate

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.desk import invalidation, moderation
from signatures.desk.conditions import EmptyConditionError, cleaned, matching
from signatures.desk.invalidation import INVALIDATE
from signatures.desk.jobs import cancel, run_due
from signatures.desk.kinds import KINDS
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import figures
from signatures.figures.reconcile import reconcile
from signatures.models import Invalidation, Job, ModerationDecision, Signature
from signatures.models.clock import database_now
from signatures.privacy.anonymise import anonymise
from tests.factories import make_appeal, make_signature
from tests.signatures.desk.crowd import make_crowd
from tests.staff import GROUPS, make_staff, signed_in

ADD = "/staff/signatures/invalidation/add/"


def begin(appeal: Appeal, by: User, **conditions: Any) -> Invalidation:
    seen = invalidation.preview(appeal, conditions)
    return invalidation.start(
        appeal,
        conditions=seen.conditions,
        newest=seen.newest,
        previewed=seen.number,
        why=InvalidationReason.AUTOMATED,
        note="vague",
        by=by,
    )


def work() -> None:
    """Be a worker until there is nothing left, however slow this machine is."""
    while run_due(KINDS):
        pass


def states() -> dict[int, tuple[Any, ...]]:
    rows = Signature.objects.values_list(
        "pk", "status", "moderation", "verified_at", "invalidated_at", "invalidation_reason"
    )
    return {pk: tuple(rest) for pk, *rest in rows}


def standing(appeal: Appeal) -> tuple[int, int, dict[str, int]]:
    current = figures(appeal, language="fr", now=database_now())
    return current.total, current.under_review, current.invalidated


@pytest.mark.requirement("R-58", "R-20")
def test_two_thousand_leave_the_count_and_come_back_exactly(appeal: Appeal, olga: User) -> None:
    make_crowd(appeal, 2_300)
    for name in ("Un", "Deux"):
        make_signature(appeal, last_name=name, email=f"{name}@elsewhere.example")
    before, counted = states(), standing(appeal)

    wave = begin(appeal, olga, email_domain="campus.example")
    work()
    wave.refresh_from_db()
    out = standing(appeal)
    differences = reconcile(appeal)
    invalidation.start_undo(wave, by=olga)
    work()

    assert wave.previewed == 2_300
    assert wave.job is not None
    assert (wave.job.done, wave.job.outcome) == (2_300, {"number": 2_300})
    assert out == (2, 0, {"automated": 2_300})
    assert list(differences) == []
    assert states() == before
    assert standing(appeal) == counted
    assert list(reconcile(appeal)) == []
    decisions = ModerationDecision.objects.filter(batch=wave.batch)
    assert decisions.count() == 2_300
    acts = AuditEntry.objects.filter(act__in=("invalidation.start", "invalidation.undo"))
    assert acts.count() == 2


def test_who_signs_after_the_preview_is_spared(appeal: Appeal, olga: User) -> None:
    seen = make_signature(appeal, channel="robot")
    wave = begin(appeal, olga, channel="robot")
    late = make_signature(appeal, channel="robot")

    work()

    assert wave.previewed == 1
    assert [states()[row.pk][0] for row in (seen, late)] == ["invalidated", "verified"]


def test_a_stopped_wave_keeps_what_is_done_and_can_be_undone(
    appeal: Appeal, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidation, "SLICE", 2)
    for _number in range(5):
        make_signature(appeal, channel="robot")
    before = states()
    wave = begin(appeal, olga, channel="robot")
    with pytest.raises(invalidation.NotUndoableError):
        invalidation.start_undo(wave, by=olga)

    run_due(KINDS, seconds=0)
    assert wave.job is not None
    cancel(wave.job)
    work()
    number = standing(appeal)[2]["automated"]
    invalidation.start_undo(wave, by=olga)
    work()

    assert number == 2
    assert states() == before
    with pytest.raises(invalidation.NotUndoableError):
        invalidation.start_undo(wave, by=olga)


def test_a_worker_that_dies_in_a_wave_costs_nothing_and_doubles_nothing(
    appeal: Appeal, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidation, "SLICE", 2)
    for _number in range(6):
        make_signature(appeal, channel="robot")
    wave = begin(appeal, olga, channel="robot")
    run_due(KINDS, seconds=0)

    def die(*_arguments: Any, **_named: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(invalidation, "progress", die)
        with pytest.raises(SystemExit):
            run_due(KINDS)
    wave.refresh_from_db()
    assert wave.job is not None
    type(wave.job).objects.update(due_at=database_now())
    work()

    assert standing(appeal)[2] == {"automated": 6}
    assert ModerationDecision.objects.filter(batch=wave.batch).count() == 6


def test_undoing_that_was_stopped_may_be_begun_again(
    appeal: Appeal, desk: Client, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatures.desk.undo.MOST_AT_ONCE", 2)
    for _number in range(5):
        make_signature(appeal, channel="robot")
    before = states()
    wave = begin(appeal, olga, channel="robot")
    work()

    first = invalidation.start_undo(wave, by=olga)
    run_due(KINDS, seconds=0)
    cancel(first)
    work()
    halfway = standing(appeal)[0]
    invalidation.start_undo(Invalidation.objects.get(pk=wave.pk), by=olga)
    work()

    assert halfway == 2
    assert states() == before


def test_what_is_out_already_keeps_its_reason_and_two_axes_stay_two(
    appeal: Appeal, olga: User
) -> None:
    out = make_signature(appeal, channel="robot", status=SignatureStatus.INVALIDATED)
    held = make_signature(appeal, channel="robot", moderation=ModerationStatus.HELD)
    begin(appeal, olga, channel="robot")

    work()

    now = states()
    assert now[out.pk][4] == InvalidationReason.FORGED
    assert now[held.pk][:2] == ("invalidated", "held")


@pytest.mark.parametrize(
    "empty", [{}, {"channel": ""}, {"name_contains": "  …"}, {"unknown": "x"}, {"category": None}]
)
def test_the_empty_condition_is_refused(appeal: Appeal, olga: User, empty: dict[str, Any]) -> None:
    with pytest.raises(EmptyConditionError):
        invalidation.preview(appeal, empty)
    with pytest.raises(EmptyConditionError):
        begin(appeal, olga, **empty)
    with pytest.raises(EmptyConditionError):
        matching(appeal, {})
    with (
        pytest.raises(IntegrityError, match="invalidation_has_condition"),
        transaction.atomic(),
    ):
        Invalidation.objects.create(
            appeal=appeal, conditions={}, reason="forged", newest=1, previewed=1, requested_by=olga
        )


def test_each_condition_finds_its_own_and_all_must_hold(appeal: Appeal) -> None:
    now = database_now()
    row = make_signature(
        appeal,
        first_name="Zoé",
        last_name="Müller",
        organisation="Labo",
        email="zoe@robots.example",
        category=appeal.categories.get(code="citizen"),
        country="BE",
        channel="affiche",
        network_key=b"n" * 16,
        verified_at=now - timedelta(days=40),
    )
    Signature.objects.filter(pk=row.pk).update(created_at=now - timedelta(days=41))
    make_signature(appeal, first_name="Zoé", last_name="Müllerin", network_key=b"m" * 16)
    make_signature(make_appeal(slug="second", is_featured=False), last_name="Muller")
    day = localdate(now - timedelta(days=41))
    conditions: dict[str, Any] = {
        "name_contains": "LABO muller",
        "name_equals": "zoe muller",
        "email_domain": "@Robots.example",
        "address": "zoe+tag@robots.example",
        "category": str(row.category_id),
        "country": "be",
        "channel": "affiche",
        "created_to": day,
        "verified_to": day + timedelta(days=2),
        "network_key": (b"n" * 16).hex(),
    }

    for name, value in conditions.items():
        assert list(matching(appeal, cleaned({name: value}))) == [row], name
    conditions |= {"created_from": day - timedelta(days=1), "verified_from": day}
    assert list(matching(appeal, cleaned(conditions))) == [row]
    assert not matching(appeal, cleaned({**conditions, "country": "FR"})).exists()
    assert not matching(appeal, cleaned({"address": "not an address"})).exists()


def test_the_pages_preview_start_and_undo(appeal: Appeal, desk: Client, olga: User) -> None:
    rows = [make_signature(appeal, last_name=f"Robot{n}", channel="robot") for n in range(3)]
    typed = {"appeal": appeal.pk, "channel": "robot", "why": "automated", "note": "vague"}

    refused = desk.post(ADD, {**typed, "channel": ""})
    converted = desk.post(ADD, {**typed, "why": "converted"})
    seen = desk.post(ADD, typed).text
    hidden = dict(re.findall(r'name="(newest|number)"\s+value="(\d+)"', seen))
    unchanged = standing(appeal)
    started = desk.post(ADD, {**typed, **hidden, "start": "1"}, follow=True)
    wave = Invalidation.objects.get()
    page = f"/staff/signatures/invalidation/{wave.pk}/"
    work()
    ended = desk.get(f"/staff/signatures/job/{wave.job_id}/").text
    done = desk.get(page).text
    out = standing(appeal)
    undoing = desk.post(f"{page}undo/", follow=True)
    work()
    undone = desk.get(page).text

    assert "Fill in at least one condition" in refused.text
    assert "would leave the count" not in converted.text
    assert "3 signatures would leave the count" in seen
    assert "Robot2" in seen
    assert unchanged == (3, 0, {})
    # How far it is, at once; at its end, where it is put back.
    assert started.redirect_chain == [(f"/staff/signatures/job/{wave.job_id}/", 302)]
    assert "<progress" in started.text
    assert "you can put them back" in started.text
    assert f'href="{page}"' in ended
    assert "3 signatures were taken out of the count." in done
    assert out == (0, 0, {"automated": 3})
    assert "Undo an invalidation" in undoing.text
    assert "3 signatures are again what they were." in undone
    assert {states()[row.pk][0] for row in rows} == {"verified"}
    assert "signed by a machine" in desk.get("/staff/signatures/invalidation/").text


@pytest.mark.parametrize("role", GROUPS)
def test_who_moderates_invalidates_and_asks_for_no_address_that_may_not_be_seen(
    appeal: Appeal, role: str
) -> None:
    client = signed_in(make_staff(role))
    moderates = role in ("administrator", "organiser", "exporting organiser", "moderator")

    page = client.get(ADD)

    assert page.status_code == (200 if moderates else 403)
    sees = moderates and role != "moderator"
    assert ('name="address"' in page.text) == sees
    assert ('name="email_domain"' in page.text) == sees


def test_a_wave_beside_decisions_of_others_overwrites_none(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal, channel="robot")
    wave = begin(appeal, olga, channel="robot")
    work()
    moderation.reinstate(Signature.objects.filter(pk=row.pk), by=olga)
    moderation.invalidate(
        Signature.objects.filter(pk=row.pk), by=olga, why=InvalidationReason.DUPLICATE
    )

    invalidation.start_undo(wave, by=olga)
    work()

    wave.refresh_from_db()
    assert states()[row.pk][4] == InvalidationReason.DUPLICATE
    assert wave.undo_job is not None
    assert wave.undo_job.outcome == {"number": 0, "left": 1}
    assert "1 a été laissée en l’état" in invalidation.UNDO.describe(wave.undo_job)


def test_the_page_of_a_wave_says_its_conditions_in_words(appeal: Appeal, olga: User) -> None:
    make_signature(appeal, channel="robot")
    category = appeal.categories.get(code="student")
    wave = begin(appeal, olga, channel="robot", category=str(category.pk))

    page = signed_in(olga, "fr").get(f"/staff/signatures/invalidation/{wave.pk}/").text

    assert "Canal\xa0: robot" in page
    assert "Catégorie\xa0: " in page
    assert f"Catégorie\xa0: {category.pk}" not in page


@pytest.mark.requirement("R-19")
@pytest.mark.parametrize(("role", "sees"), [("organiser", True), ("moderator", False)])
def test_the_page_of_a_wave_shows_addresses_to_who_may_see_them(
    appeal: Appeal, olga: User, role: str, *, sees: bool
) -> None:
    make_signature(appeal, email="zoe@campus.example")
    wave = begin(appeal, olga, address="zoe@campus.example", email_domain="campus.example")

    page = signed_in(make_staff(role)).get(f"/staff/signatures/invalidation/{wave.pk}/").text

    assert "Email address: " in page
    assert ("zoe@campus.example" in page) == sees
    assert ("campus.example" in page) == sees


def test_the_page_of_a_wave_stays_once_its_conditions_are_erased(
    appeal: Appeal, olga: User
) -> None:
    make_signature(appeal, last_name="Quatrefages")
    wave = begin(appeal, olga, name_equals="Quatrefages")
    work()
    anonymise(appeal, now=database_now())

    answer = signed_in(olga).get(f"/staff/signatures/invalidation/{wave.pk}/")

    assert answer.status_code == 200
    assert "Erased with the names" in answer.text
    assert "Quatrefages" not in answer.text


@pytest.mark.parametrize(("language", "number"), [("fr", "5\xa0000"), ("en", "5,000")])
def test_large_numbers_are_said_as_people_write_them(language: str, number: str) -> None:
    with translation.override(language):
        said = INVALIDATE.describe(Job(outcome={"number": 5000}))

    assert said.startswith(f"{number} signatures")
