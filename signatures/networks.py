"""Network addresses: whose request it is, and which neighbours count as one (R-06)."""

from collections.abc import Mapping
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# A household or a server gets a whole /64 of IPv6, and may use each of its addresses.
ONE_SITE_IPV6 = 64
# What is remembered of an IPv4 address is coarser than what limits count.
REMEMBERED_IPV4 = 24


def parse_network(typed: str) -> Network:
    """Read a network or a single address as people write it.

    Raises:
        ValueError: it is neither.
    """
    return ip_network(typed.strip(), strict=False)


def client_address(meta: Mapping[str, str], *, proxies: int) -> Address | None:
    """Give the address that spoke to our outermost proxy.

    Each proxy adds, at the right, whom it heard from. What stands further left came with
    the request and may be anything.

    Args:
        meta: a request's `META`.
        proxies: how many proxies of ours stand in front.

    Returns:
        None when there is no telling: a socket without an address, or a broken header.
    """
    heard = meta.get("REMOTE_ADDR", "")
    if proxies:
        forwarded = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= proxies and forwarded[-proxies]:
            heard = forwarded[-proxies]
    try:
        # A zone such as fe80::1%eth0 is this machine's own business.
        address = ip_address(heard.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def one_site(address: Address) -> Network:
    """Give what limits count as one visitor: an IPv4 address, or a /64 of IPv6."""
    bits = ONE_SITE_IPV6 if isinstance(address, IPv6Address) else 32
    return ip_network((address, bits), strict=False)


def neighbourhood(address: Address) -> Network:
    """Give what is remembered of a visitor, hashed: a /24 of IPv4, a /64 of IPv6."""
    bits = ONE_SITE_IPV6 if isinstance(address, IPv6Address) else REMEMBERED_IPV4
    return ip_network((address, bits), strict=False)
