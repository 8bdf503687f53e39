"""Ask a name server, with an end to the waiting."""

from dataclasses import dataclass, field

import dns.exception
import dns.resolver
import dns.reversename

# Seconds for one question, with its repetitions.
PATIENCE = 5.0


class NoNameServerError(Exception):
    """No name server answers: nothing can be said about any record."""


@dataclass
class Names:
    """What names say, asked once each.

    Attributes:
        resolver: whom to ask.
    """

    resolver: dns.resolver.Resolver
    _known: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def ask(self, name: str, kind: str) -> list[str]:
        """Give the records of one kind as text; none when there are none.

        Raises:
            NoNameServerError: nobody answered.
        """
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._ask(*key)
        return self._known[key]

    def texts(self, name: str) -> list[str]:
        """Give the TXT records, each with its pieces joined."""
        return self.ask(name, "TXT")

    def addresses(self, name: str) -> list[str]:
        """Give the addresses of a host, of both kinds."""
        return [*self.ask(name, "A"), *self.ask(name, "AAAA")]

    def mail_hosts(self, name: str) -> list[str]:
        """Give the hosts that take mail for a domain, best first; "." refuses all mail."""
        records = (record.split(maxsplit=1) for record in self.ask(name, "MX"))
        best_first = sorted((int(preference), host) for preference, host in records)
        return [host.rstrip(".") or "." for _preference, host in best_first]

    def hosts_of(self, address: str) -> list[str]:
        """Give the names that an address calls itself (PTR)."""
        reverse = dns.reversename.from_address(address).to_text()
        return [name.rstrip(".") for name in self.ask(reverse, "PTR")]

    def _ask(self, name: str, kind: str) -> list[str]:
        try:
            answer = self.resolver.resolve(f"{name}.", kind, lifetime=PATIENCE)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.SyntaxError, dns.name.EmptyLabel, dns.name.LabelTooLong):
            return []  # what a broken record names cannot be asked for
        except (dns.resolver.NoNameservers, dns.exception.Timeout, OSError) as error:
            raise NoNameServerError(f"{name} {kind}: {type(error).__name__}") from error
        if kind == "TXT":
            return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
        return [record.to_text() for record in answer]


def names(nameserver: str = "") -> Names:
    """Ask the name servers of this machine, or the one given as `address` or `address:port`."""
    resolver = dns.resolver.Resolver(configure=not nameserver)
    if nameserver:
        address, _colon, port = nameserver.partition(":")
        resolver.nameservers = [address]
        resolver.port = int(port or 53)
    return Names(resolver)
