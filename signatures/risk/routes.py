"""How often each route may be asked, and what happens when nobody can count (R-52).

Signing has no line here: it is never refused. Its excess is held for review (R-07).
"""

from dataclasses import dataclass, replace

from signatures.risk.meter import Limit, Meter

TEN_MINUTES = 600
AN_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class RouteLimits:
    """The limits of one route.

    Attributes:
        by_visitor: for one IPv4 address or one /64. A campus is one address: be generous.
        by_mailbox: for the email address that is typed.
        mailbox_field: where the route's form has it; nothing else that is sent counts.
        in_all: for everybody together.
        open_without_meter: whether the route works on when Redis is gone.
    """

    by_visitor: Limit
    by_mailbox: Limit | None = None
    mailbox_field: str = "email"
    in_all: Limit | None = None
    open_without_meter: bool = True


_MAILBOX_LINKS = RouteLimits(by_visitor=Limit("open links", 1200, TEN_MINUTES))
_CODES = RouteLimits(
    by_visitor=Limit("type codes", 900, TEN_MINUTES),
    by_mailbox=Limit("type codes for one address", 20, AN_HOUR),
)
_SIGN_IN = RouteLimits(
    by_visitor=Limit("sign in from one address", 30, TEN_MINUTES),
    in_all=Limit("sign in", 600, TEN_MINUTES),
    open_without_meter=False,
)
_ACCOUNT = replace(_SIGN_IN, by_mailbox=Limit("sign in as one account", 10, TEN_MINUTES))
# By the names of the addresses; only POST is counted, but for those of READS and SEARCHES.
ROUTES = {
    "signatures:confirm": _MAILBOX_LINKS,
    "signatures:not_me": _MAILBOX_LINKS,
    "signatures:my_signature": _MAILBOX_LINKS,
    "signatures:confirm_code": _CODES,
    "signatures:body_code": _CODES,
    "signatures:send_links": RouteLimits(
        by_visitor=Limit("ask for links", 900, TEN_MINUTES),
        by_mailbox=Limit("ask for links for one address", 10, AN_HOUR),
    ),
    "signatures:body": _MAILBOX_LINKS,
    "signatures:sign_body": RouteLimits(
        by_visitor=Limit("sign for organisations", 300, TEN_MINUTES),
        by_mailbox=Limit("sign for organisations from one address", 10, AN_HOUR),
    ),
    "account_login": replace(_ACCOUNT, mailbox_field="login"),
    "account_reset_password": _ACCOUNT,
    "account_reset_password_from_key": _SIGN_IN,
    "account_reauthenticate": _SIGN_IN,
    "mfa_authenticate": _SIGN_IN,
    "mfa_reauthenticate": _SIGN_IN,
}
# Counted whatever they ask for: programs are quicker than readers.
READS = {
    "api-1:signatories": RouteLimits(by_visitor=Limit("read names by program", 300, TEN_MINUTES))
}
SEARCHES = {"signatures:wall": RouteLimits(by_visitor=Limit("search", 1200, TEN_MINUTES))}


class NobodyCountsError(Exception):
    """Redis is gone, and this route is closed without it."""


def limits_of(route: str, *, method: str, searches: bool) -> RouteLimits | None:
    """Give the limits of a request, None when it has none.

    Args:
        route: the name of the address, with its namespace.
        method: of the request.
        searches: whether a word is looked for.
    """
    if method == "POST":
        return ROUTES.get(route)
    return READS.get(route) or (SEARCHES.get(route) if searches else None)


def seconds_to_wait(limits: RouteLimits, *, meter: Meter, visitor: str, mailbox: str) -> int:
    """Count a request, and say for how long it is above a limit of its route; 0 when it is not.

    Args:
        limits: the route's.
        meter: counts.
        visitor: stands for where it comes from; "" when there is no telling.
        mailbox: stands for the typed address; "" for none.

    Raises:
        NobodyCountsError: see `RouteLimits.open_without_meter`.
    """
    asked = [(limits.by_visitor, visitor), (limits.by_mailbox, mailbox), (limits.in_all, "all")]
    answers = [(limit.seconds, meter.within(limit, key)) for limit, key in asked if limit and key]
    if not limits.open_without_meter and any(within is None for _seconds, within in answers):
        raise NobodyCountsError
    return max((seconds for seconds, within in answers if within is False), default=0)
