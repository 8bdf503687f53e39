"""The second factor: nobody works at the desk without one, and nothing goes around it."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from accounts.invitations import send_invitation
from accounts.models import AuditEntry, User
from accounts.second_factor import has_factor, reset_factors
from tests.accounts.factors import ACTIVATE, code_of, secret_on, set_up_app
from tests.accounts.test_invitations import NEW, choose, follow, path_in
from tests.security.address_matrix import ADDRESSES
from tests.security.paths import all_addresses
from tests.staff import PASSWORD, make_staff, prove, signed_in

CODES = "/accounts/2fa/recovery-codes/"
ASK = "/accounts/2fa/authenticate/"
SHOW = "/accounts/2fa/reauthenticate/"
EXPORT = "/staff/signatures/signature/export/"
# What is left to somebody without a factor. The desk's and the account's other pages lead here.
LEFT = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "admin:jsi18n",
    "admin:logout",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
}


@pytest.fixture
def required(settings: Any) -> None:
    """As outside the demo."""
    settings.STAFF_MFA_REQUIRED = True


def sign_in(user: User, password: str = PASSWORD) -> tuple[Client, str]:
    """Type the password; give the browser and where it leads."""
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/accounts/login/", {"login": user.email, "password": password})
    return client, answer.headers.get("Location", "")


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


@pytest.mark.requirement("R-18", "R-45")
def test_without_a_factor_nothing_is_reached_but_setting_one_up(required: None, db: None) -> None:
    client = signed_in(make_staff("administrator"))
    reached = set()
    for name, path in all_addresses().items():
        if not path.startswith(("/staff/", "/accounts/")):
            continue
        for verb in (client.get, client.post):
            answer = verb(re.sub("<[^>]+>", "1", path), follow=False)
            if answer.headers.get("Location") != "/accounts/2fa/":
                reached.add(name)
            if "logout" in name:
                client = signed_in(User.objects.get())

    assert reached == LEFT


@pytest.mark.requirement("R-45")
def test_the_demo_leaves_the_choice(db: None) -> None:
    assert signed_in(make_staff()).get("/staff/").status_code == 200


@pytest.mark.requirement("R-45")
def test_an_invited_person_sets_up_an_app_keeps_the_codes_and_signs_in_with_both(
    required: None, db: None
) -> None:
    olga = User.objects.create_user("olga@appel.example", is_superuser=True)
    send_invitation(olga)
    browser = Client()
    choose(browser, follow(browser, path_in(str(mail.outbox[0].body))))
    client, _way = sign_in(olga, NEW)

    led = client.get("/staff/")
    secret = set_up_app(client)
    codes = re.findall(r"<code>([\w-]+)</code>", client.get(CODES).text)
    desk = client.get("/staff/")

    assert led["Location"] == "/accounts/2fa/"
    assert len(codes) == 10
    assert desk.status_code == 200
    assert re.findall(r"<code>([\w-]+)</code>", client.get(CODES).text) == []  # shown once
    again, way = sign_in(olga, NEW)
    assert way.startswith(ASK)
    assert again.get("/staff/").status_code == 302
    answer = again.post(ASK, {"code": code_of(secret)})
    assert answer["Location"] == "/staff/"
    assert again.get("/staff/").status_code == 200
    assert acts()[-1] == "session.start"
    assert AuditEntry.objects.latest("pk").after == {"with": ["password", "mfa"]}


@pytest.mark.requirement("R-45")
def test_a_code_opens_once(required: None, db: None) -> None:
    olga = make_staff()
    secret = set_up_app(signed_in(olga))
    code = code_of(secret)

    first, second = (sign_in(olga)[0].post(ASK, {"code": code}) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 200)


@pytest.mark.requirement("R-45")
def test_a_recovery_code_opens_once(required: None, db: None) -> None:
    olga = make_staff()
    client = signed_in(olga)
    set_up_app(client)
    code = re.findall(r"<code>([\w-]+)</code>", client.get(CODES).text)[0]

    first, second = (sign_in(olga)[0].post(ASK, {"code": code}) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 200)


@pytest.mark.requirement("R-45")
def test_a_new_password_does_not_replace_the_factor(required: None, db: None) -> None:
    olga = make_staff()
    secret = set_up_app(signed_in(olga))
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": olga.email})
    browser = Client()

    choose(browser, follow(browser, path_in(str(mail.outbox[0].body))))
    client, way = sign_in(olga, NEW)

    assert browser.get("/staff/").status_code == 302
    assert way.startswith(ASK)
    assert client.get("/staff/").status_code == 302
    assert client.post(ASK, {"code": code_of(secret)})["Location"] == "/staff/"


@pytest.mark.requirement("R-45")
def test_a_session_from_before_the_factor_has_to_show_it(required: None, db: None) -> None:
    olga = make_staff()
    old = signed_in(olga)
    secret = set_up_app(signed_in(olga))

    led = old.get("/staff/")
    answer = old.post("/accounts/2fa/reauthenticate/?next=/staff/", {"code": code_of(secret)})

    assert led["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fstaff%2F"
    assert answer["Location"] == "/staff/"
    assert old.get("/staff/").status_code == 200


@pytest.mark.requirement("R-50")
def test_the_database_does_not_hold_the_secret(db: None) -> None:
    secret = set_up_app(signed_in(make_staff()))

    kept = str(list(Authenticator.objects.values()))

    assert secret not in kept


def test_a_secret_sealed_with_a_dropped_key_opens_nothing(db: None, settings: Any) -> None:
    olga = make_staff()
    secret = set_up_app(signed_in(olga))
    settings.TOKEN_KEYS = ["another-key-that-is-long-enough-0123456789"]

    client, _way = sign_in(olga)
    answers = [client.post(ASK, {"code": code}) for code in (code_of(secret), code_of("A" * 32))]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_key_that_was_added_in_front_changes_nothing(db: None, settings: Any) -> None:
    olga = make_staff()
    secret = set_up_app(signed_in(olga))
    settings.TOKEN_KEYS = ["another-key-that-is-long-enough-0123456789", *settings.TOKEN_KEYS]

    client, _way = sign_in(olga)

    assert client.post(ASK, {"code": code_of(secret)}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_owner_hears_of_a_change_which_is_on_record(required: None) -> None:
    olga = make_staff()
    client, _way = sign_in(olga)

    set_up_app(client)

    assert client.get("/staff/").status_code == 200  # who has just shown the app is not asked
    assert acts()[-1] == "factor.totp_activated"

    (sent,) = mail.outbox
    assert sent.to == [olga.email]
    assert "127.0.0.1" not in sent.body


def test_a_wrong_code_sets_nothing_up(db: None) -> None:
    client = signed_in(olga := make_staff())
    secret = secret_on(client.get(ACTIVATE).text)
    wrong = "000000" if code_of(secret) != "000000" else "000001"

    client.post(ACTIVATE, {"code": wrong})

    assert not has_factor(olga)


class TestReset:
    @pytest.mark.requirement("R-18")
    def test_who_lost_everything_starts_again(self, required: None, db: None) -> None:
        olga = make_staff()
        client = signed_in(olga)
        set_up_app(client)

        call_command("reset_second_factor", olga.email.upper())

        assert not Authenticator.objects.filter(user=olga).exists()
        assert client.get("/staff/")["Location"].startswith("/staff/login/")
        assert acts()[-2:] == ["factor.reset", "session.revoke"]
        assert AuditEntry.objects.get(act="factor.reset").before == {
            "kinds": ["recovery_codes", "totp"]
        }

    def test_a_stranger_has_nothing_to_reset(self, db: None) -> None:
        with pytest.raises(CommandError, match="no member of staff"):
            call_command("reset_second_factor", "nobody@appel.example")

    def test_who_had_no_factor_loses_the_sessions_and_it_is_on_record(self, db: None) -> None:
        olga = make_staff()
        client = signed_in(olga)

        assert reset_factors(olga) == 0
        assert client.get("/staff/").status_code == 302
        assert acts()[-2:] == ["factor.reset", "session.revoke"]


@pytest.mark.requirement("R-45")
class TestFreshProof:
    PAGES = ("/staff/accounts/user/add/", "/staff/accounts/user/1/change/")

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(("minutes", "asked"), [(0, False), (4.9, False), (5.1, True)])
    def test_powers_need_a_proof_of_the_last_five_minutes(
        self, db: None, page: str, *, minutes: float, asked: bool
    ) -> None:
        client = signed_in(make_staff("administrator"), minutes_ago=minutes)

        way = client.get(page).headers.get("Location", "")

        assert way.startswith("/accounts/reauthenticate/?next=") == asked

    def test_the_password_leads_back(self, db: None) -> None:
        client = signed_in(make_staff("administrator"), minutes_ago=10)
        way = client.get("/staff/accounts/user/add/")["Location"]

        answer = client.post(way, {"password": PASSWORD})

        assert answer["Location"] == "/staff/accounts/user/add/"
        assert client.get("/staff/accounts/user/add/").status_code == 200

    @pytest.mark.requirement("R-19")
    def test_the_password_does_not_stand_in_for_the_factor(self, db: None) -> None:
        olga = make_staff("exporting organiser")
        set_up_app(signed_in(olga))
        client = signed_in(olga, minutes_ago=10)
        prove(client, olga, "mfa", minutes_ago=10)
        prove(client, olga, "password")

        ways = [client.get(page) for page in (EXPORT, "/accounts/2fa/webauthn/add/")]

        assert [way["Location"].partition("?")[0] for way in ways] == [SHOW, SHOW]

    @pytest.mark.requirement("R-19")
    def test_the_page_for_the_password_leads_to_the_factor(self, db: None) -> None:
        olga = make_staff("exporting organiser")
        client = signed_in(olga, minutes_ago=10)
        secret = set_up_app(signed_in(olga))

        led = client.post(
            f"/accounts/reauthenticate/?next={EXPORT}", {"password": PASSWORD, "next": EXPORT}
        )
        asked = client.get(led["Location"])
        back = client.post(SHOW, {"code": code_of(secret), "next": EXPORT})

        assert led["Location"].startswith(SHOW)
        assert "With your password" not in asked.text
        assert back["Location"] == EXPORT
        assert client.get(EXPORT).status_code == 200

    def test_reading_the_list_of_staff_needs_none(self, db: None) -> None:
        client = signed_in(make_staff("administrator"), minutes_ago=10)

        assert client.get("/staff/accounts/user/").status_code == 200


def test_every_page_of_an_account_is_in_the_matrix() -> None:
    ours = {name for name, path in all_addresses().items() if path.startswith("/accounts/")}
    assert ours <= set(ADDRESSES)


@override_settings(STAFF_MFA_REQUIRED=True)
def test_a_factor_shown_in_this_session_opens_the_desk(db: None) -> None:
    olga = make_staff()
    Authenticator.objects.create(user=olga, type="totp", data={"secret": "x"})
    client = signed_in(olga)
    prove(client, olga, "mfa")

    assert client.get("/staff/").status_code == 200
