"""The queue: what waits and why, decisions that overwrite nobody, and undoing them."""

import re
import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import invalidation, moderation, undo
from signatures.desk.deciding import Decided
from signatures.desk.holding import hold_back
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.desk.queue import queue_page
from signatures.enums import Display, InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models import HoldReason, ModerationDecision, Signature
from signatures.models.clock import database_now
from signatures.signing.revise import as_it_stands, edition, revise
from tests.factories import make_signature
from tests.signatures.threads import WAIT, at_once
from tests.staff import GROUPS, make_staff, signed_in

QUEUE = "/staff/signatures/signature/queue/"


def make_held(appeal: Appeal, **fields: Any) -> Signature:
    signature = make_signature(appeal, moderation=ModerationStatus.HELD, **fields)
    HoldReason.objects.create(signature=signature, code="disposable")
    return signature


def posted(page: str, decide: str, *rows: Signature, **fields: Any) -> dict[str, Any]:
    """Give what the form of a page sends, with what was seen on that page."""
    seen = dict(re.findall(r'name="(seen-\d+)"\s+value="(\d+)"', page))
    return {**seen, "decide": decide, "case": [row.pk for row in rows], **fields}


def moderation_of(*rows: Signature) -> list[str]:
    states = dict(Signature.objects.values_list("pk", "moderation"))
    return [states[row.pk] for row in rows]


def test_the_oldest_comes_first_with_why_it_waits(appeal: Appeal, desk: Client) -> None:
    now = database_now()
    young = make_held(appeal, last_name="Jeune", verified_at=now)
    old = make_held(appeal, last_name="Ancien", verified_at=now - timedelta(days=2))
    make_signature(appeal, last_name="Libre")
    make_signature(appeal, last_name="Attend", status=SignatureStatus.PENDING, moderation="held")

    page = desk.get(QUEUE).text

    assert [case.signature for case in queue_page().cases] == [old, young]
    assert page.index("Ancien") < page.index("Jeune")
    assert "throw-away" in page
    assert "2 signatures wait for a decision" in page
    assert "Libre" not in page
    assert "Attend" not in page


def test_a_colleague_s_note_is_a_reason_too(appeal: Appeal, desk: Client, olga: User) -> None:
    row = make_signature(appeal)
    moderation.hold(Signature.objects.filter(pk=row.pk), by=olga, reason="appel reçu")

    assert queue_page().cases[0].reasons == ["appel reçu"]


def test_note_stays_beside_what_its_owner_corrects_since(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal)
    own = Signature.objects.filter(pk=row.pk)
    moderation.hold(own, by=olga, reason="appel reçu")
    for display in (Display.INITIALS, Display.HIDDEN):
        stands = own.get()
        wanted = replace(as_it_stands(stands), display=display)
        revise(handle=row.handle, revision=wanted, seen=edition(stands), now=database_now())

    note, corrected = queue_page().cases[0].reasons

    assert note == "appel reçu"
    assert corrected == ModerationDecision.objects.latest("pk").reason != ""


def test_twenty_are_decided_with_one_click_and_two_requests(appeal: Appeal, desk: Client) -> None:
    """What docs/organiser.md promises: a page of 25 takes one tick, one click, one answer."""
    rows = [make_held(appeal) for _number in range(20)]

    page = desk.get(QUEUE).text
    answer = desk.post(QUEUE, posted(page, "approve", *rows), follow=True)

    assert len(answer.redirect_chain) == 1
    assert set(moderation_of(*rows)) == {"approved"}
    assert "20 signatures: decision recorded." in answer.text
    assert "Nothing waits for a decision" in answer.text


def test_decisions_one_by_one_take_a_click_and_two_requests_each(
    appeal: Appeal, desk: Client
) -> None:
    rows = [make_held(appeal) for _number in range(40)]
    requests = 1
    page = desk.get(QUEUE).text

    while found := re.search(r'value="(approve:\d+)"', page):
        page = desk.post(QUEUE, posted(page, found[1]), follow=True).text
        requests += 2

    assert requests == 1 + 2 * 40
    assert set(moderation_of(*rows)) == {"approved"}


