"""The press room at the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.figures.embargo import embargo_address
from signatures.models import Snapshot
from tests.factories import make_signature
from tests.signatures.signing.pages import Page
from tests.staff import make_staff, signed_in

LIST = "/staff/signatures/snapshot/"
TAKE = f"{LIST}add/"


def typed(appeal: Appeal, *, hours: float | None = None) -> dict[str, object]:
    if hours is None:
        return {"appeal": appeal.pk}
    until = timezone.localtime() + timedelta(hours=hours)
    return {"appeal": appeal.pk, "embargo_until": f"{until:%Y-%m-%dT%H:%M}"}


@pytest.mark.parametrize("role", [PRESS, ORGANISER])
def test_press_freezes_the_figure_with_a_button(appeal: Appeal, role: str) -> None:
    make_signature(appeal)
    zoe = make_staff(role)
    desk = signed_in(zoe, "fr")

    assert TAKE in desk.get("/staff/").content.decode()
    page = Page(desk.post(TAKE, typed(appeal), follow=True))

    made = Snapshot.objects.get()
    assert (made.author, made.total, made.embargo_until) == (zoe, 1, None)
    assert AuditEntry.objects.get(act="snapshot.take").by == zoe
    assert made.get_absolute_url() in str(page.links)
    assert "comptait 1 signataire." in page.text
    assert "had 1 signatory." in page.text
    assert made.code in Page(desk.get(LIST)).text


def test_embargo_gives_a_secret_link(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)

    page = Page(signed_in(make_staff(PRESS)).post(TAKE, typed(appeal, hours=3), follow=True))

    made = Snapshot.objects.get()
    assert embargo_address(made).removeprefix("/fr/").removeprefix("/en/") in str(page.links)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(embargo_address(made)).status_code == 200


def test_embargo_is_lifted_once_with_a_button_and_on_record(client: Client, appeal: Appeal) -> None:
    zoe = make_staff(PRESS)
    desk = signed_in(zoe)
    desk.post(TAKE, typed(appeal, hours=3))
    made = Snapshot.objects.get()
    lift = f"{LIST}{made.pk}/lift/"

    assert lift in Page(desk.get(f"{LIST}{made.pk}/change/")).links
    assert desk.get(lift).status_code == 200
    assert client.get(made.get_absolute_url()).status_code == 404  # looking changes nothing
    for _twice in range(2):
        assert "Lift the embargo now" not in Page(desk.post(lift, follow=True)).text

    assert client.get(made.get_absolute_url()).status_code == 200
    entry = AuditEntry.objects.get(act="snapshot.lift_embargo")
    assert (entry.by, entry.before["embargo_until"] > entry.after["embargo_until"]) == (zoe, True)


def test_embargo_that_is_over_is_refused_with_a_word(appeal: Appeal) -> None:
    response = signed_in(make_staff(PRESS)).post(TAKE, typed(appeal, hours=-1))

    assert "This moment has passed." in Page(response).text
    assert not Snapshot.objects.exists()


def test_nobody_changes_or_deletes_one(appeal: Appeal) -> None:
    olga = signed_in(make_staff("administrator"))
    olga.post(TAKE, typed(appeal))
    made = Snapshot.objects.get()

    for act in ("change", "delete"):
        assert olga.post(f"{LIST}{made.pk}/{act}/", {"sha256": "b" * 64}).status_code == 403


def test_moderators_have_no_business_there(appeal: Appeal) -> None:
    desk = signed_in(make_staff(MODERATOR))

    assert desk.get(LIST).status_code == 403
    assert desk.post(TAKE, typed(appeal)).status_code == 403
    assert desk.post(f"{LIST}1/lift/").status_code == 403
