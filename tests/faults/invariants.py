"""What must hold whatever happened, read from the database and from the mail server.

A: whoever was accepted has a mail, or a visible failure.  B: no more copies than crashes,
and all the same.  C: the public figure, the tally and the rows agree, and whoever was told to
count does.  D: no request takes more than 16 seconds.  E: no log has an address or a token.
F: mail flows again within a minute after the fault (`settle`). The full run alone has the
machine for itself: the short one gives D and F twice as long.
"""

import time

from tests.faults.crowd import Crowd
from tests.faults.run import FULL
from tests.faults.site import Site

# Seconds.
RECOVERY = 60.0 if FULL else 120.0
LONGEST_REQUEST = 16.0 if FULL else 32.0
# So many of the last who signed confirm afterwards, and move the figure.
CONFIRM_AFTERWARDS = 16

QUEUED = "SELECT count(*) FROM signatures_outboundemail WHERE state = 'queued'"
FATES = """
SELECT signature.email, array_agg(email.state) FROM signatures_outboundemail AS email
JOIN signatures_signature AS signature ON signature.id = email.signature_id
GROUP BY signature.email
"""
COUNTED = """
SELECT count(*) FROM signatures_signature WHERE status = 'verified' AND moderation <> 'held'
"""
VERIFIED = "SELECT email FROM signatures_signature WHERE status = 'verified'"
TALLY = "SELECT coalesce(sum(value), 0) FROM signatures_tally WHERE dimension = 'total'"


def settle(site: Site, within: float = RECOVERY) -> float:
    """Wait until no mail waits; returns the seconds that it took (F)."""
    began = time.monotonic()
    while site.ask(QUEUED) != [(0,)]:
        site.restart_what_ended()
        waited = time.monotonic() - began
        waiting = "SELECT kind, attempts, due_at, created_at, now() FROM signatures_outboundemail"
        assert waited < within, site.ask(f"{waiting} WHERE state = 'queued' LIMIT 5")
        time.sleep(0.1)
    return time.monotonic() - began


def nothing_is_lost(site: Site, crowd: Crowd) -> None:
    """A: each accepted address has a row, and a mail or a failure that the desk shows."""
    fates = dict(site.ask(FATES))
    taken = {mail.recipient for mail in site.office.mails}
    lost = [
        (address, fates.get(address))
        for address in crowd.accepted
        if not (
            set(fates.get(address, ())) & {"dead", "bounced"}
            or ("sent" in fates.get(address, ()) and address in taken)
        )
    ]
    assert lost == []


def copies_are_few_and_equal(site: Site, crowd: Crowd, *, crashes: int = 0) -> None:
    """B: all copies of a mail have one Message-ID and link; as many too many as crashes."""
    too_many = 0
    for address in crowd.accepted:
        mails = site.office.to(address)
        assert len({mail.identity for mail in mails}) <= 1, address
        too_many += max(0, len(mails) - 1)
    assert too_many <= crashes


def the_figure_moves(crowd: Crowd) -> None:
    """C: who presses the button of a mail is told to count, once the fault is over."""
    last = crowd.who_may_confirm()[-CONFIRM_AFTERWARDS:]
    assert {outcome.status for outcome in crowd.confirm_with(last)} <= {303}


def the_figure_holds(site: Site, crowd: Crowd) -> None:
    """C: shown = tally = rows, within the time that a page may be old; who counts has a row."""
    assert crowd.confirmed <= {email for (email,) in site.ask(VERIFIED)}
    [(counted,)], [(tally,)] = site.ask(COUNTED), site.ask(TALLY)
    assert counted == tally
    deadline = time.monotonic() + 20
    while (shown := site.shown_total()) != counted and time.monotonic() < deadline:
        time.sleep(0.5)
    assert shown == counted


def nobody_waited_long(crowd: Crowd, *, longest: float = LONGEST_REQUEST) -> None:
    """D: no request took longer than it may."""
    assert max(outcome.seconds for outcome in crowd.outcomes) < longest


def logs_are_clean(site: Site, crowd: Crowd) -> None:
    """E: no log has an address, a name or a link's token."""
    logs = site.logs
    assert "campus.example" not in logs
    for address in crowd.accepted:
        for mail in site.office.to(address):
            assert mail.link().split("/")[3] not in logs


def all_hold(site: Site, crowd: Crowd, *, crashes: int = 0) -> None:
    """A to F, after a fault has ended."""
    settle(site)
    nothing_is_lost(site, crowd)
    copies_are_few_and_equal(site, crowd, crashes=crashes)
    the_figure_moves(crowd)
    the_figure_holds(site, crowd)
    nobody_waited_long(crowd)
    logs_are_clean(site, crowd)