def test_after_a_decision_the_page_goes_on_with_the_case_below(
    appeal: Appeal, desk: Client
) -> None:
    rows = [make_held(appeal) for _number in range(3)]
    page = desk.get(QUEUE).text

    answers = [desk.post(QUEUE, posted(page, f"approve:{row.pk}")) for row in rows[1:]]
    many = desk.post(QUEUE, posted(page, "approve", rows[0]))

    assert answers[0]["Location"] == f"{QUEUE}#case-{rows[2].pk}"
    assert (answers[1]["Location"], many["Location"]) == (QUEUE, QUEUE)


@pytest.mark.parametrize(
    ("verb", "state"),
    [("approve", "approved"), ("hide", "hidden"), ("hold", "held")],
)
def test_one_case_is_decided_by_its_own_button_with_the_note(
    appeal: Appeal, desk: Client, olga: User, verb: str, state: str
) -> None:
    row, other = make_held(appeal), make_held(appeal)

    page = desk.get(QUEUE).text
    desk.post(QUEUE, posted(page, f"{verb}:{row.pk}", other, note="vu"))

    assert moderation_of(row, other) == [state, "held"]
    decision = ModerationDecision.objects.get()
    assert (decision.signature, decision.reason, decision.decided_by) == (row, "vu", olga)


def test_an_invalidation_asks_for_its_public_reason(appeal: Appeal, desk: Client) -> None:
    row = make_held(appeal)
    page = desk.get(QUEUE).text

    refused = desk.post(QUEUE, posted(page, f"invalidate:{row.pk}"), follow=True)
    # Only a conversion says that a person's signature is an organisation's now.
    converted = {f"why-{row.pk}": "converted"}
    not_a_reason = desk.post(QUEUE, posted(page, f"invalidate:{row.pk}", **converted), follow=True)
    desk.post(QUEUE, posted(page, f"invalidate:{row.pk}", **{f"why-{row.pk}": "forged"}))

    row.refresh_from_db()
    assert 'value="converted"' not in page
    assert (refused.status_code, refused.redirect_chain) == (422, [])
    assert "Choose the public reason" in refused.text
    assert "Choose the public reason" in not_a_reason.text
    assert (row.status, row.invalidation_reason) == ("invalidated", InvalidationReason.FORGED)


@pytest.mark.parametrize("decide", ["", "erase", "approve", "approve:x"])
def test_nonsense_decides_nothing(appeal: Appeal, desk: Client, decide: str) -> None:
    row = make_held(appeal)

    answer = desk.post(QUEUE, {"decide": decide}, follow=True)

    assert answer.status_code == 422
    assert moderation_of(row) == ["held"]


def test_what_is_refused_comes_back_as_it_was_typed(appeal: Appeal, olga: User) -> None:
    rows = [make_held(appeal) for _number in range(4)]
    first, second = signed_in(olga), signed_in(make_staff("moderator"))
    page = first.get(QUEUE).text
    second.post(QUEUE, posted(second.get(QUEUE).text, f"hold:{rows[2].pk}"))
    reasons = {"why": "duplicate", f"why-{rows[1].pk}": "forged"}

    answer = first.post(QUEUE, posted(page, "", *rows[:3], note="« vu »", **reasons))

    checked = re.findall(r'id="select-(\d+)"\s+checked', answer.text)
    chosen = re.findall(r'value="(\w+)"\s+selected', answer.text)
    assert answer.status_code == 422
    assert "Choose what to do." in answer.text
    assert 'value="« vu »"' in answer.text
    # Not what a colleague has decided about since.
    assert [int(pk) for pk in checked] == [row.pk for row in rows[:2]]
    assert chosen == ["duplicate", "forged"]


