"""A mail server that refuses, defers, falls silent, drips and hangs up."""

import pytest

from tests.faults.crowd import Crowd
from tests.faults.invariants import all_hold, settle
from tests.faults.post_office import Greeting
from tests.faults.run import size
from tests.faults.site import Site
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]
MANY = size(short=20, full=100)
FATE = """
SELECT email.state, email.attempts, email.last_error FROM signatures_outboundemail AS email
JOIN signatures_signature AS signature ON signature.id = email.signature_id
WHERE signature.email = %s
"""


@pytest.mark.requirement("R-29")
def test_mail_server_refuses_connections(site: Site, crowd: Crowd) -> None:
    site.office.shut()
    accepted = crowd.sign(MANY)
    eventually(lambda: site.ask(FATE, accepted[0])[0][2] == "ConnectionRefusedError")
    assert site.ask(FATE, accepted[0]) == [("queued", 0, "ConnectionRefusedError")]

    site.office.open()

    all_hold(site, crowd)


@pytest.mark.requirement("R-29")
def test_mail_server_is_too_busy_for_the_first_callers(site: Site, crowd: Crowd) -> None:
    site.office.greet = lambda call: Greeting.BUSY if call <= 2 else Greeting.WELCOME

    crowd.sign(MANY)

    all_hold(site, crowd)


@pytest.mark.requirement("R-29", "R-30", "R-32")
def test_mail_server_defers_some_refuses_one_and_hangs_up_on_others(
    site: Site, crowd: Crowd
) -> None:
    """Three kinds of trouble at once; each costs its own recipients, and nobody else."""
    refused, *rest = crowd.addresses(MANY)
    greylisted, cut_off = set(rest[: MANY // 4]), set(rest[-MANY // 4 :])

    def answer(recipient: str, attempt: int) -> str:
        if recipient == refused:
            return "550 no such user"
        return "451 come again" if recipient in greylisted and attempt == 1 else "250 OK"

    site.office.answer = answer
    site.office.hang_up = lambda one: one in cut_off and site.office.texts.count(one) == 1
    crowd.sign_with([refused, *rest])
    settle(site)

    assert site.ask(FATE, refused) == [("bounced", 1, "recipient refused: 550")]
    assert {site.ask(FATE, address)[0][:2] for address in greylisted | cut_off} == {("sent", 2)}
    assert {site.office.texts.count(address) for address in cut_off} == {2}
    assert site.office.attempts[refused] == 1
    all_hold(site, crowd)


@pytest.mark.requirement("R-31")
@pytest.mark.parametrize("manner", [Greeting.SILENT, Greeting.DRIPPING])
def test_mail_server_holds_some_callers_and_the_others_go_on(
    site: Site, crowd: Crowd, manner: Greeting
) -> None:
    site.office.greet = lambda call: manner if call <= 2 else Greeting.WELCOME
    crowd.sign(2)
    eventually(lambda: site.office.calls >= 1)

    others = crowd.sign(MANY)

    all_hold(site, crowd)
    assert all(site.office.to(address) for address in others)


@pytest.mark.long
@pytest.mark.requirement("R-31")
def test_mail_server_is_a_tarpit_for_everybody_and_then_recovers(site: Site, crowd: Crowd) -> None:
    site.office.greet = lambda _call: Greeting.DRIPPING
    crowd.sign(MANY)
    eventually(lambda: site.office.calls >= 3)

    site.office.good_manners()

    all_hold(site, crowd)
