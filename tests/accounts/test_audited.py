"""What the desk edits goes on record: fields, rows below the page, deletions, and sign-ins."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.audited import LONGEST_VALUE, plain
from accounts.models import AuditEntry, User
from accounts.roles import MODERATOR, ORGANISER
from appeal.models import Appeal, Category
from signatures.desk import moderation
from signatures.enums import EmailState
from signatures.mail import outbox
from signatures.models import OutboundEmail, Signature
from tests.factories import make_signature
from tests.pages import typed
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.requirement("R-19")


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


def last() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


@pytest.fixture
def administrator(db: None) -> User:
    return make_staff("administrator")


@pytest.fixture
def desk(administrator: User) -> Client:
    return signed_in(administrator)


def test_a_change_of_role_says_both_roles(desk: Client, administrator: User) -> None:
    olga = make_staff("organiser")
    page = f"/staff/accounts/user/{olga.pk}/change/"
    wanted = typed(desk.get(page).text) | {"groups": [Group.objects.get(name=MODERATOR).pk]}

    desk.post(page, wanted)

    entry = last()
    assert (entry.act, entry.by, entry.target_label) == ("staff.change", administrator, olga.email)
    assert (entry.before, entry.after) == (
        {"groups": [ORGANISER]},
        {"groups": [MODERATOR]},
    )
    assert len(entry.session) == 16


def test_an_invitation_is_on_record(administrator: User, db: None) -> None:
    desk = signed_in(administrator)

    desk.post(
        "/staff/accounts/user/add/",
        {"email": "new@appel.example", "groups": [Group.objects.get(name=ORGANISER).pk]},
    )

    assert last().act == "staff.add"
    assert last().target_label == "new@appel.example"


def test_saving_without_a_change_is_no_act(desk: Client, appeal: Appeal) -> None:
    page = f"/staff/appeal/appeal/{appeal.pk}/change/"
    before = acts()

    answer = desk.post(page, typed(desk.get(page).text))

    assert answer.status_code == 302
    assert acts() == before


def test_rows_below_a_page_are_on_record(desk: Client, appeal: Appeal) -> None:
    category = Category.objects.get(appeal=appeal, code="student")
    page = f"/staff/appeal/category/{category.pk}/change/"
    label = category.labels.get(language="fr")
    wanted = typed(desk.get(page).text)
    (name,) = [name for name, value in wanted.items() if value == label.label]

    desk.post(page, wanted | {name: "Étudiante, étudiant"})

    key = f"categorylabel:{label.pk}"
    assert last().act == "category.change"
    assert last().before == {key: {"label": label.label}}
    assert last().after == {key: {"label": "Étudiante, étudiant"}}


def test_a_deletion_is_on_record(desk: Client, appeal: Appeal) -> None:
    category = Category.objects.create(appeal=appeal, code="gone")

    desk.post(f"/staff/appeal/category/{category.pk}/delete/", {"post": "yes"})

    assert not Category.objects.filter(code="gone").exists()
    assert (last().act, last().target_id) == ("category.delete", str(category.pk))


def test_a_decision_is_on_record_without_a_name(appeal: Appeal, administrator: User) -> None:
    signature = make_signature(appeal, last_name="Dupont")

    moderation.hide(Signature.objects.all(), by=administrator, reason="Dupont asked")
    moderation.hold(Signature.objects.all(), by=None)

    entry = last()
    assert acts() == ["appeal.publish", "signature.hide"]
    assert (entry.target_id, entry.before) == (str(signature.pk), {"ids": [signature.pk]})
    assert entry.after == {"moderation": "hidden", "number": 1}
    kept = str(list(AuditEntry.objects.values()))
    assert "Dupont" not in kept
    assert signature.email not in kept


def test_reviving_mails_is_on_record(appeal: Appeal) -> None:
    OutboundEmail.objects.create(
        signature=make_signature(appeal),
        kind="confirm",
        dedupe_key="one",
        recipient_key=b"r" * 32,
        state=EmailState.DEAD,
    )

    outbox.revive(OutboundEmail.objects.all())
    outbox.revive(OutboundEmail.objects.all())

    assert acts() == ["appeal.publish", "mail.revive"]
    assert last().after == {"number": 1}


@pytest.mark.requirement("R-18")
class TestSessions:
    def test_signing_in_and_out_is_on_record_as_one_session(self, db: None) -> None:
        olga, client = make_staff(), Client()

        client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
        client.post("/staff/logout/")

        start, end = AuditEntry.objects.order_by("pk")
        assert (start.act, start.by, start.after) == ("session.start", olga, {"with": ["password"]})
        assert (end.act, end.by) == ("session.end", olga)
        assert start.session == end.session != ""

    def test_the_other_way_out_is_on_record_too(self, db: None) -> None:
        client = signed_in(make_staff())

        client.post("/accounts/logout/")

        assert acts() == ["session.end"]

    def test_a_wrong_password_is_on_record_under_its_account(self, db: None) -> None:
        olga = make_staff()

        Client().post("/accounts/login/", {"login": olga.email, "password": "wrong"})

        assert (last().act, last().by, last().target_label) == ("session.refuse", None, olga.email)

    def test_what_a_stranger_typed_is_not_kept(self, db: None) -> None:
        Client().post("/accounts/login/", {"login": "zoe@private.example", "password": "wrong"})

        assert last().act == "session.refuse"
        assert "zoe" not in str(AuditEntry.objects.values().get())

    def test_a_new_password_is_on_record(self, db: None) -> None:
        client = signed_in(olga := make_staff())
        words = "quill-nettle-sunbeam-985"

        client.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": words, "password2": words},
        )

        assert (last().act, last().by, last().target_id) == ("staff.password", olga, str(olga.pk))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("short", "short"),
        ("x" * 300, "x" * LONGEST_VALUE + "… (300)"),
        (None, None),
        (3, 3),
        (["a", 2], ["a", "2"]),
    ],
)
def test_a_value_is_kept_as_json_holds_it(value: object, kept: object) -> None:
    assert plain(value) == kept