def test_who_comes_second_is_told_who_decided_what(appeal: Appeal, olga: User) -> None:
    row, other = make_held(appeal, last_name="Double"), make_held(appeal)
    max_ = make_staff("moderator", name="Max")
    first, second = signed_in(olga), signed_in(max_)
    page_of_max = second.get(QUEUE).text

    first.post(QUEUE, posted(first.get(QUEUE).text, f"hide:{row.pk}"))
    answer = second.post(QUEUE, posted(page_of_max, "approve", row, other), follow=True)

    assert moderation_of(row, other) == ["hidden", "approved"]
    assert "Suzie Double: left as it is. Olga decided “hidden”" in answer.text
    assert "1 signature: decision recorded." in answer.text


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_never_overwrite_one_another(
    appeal: Appeal, transactional_db: None
) -> None:
    rows = [make_held(appeal) for _number in range(10)]
    people = [make_staff("moderator") for _number in range(4)]
    seen = {row.pk: 0 for row in rows}
    verbs = [moderation.approve, moderation.hide] * 2
    everything = Signature.objects.filter(pk__in=seen)

    outcomes = at_once(
        *[
            partial(verb, everything, by=person, seen=seen)
            for verb, person in zip(verbs, people, strict=True)
        ]
    )

    decided = [one for one in outcomes if isinstance(one, Decided)]
    assert sorted(one.number for one in decided) == [0, 0, 0, 10]
    assert sorted(len(one.overtaken) for one in decided) == [0, 10, 10, 10]
    assert ModerationDecision.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_decision_waits_for_the_one_under_way_and_then_yields(
    appeal: Appeal, transactional_db: None
) -> None:
    row, person = make_held(appeal), make_staff("moderator")
    only = Signature.objects.filter(pk=row.pk)
    started = threading.Event()

    def slowly() -> Decided:
        from django.db import transaction

        with transaction.atomic():
            decided = moderation.hide(only, by=person, seen={row.pk: 0})
            started.set()
            threading.Event().wait(0.3)
        return decided

    def meanwhile() -> Decided:
        assert started.wait(WAIT)
        return moderation.approve(only, by=person, seen={row.pk: 0})

    first, second = at_once(slowly, meanwhile)

    assert isinstance(first, Decided)
    assert isinstance(second, Decided)
    assert (first.number, second.number, len(second.overtaken)) == (1, 0, 1)
    assert moderation_of(row) == ["hidden"]


def test_the_last_act_is_undone_whole(appeal: Appeal, desk: Client, olga: User) -> None:
    rows = [make_held(appeal) for _number in range(3)]
    desk.post(QUEUE, posted(desk.get(QUEUE).text, "hide", *rows))
    page = desk.get(QUEUE).text
    (batch,) = re.findall(r'name="batch"\s+value="([\w-]+)"', page)

    answer = desk.post(f"{QUEUE}undo/", {"batch": batch}, follow=True)
    again = desk.post(f"{QUEUE}undo/", {"batch": batch}, follow=True)

    assert "Your last decision: “hidden”, 3 signatures" in page
    assert "3 decisions undone." in answer.text
    assert "nothing to undo" in again.text
    assert set(moderation_of(*rows)) == {"held"}
    assert ModerationDecision.objects.filter(decision="undo", decided_by=olga).count() == 3


