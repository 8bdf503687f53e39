"""What is known of mail domains: rules that come with the program, and the organisers'."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from disposable_email_domains import blocklist

from signatures.models import MailDomain
from signatures.remembered import Remembered

_PACKAGE = "disposable-email-domains"


@dataclass(frozen=True)
class DomainRule:
    """How a domain treats the part before the @, and what it is worth.

    Attributes:
        alias_of: the domain under which the same mailboxes are known; "" for itself.
        ignores_dots: a.b@ and ab@ are one mailbox.
        ignores_tags: a+x@ and a@ are one mailbox.
        is_disposable: a throw-away provider (R-09).
        is_known: whether organisers entered it, and so have looked at it.
    """

    alias_of: str = ""
    ignores_dots: bool = False
    ignores_tags: bool = True
    is_disposable: bool = False
    is_known: bool = False


BUILT_IN = {
    "gmail.com": DomainRule(ignores_dots=True, is_known=True),
    "googlemail.com": DomainRule(alias_of="gmail.com", is_known=True),
}

# Half of a country has its mailbox there: many signatures from one of them are no burst.
MANY_PEOPLE = frozenset(
    [
        "gmail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.fr",
        "live.com",
        "live.fr",
        "msn.com",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "bbox.fr",
        "numericable.fr",
        "laposte.net",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.fr",
        "gmx.net",
        "gmx.de",
        "web.de",
        "aol.com",
        "mailo.com",
        "zaclys.com",
        "ik.me",
        "bluewin.ch",
        "skynet.be",
        "telenet.be",
        "videotron.ca",
        "libero.it",
        "posteo.net",
        "tutanota.com",
        "fastmail.com",
    ]
)


def domain_rule(domain: str) -> DomainRule:
    """Give the rule of a domain, in its lower-case ASCII form; the organisers' goes first."""
    rule = _ours.get().get(domain) or BUILT_IN.get(domain)
    return rule or DomainRule(is_disposable=_is_listed(domain))


def domain_for_mailboxes(domain: str) -> tuple[str, DomainRule]:
    """Give the name under which a domain's mailboxes are known, and its rule.

    One step only: an alias of an alias is refused where rules are typed, and a chain that
    is there all the same ends after one step, so that the answer is a fixed point.
    """
    rule = domain_rule(domain)
    target = domain_rule(rule.alias_of) if rule.alias_of else rule
    if not rule.alias_of or target.alias_of:
        return domain, rule
    return rule.alias_of, target


def list_version() -> str:
    """Say which edition of the list of throw-away providers is installed."""
    return f"{_PACKAGE} {version(_PACKAGE)}"


def _is_listed(domain: str) -> bool:
    """Whether the package lists the domain or one that it belongs to."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _listed() for start in range(len(labels) - 1))


@cache
def _listed() -> frozenset[str]:
    return frozenset(blocklist)


def _organisers_rules() -> dict[str, DomainRule]:
    return {
        row.domain: DomainRule(
            alias_of=row.alias_of,
            ignores_dots=row.ignores_dots,
            ignores_tags=row.ignores_tags,
            is_disposable=row.is_disposable,
            is_known=True,
        )
        for row in MailDomain.objects.all()
    }


_ours = Remembered(_organisers_rules)
forget_rules = _ours.forget
