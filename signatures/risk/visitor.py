"""Who asks, as far as it is kept: hashes of a network, and what organisers said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from signatures.networks import client_address, neighbourhood, one_site
from signatures.risk.network_rules import rule_for
from signatures.risk.network_secret import secret_of_the_day
from signatures.tokens import derive


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Where a request comes from, without the address (R-65).

    Attributes:
        limit_key: stands for the address, or the /64, where requests are counted; today only.
        network_key: the hash that a signature keeps; None when there is no telling.
        rule: what organisers said of this network; "" for nothing.
        looks_like_a_browser: whether it sends what every browser sends.
    """

    limit_key: str = ""
    network_key: bytes | None = None
    rule: str = ""
    looks_like_a_browser: bool = True


def visitor_of(meta: Mapping[str, str], *, now: datetime) -> Visitor:
    """Say who asks, from a request's `META`.

    Args:
        meta: headers and the peer's address, as WSGI gives them.
        now: the database's time; its day chooses the key.
    """
    browser = bool(meta.get("HTTP_ACCEPT_LANGUAGE") and meta.get("HTTP_USER_AGENT"))
    address = client_address(meta, proxies=settings.TRUSTED_PROXY_COUNT)
    if address is None:
        return Visitor(looks_like_a_browser=browser)
    return Visitor(
        limit_key=hashed(str(one_site(address)), now.date()).hex()[:32],
        network_key=hashed(str(neighbourhood(address)), now.date()),
        rule=rule_for(address, now=now),
        looks_like_a_browser=browser,
    )


def hashed(text: str, day: date) -> bytes:
    """Give the keyed hash of something that may be compared during this day only."""
    return derive(settings.TOKEN_KEYS[0], "day", secret_of_the_day(day) + text.encode())