def test_a_large_act_is_undone_in_the_background(
    appeal: Appeal, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MOST_AT_ONCE", 2)
    rows = [make_held(appeal) for _number in range(5)]
    desk.post(QUEUE, posted(desk.get(QUEUE).text, "hide", *rows))
    (batch,) = re.findall(r'name="batch"\s+value="([\w-]+)"', desk.get(QUEUE).text)

    answer = desk.post(f"{QUEUE}undo/", {"batch": batch}, follow=True)
    while run_due(KINDS):
        pass

    assert "Look again" in answer.text
    assert set(moderation_of(*rows)) == {"held"}


def test_more_than_a_page_of_the_queue_is_undone_only_when_asked(
    appeal: Appeal, desk: Client, olga: User
) -> None:
    rows = [make_held(appeal) for _number in range(26)]
    act = moderation.hide(Signature.objects.all(), by=olga)

    asked = desk.post(f"{QUEUE}undo/", {"batch": act.batch})
    before = set(moderation_of(*rows))
    answer = desk.post(f"{QUEUE}undo/", {"batch": act.batch, "sure": "yes"}, follow=True)

    assert "“hidden”, 26 signatures" in asked.text
    assert before == {"hidden"}
    assert "26 decisions undone." in answer.text
    assert set(moderation_of(*rows)) == {"held"}


def test_a_wave_is_not_undone_in_the_queue(appeal: Appeal, desk: Client, olga: User) -> None:
    """It has its own page; here the decision before it, or made meanwhile, is undone."""
    row, robot = make_held(appeal), make_signature(appeal, channel="robot")
    hidden = moderation.hide(Signature.objects.filter(pk=row.pk), by=olga)
    wave = invalidation.start(
        appeal,
        conditions={"channel": "robot"},
        newest=robot.pk,
        previewed=1,
        why=InvalidationReason.AUTOMATED,
        note="",
        by=olga,
    )
    while run_due(KINDS):
        pass

    (batch,) = re.findall(r'name="batch"\s+value="([\w-]+)"', desk.get(QUEUE).text)
    refused = desk.post(f"{QUEUE}undo/", {"batch": wave.batch}, follow=True)
    desk.post(f"{QUEUE}undo/", {"batch": batch})

    robot.refresh_from_db()
    assert batch == str(hidden.batch)
    assert "nothing to undo" in refused.text
    assert (moderation_of(row), robot.status) == (["held"], SignatureStatus.INVALIDATED)


def test_undoing_leaves_alone_what_was_decided_later_withdrawn_or_signed_again(
    appeal: Appeal, olga: User
) -> None:
    later, gone, twin, plain = (make_signature(appeal) for _number in range(4))
    rows = Signature.objects.filter(pk__in=[one.pk for one in (later, gone, twin, plain)])
    act = moderation.invalidate(rows, by=olga, why=InvalidationReason.AUTOMATED)
    moderation.hold(Signature.objects.filter(pk=later.pk), by=olga)
    make_signature(appeal, email=twin.email)
    withdrawn = {"first_name": "", "last_name": "", "email": "", "canonical_email": ""}
    withdrawn |= {"search_key": "", "wall_key": "", "display": "hidden", "status": "withdrawn"}
    Signature.objects.filter(pk=gone.pk).update(
        **withdrawn, withdrawn_at=database_now(), invalidated_at=None, invalidation_reason=""
    )

    undone = undo.undo(act.batch, by=olga)

    plain.refresh_from_db()
    assert (undone.number, undone.left) == (1, 3)
    assert (plain.status, plain.moderation) == ("verified", "unreviewed")


def test_a_watched_name_has_no_button_that_would_do_nothing(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal, first_name="Marie", last_name="Curie")
    hold_back(row)

    page = desk.get(QUEUE).text

    assert "Release with a proof" in page
    assert f"approve:{row.pk}" not in page


def test_addresses_are_for_who_may_see_them(appeal: Appeal, desk: Client) -> None:
    make_held(appeal, email="zoe.secret@campus.example")

    assert "mailto:zoe.secret@campus.example" in desk.get(QUEUE).text
    assert "zoe.secret" not in signed_in(make_staff("moderator")).get(QUEUE).text


@pytest.mark.parametrize("role", GROUPS)
def test_the_queue_is_for_who_moderates(appeal: Appeal, role: str) -> None:
    row = make_held(appeal)
    client = signed_in(make_staff(role))
    moderates = role in ("administrator", "organiser", "exporting organiser", "moderator")

    assert client.get(QUEUE).status_code == (200 if moderates else 403)
    client.post(QUEUE, {"decide": f"hide:{row.pk}", f"seen-{row.pk}": "0"})
    assert moderation_of(row) == ["hidden" if moderates else "held"]


def test_leaving_some_for_later_shows_the_next_ones(appeal: Appeal, desk: Client) -> None:
    rows = [make_held(appeal) for _number in range(27)]

    first = queue_page()
    second = queue_page(after=first.next_after)

    assert len(first.cases) == 25
    assert len(second.cases) == 2
    assert {case.signature for case in (*first.cases, *second.cases)} == set(rows)
    assert second.next_after == ""
    assert len(queue_page(after="a~b").cases) == 25
