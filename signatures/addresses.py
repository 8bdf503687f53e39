"""Email addresses: one spelling for each mailbox, and a keyed hash of it."""

import unicodedata

from django.conf import settings
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from signatures.mail_domains import domain_for_mailboxes
from signatures.tokens import derive


class AddressInvalidError(Exception):
    """Not an address that mail can be sent to."""


def parse_address(typed: str) -> str:
    """Check the syntax of an address and give it as mail is to be sent to it.

    The domain comes back in its readable international form. No look-up is made: a web
    process opens no connection to strangers (R-14).

    Raises:
        AddressInvalidError: the syntax is wrong, or no mail of ours can get there.
    """
    return _parse(typed).normalized


def ascii_address(address: str) -> str:
    """Give an address as SMTP carries it: the domain in its ASCII form.

    Raises:
        AddressInvalidError: `address` is not an address.
    """
    checked = _parse(address)
    return f"{checked.local_part}@{checked.ascii_domain}"


def canonical_email(address: str) -> str:
    """Give the one spelling under which a mailbox can sign once (R-04).

    Lower case, ASCII domain; without a `+tag` and dots where the provider ignores them,
    which organisers may say of each domain (mail_domains). Mail never goes there: it goes
    to the address as typed. The result is a fixed point: the canonical form of a canonical
    form is itself.

    Raises:
        AddressInvalidError: `address` is not an address.
    """
    local, _at, domain = ascii_address(address).lower().rpartition("@")
    domain, rule = domain_for_mailboxes(domain)
    head = local.partition("+")[0].rstrip(".") if rule.ignores_tags else local
    if rule.ignores_dots:
        head = head.replace(".", "")
    return f"{head or local}@{domain}"


def domain_of(canonical: str) -> str:
    """Give the domain of an address, as `canonical_email` wrote it."""
    return canonical.rpartition("@")[2]


def _parse(typed: str) -> ValidatedEmail:
    try:
        return validate_email(
            unicodedata.normalize("NFKC", typed).strip(),
            check_deliverability=False,
            # Django's SMTP backend cannot carry a local part outside ASCII.
            allow_smtputf8=False,
        )
    except EmailNotValidError as error:
        raise AddressInvalidError from error


def recipient_key(canonical: str) -> bytes:
    """Give the keyed hash under which an address is remembered without being kept (R-66)."""
    return derive(settings.TOKEN_KEYS[0], "recipient", canonical.encode())


def recipient_keys(canonical: str) -> list[bytes]:
    """Give the hash under every current key: what to look for after a rotation."""
    return [derive(key, "recipient", canonical.encode()) for key in settings.TOKEN_KEYS]
