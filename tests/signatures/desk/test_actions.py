"""Decisions through the pages: one, many, a whole filter; and who may make them."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import deciding
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models import ModerationDecision, Signature
from tests.factories import make_signature
from tests.pages import said
from tests.staff import GROUPS, make_staff, signed_in

LIST = "/staff/signatures/signature/"
MAY_MODERATE = {"administrator", "organiser", "exporting organiser", "moderator"}
AFTER = {
    "approve": (SignatureStatus.VERIFIED, ModerationStatus.APPROVED),
    "hide": (SignatureStatus.VERIFIED, ModerationStatus.HIDDEN),
    "hold": (SignatureStatus.VERIFIED, ModerationStatus.HELD),
    "invalidate": (SignatureStatus.INVALIDATED, ModerationStatus.UNREVIEWED),
}


def chosen(action: str, *rows: Signature, **fields: Any) -> dict[str, Any]:
    """What the list posts."""
    return {"action": action, "index": "0", "_selected_action": [row.pk for row in rows], **fields}


def confirmed(action: str, *rows: Signature, **fields: Any) -> dict[str, Any]:
    """What is posted last: invalidation asks for a reason first."""
    reason = {"why": "forged", "newest": str(10**9)} if action == "invalidate" else {}
    return chosen(action, *rows, **reason, **fields)


def state(row: Signature) -> tuple[str, str]:
    row.refresh_from_db()
    return row.status, row.moderation


@pytest.mark.parametrize("action", AFTER)
def test_an_organiser_decides_about_several_at_once(
    appeal: Appeal, desk: Client, olga: User, action: str
) -> None:
    rows, other = [make_signature(appeal) for _number in range(2)], make_signature(appeal)

    answer = desk.post(LIST, confirmed(action, *rows, reason="vu"), follow=True)

    assert said(answer.text) == ["2 signatures: decision recorded."]
    assert [state(row) for row in rows] == [AFTER[action]] * 2
    assert state(other) == (SignatureStatus.VERIFIED, ModerationStatus.UNREVIEWED)
    decisions = ModerationDecision.objects.values_list("decision", "decided_by", "reason")
    note = "forged: vu" if action == "invalidate" else "vu"
    assert list(decisions) == [(action, olga.pk, note)] * 2


@pytest.mark.parametrize("action", [*AFTER, "reinstate"])
@pytest.mark.parametrize("role", GROUPS)
def test_only_who_moderates_decides(appeal: Appeal, role: str, action: str) -> None:
    before = SignatureStatus.INVALIDATED if action == "reinstate" else SignatureStatus.VERIFIED
    row = make_signature(appeal, status=before)
    client = signed_in(make_staff(role))

    client.post(LIST, confirmed(action, row))

    changed = ModerationDecision.objects.exists()
    assert changed == (role in MAY_MODERATE)
    assert (state(row) != (before, ModerationStatus.UNREVIEWED)) == changed


def test_a_page_shows_its_buttons_to_who_may_use_them(appeal: Appeal, desk: Client) -> None:
    row, gone = make_signature(appeal), make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    out = make_signature(appeal, status=SignatureStatus.INVALIDATED)

    def buttons(signature: Signature) -> list[str]:
        page = desk.get(f"{LIST}{signature.pk}/change/").text
        return re.findall(r'name="action"\s+value="(\w+)"', page)

    assert buttons(row) == ["approve", "hide", "hold", "invalidate"]
    assert buttons(out) == ["reinstate"]
    assert buttons(gone) == []


def test_a_decision_from_a_page_leads_back_to_it_and_to_its_list(
    appeal: Appeal, desk: Client
) -> None:
    row = make_signature(appeal, moderation=ModerationStatus.HELD)
    filters = "_changelist_filters=moderation__exact%3Dheld"

    answer = desk.post(LIST, chosen("approve", row, back_to=row.pk, filters=filters), follow=True)

    assert answer.redirect_chain == [(f"{LIST}{row.pk}/change/?{filters}", 302)]
    assert f'href="{LIST}?moderation__exact=held"' in answer.text
    assert "Olga" in answer.text


def test_invalidating_asks_for_the_public_reason_first(appeal: Appeal, desk: Client) -> None:
    rows = [make_signature(appeal, last_name=name) for name in ("Premier", "Second")]

    page = desk.post(LIST, chosen("invalidate", *rows, reason="doute"))

    assert "2 signatures will be invalidated" in page.text
    assert "Suzie Premier" in page.text
    assert 'value="doute"' in page.text
    assert [state(row) for row in rows] == [(SignatureStatus.VERIFIED, "unreviewed")] * 2


def test_an_invalidation_without_a_reason_is_asked_again(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal)

    page = desk.post(LIST, chosen("invalidate", row, why="", newest=row.pk))

    assert "This field is required." in page.text
    assert state(row) == (SignatureStatus.VERIFIED, "unreviewed")


def test_an_invalidation_from_a_page_leads_back_to_it(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal)

    page = desk.post(LIST, chosen("invalidate", row, back_to=row.pk))
    fields = dict(re.findall(r'name="(back_to|newest)"\s+value="(\d+)"', page.text))
    answer = desk.post(LIST, chosen("invalidate", row, why="duplicate", **fields), follow=True)

    assert answer.redirect_chain == [(f"{LIST}{row.pk}/change/", 302)]
    assert state(row) == (SignatureStatus.INVALIDATED, "unreviewed")
    row.refresh_from_db()
    assert row.invalidation_reason == InvalidationReason.DUPLICATE


def test_nothing_to_invalidate_is_said(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal, status=SignatureStatus.WITHDRAWN)

    page = desk.post(LIST, chosen("invalidate", row))

    assert "None of the selected signatures can be invalidated" in page.text


def test_a_decision_that_changes_nothing_is_said(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal, status=SignatureStatus.WITHDRAWN)

    answer = desk.post(LIST, chosen("approve", row), follow=True)

    assert said(answer.text) == ["Nothing was changed."]


def test_a_whole_filter_is_decided_across_its_pages(appeal: Appeal, desk: Client) -> None:
    english = [make_signature(appeal, language="en") for _number in range(51)]
    french = make_signature(appeal)

    answer = desk.post(
        f"{LIST}?language=en", chosen("hide", english[0], select_across="1"), follow=True
    )

    assert said(answer.text) == ["51 signatures: decision recorded."]
    assert Signature.objects.filter(moderation=ModerationStatus.HIDDEN).count() == 51
    assert state(french)[1] == ModerationStatus.UNREVIEWED


def test_who_signs_while_a_reason_is_chosen_is_spared(appeal: Appeal, desk: Client) -> None:
    seen = make_signature(appeal, language="en")
    page = desk.post(f"{LIST}?language=en", chosen("invalidate", seen, select_across="1"))
    newest = re.findall(r'name="newest"\s+value="(\d+)"', page.text)
    late = make_signature(appeal, language="en")

    desk.post(
        f"{LIST}?language=en",
        chosen("invalidate", seen, select_across="1", why="automated", newest=newest),
    )

    assert state(seen)[0] == SignatureStatus.INVALIDATED
    assert state(late)[0] == SignatureStatus.VERIFIED


@pytest.mark.parametrize("action", ["hold", "invalidate"])
def test_more_than_may_be_decided_at_once_is_said(
    appeal: Appeal, desk: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 1)
    rows = [make_signature(appeal) for _number in range(2)]

    answer = desk.post(LIST, chosen(action, *rows), follow=True)

    assert said(answer.text) == ["More than 1 at once: narrow the list first."]


def test_an_address_that_signed_again_is_said(appeal: Appeal, desk: Client) -> None:
    out = make_signature(appeal, status=SignatureStatus.INVALIDATED, email="suzie@campus.example")
    Signature.objects.filter(pk=out.pk).update(verified_at=out.created_at)
    make_signature(appeal, email="suzie@campus.example")

    answer = desk.post(LIST, chosen("reinstate", out), follow=True)

    assert said(answer.text) == ["Not reinstated: this address has another verified signature."]


def test_a_decision_needs_a_form_of_ours(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olga)

    answer = strict.post(LIST, chosen("hide", row))

    assert answer.status_code == 403
    assert state(row)[1] == ModerationStatus.UNREVIEWED


def test_nothing_changes_by_reading(appeal: Appeal, desk: Client) -> None:
    row = make_signature(appeal)

    desk.get(LIST, chosen("hide", row))

    assert state(row)[1] == ModerationStatus.UNREVIEWED
