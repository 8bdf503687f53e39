"""Walk through an SPF record as receivers do (RFC 7208)."""

import ipaddress
import re
from dataclasses import dataclass, field

from signatures.operations.dns import Names

MOST_LOOKUPS = 10
_MOST_DEPTH = 10

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class Spf:
    """What the record of a domain says.

    Attributes:
        records: how many the domain has; one is right.
        lookups: how many questions a receiver must ask; more than ten is an error.
        networks: from where mail may come.
        ending: what happens to all other mail: "-", "~", "?", "+", or "" when it is not said.
        broken: the parts that lead nowhere.
    """

    records: int = 0
    lookups: int = 0
    networks: list[Network] = field(default_factory=list)
    ending: str = ""
    broken: list[str] = field(default_factory=list)

    def permits(self, address: str) -> bool:
        """Say whether mail from this address passes."""
        ip = ipaddress.ip_address(address)
        return any(ip.version == network.version and ip in network for network in self.networks)


def read_spf(domain: str, names: Names) -> Spf:
    """Read the record of a domain and of all that it includes."""
    found = Spf(records=len(_records(domain, names)))
    _walk(domain, names, found, depth=0, ends=True)
    return found


def _records(domain: str, names: Names) -> list[str]:
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]


def _walk(domain: str, names: Names, found: Spf, *, depth: int, ends: bool) -> None:
    records = _records(domain, names)
    if len(records) != 1 or depth > _MOST_DEPTH:
        if depth:
            found.broken.append(domain)
        return
    redirect = ""
    for term in records[0].split()[1:]:
        qualifier = term[0] if term[0] in "+-~?" else "+"
        word = term.lstrip("+-~?")
        name, _sign, value = word.replace("=", ":", 1).partition(":")
        name = name.lower()
        if name == "all":
            if ends:
                found.ending = qualifier
            redirect = ""
            break
        if name == "redirect":
            redirect = value
        elif name == "include":
            found.lookups += 1
            _walk(value, names, found, depth=depth + 1, ends=False)
        else:
            _mechanism(word, domain, names, found, passes=qualifier == "+")
    if redirect:
        found.lookups += 1
        _walk(redirect, names, found, depth=depth + 1, ends=ends)


def _mechanism(word: str, domain: str, names: Names, found: Spf, *, passes: bool) -> None:
    match = re.fullmatch(r"([a-z0-9]+)(?::([^/]*))?(?:/(\d+))?(?://\d+)?", word.lower())
    name = word.partition(":")[0].lower()
    if name in ("ip4", "ip6"):
        _network(word[4:], found, passes=passes)
    elif match and match[1] in ("a", "mx", "ptr", "exists"):
        found.lookups += 1
        if match[1] in ("a", "mx") and passes:
            _hosts(match[1], match[2] or domain, match[3], names, found)


def _network(text: str, found: Spf, *, passes: bool) -> None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        found.broken.append(text)
    else:
        found.networks += [network] if passes else []


def _hosts(kind: str, target: str, bits: str | None, names: Names, found: Spf) -> None:
    hosts = names.mail_hosts(target) if kind == "mx" else [target]
    addresses = [address for host in hosts for address in names.addresses(host)]
    if not addresses:
        found.broken.append(f"{kind}:{target}")
    for address in addresses:
        ip = ipaddress.ip_address(address)
        prefix = bits if bits and ip.version == 4 else ip.max_prefixlen  # noqa: PLR2004
        found.networks.append(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
