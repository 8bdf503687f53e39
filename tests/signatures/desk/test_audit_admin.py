"""The record at the desk: found by who, what, when, what to; taken away as CSV; never changed."""

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.timezone import localdate

from accounts import audit
from accounts.models import AuditEntry, User
from tests.staff import GROUPS, PASSWORD, make_staff, signed_in

LIST = "/staff/accounts/auditentry/"

pytestmark = pytest.mark.requirement("R-19")


@pytest.fixture
def admin(db: None) -> User:
    return make_staff("administrator", email="admin@appel.example")


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def olga(db: None) -> User:
    """Olga has published twice and imported once."""
    olga = make_staff(email="olga@appel.example", name="Olga Étienne")
    audit.record("appeal.publish", target_label="appel, version 1", by=olga)
    audit.record("appeal.publish", target_label="appel, version 2", by=olga)
    audit.record("paper.import", target=olga, target_label="=Amphi", by=olga)
    audit.record("paper.import", target_label="feuille 3", after={"rows": 3})
    return olga


def listed(page: str) -> list[str]:
    return re.findall(r'<td class="field-what_to">(.*?)</td>', page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=etienne+publish", ["appel, version 2", "appel, version 1"]),
        ("?q=VERSION+1", ["appel, version 1"]),
        ("?act=paper.import", ["feuille 3", "=Amphi (member of staff {pk})"]),
        ("?by={pk}&act=paper.import", ["=Amphi (member of staff {pk})"]),
        ("?by=nobody", []),
        ("?day={today}&q=feuille", ["feuille 3"]),
        ("?day=2001-01-01", []),
    ],
)
def test_an_act_is_found(desk: Client, olga: User, query: str, found: list[str]) -> None:
    values = {"pk": olga.pk, "today": localdate().isoformat()}

    page = desk.get(LIST + query.format(**values)).text

    assert listed(page) == [label.format(**values) for label in found]


def test_the_page_of_an_act_shows_before_and_after(desk: Client, olga: User) -> None:
    audit.record("staff.change", by=olga, before={"roles": ["press"]}, after={"roles": []})

    page = desk.get(f"{LIST}{AuditEntry.objects.latest('pk').pk}/change/").text

    assert "&quot;press&quot;" in page
    assert 'name="_save"' not in page


def test_the_page_of_an_act_is_titled_in_the_words_of_the_list(desk: Client, olga: User) -> None:
    entry = AuditEntry.objects.get(target_label="=Amphi")

    page = " ".join(desk.get(f"{LIST}{entry.pk}/change/").text.split())

    title = f"Lines of a paper list imported – =Amphi (member of staff {olga.pk})"
    assert f"<h1>{title} </h1>" in page.replace("<h1> ", "<h1>")
    assert "paper.import #" not in page
    assert "/history/" not in page


def test_nothing_is_added_changed_or_deleted(desk: Client, olga: User) -> None:
    entry = AuditEntry.objects.latest("pk")

    answers = [
        desk.post(f"{LIST}add/", {"act": "paper.import"}),
        desk.post(f"{LIST}{entry.pk}/change/", {"act": "paper.import"}),
        desk.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_the_list_is_taken_away_as_csv_on_record(desk: Client, admin: User, olga: User) -> None:
    answer: Any = desk.post(f"{LIST}export/?act=paper.import")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["target"] for row in rows] == ["'=Amphi", "feuille 3"]
    assert [row["by"] for row in rows] == ["olga@appel.example", ""]
    assert rows[1]["after"] == '{"rows": 3}'
    last = AuditEntry.objects.latest("pk")
    assert (last.act, last.by, last.after) == (
        "audit.export",
        admin,
        {"filters": "act=paper.import"},
    )


@pytest.mark.requirement("R-45")
def test_the_file_needs_a_fresh_proof(admin: User, olga: User) -> None:
    late = signed_in(admin, minutes_ago=6)

    answer = late.post(f"{LIST}export/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("filters", ["", "act=paper.import"])
def test_after_the_proof_the_list_is_there_again_with_its_filters(
    admin: User, olga: User, filters: str
) -> None:
    late = signed_in(admin, minutes_ago=6)

    asked = late.post(f"{LIST}export/?{filters}", follow=True).redirect_chain[-1][0]
    back = late.post(asked, {"password": PASSWORD}, follow=True)

    assert back.redirect_chain[-1] == (f"{LIST}?{filters}", 302)
    assert "This list as CSV” again" in back.text
    if filters:
        assert listed(back.text) == ["feuille 3", f"=Amphi (member of staff {olga.pk})"]


@pytest.mark.parametrize("role", sorted(set(GROUPS) - {"administrator"}))
def test_only_administrators_read_it(db: None, role: str) -> None:
    client = signed_in(make_staff(role))

    assert [client.get(LIST).status_code, client.post(f"{LIST}export/").status_code] == [403, 403]


def test_the_right_to_read_it_is_a_right_of_its_own(db: None) -> None:
    auditor = make_staff("nobody")
    auditor.user_permissions.add(Permission.objects.get(codename="view_auditentry"))

    assert signed_in(auditor).get(LIST).status_code == 200
