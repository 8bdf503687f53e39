"""DKIM and DMARC: whether a mail can be proved to come from the sender's domain (R-83)."""

import base64
import binascii
from collections.abc import Iterator

from django.utils.translation import gettext as _

from signatures.operations.dns import Names
from signatures.operations.dns_findings import Finding, Setup, Verdict

# An RSA key of 2048 bits, as DER, has 294 bytes; one of 1024 bits has 162; Ed25519 has 32.
_SMALLEST_GOOD_RSA = 256


def check_dkim(setup: Setup, names: Names) -> Iterator[Finding]:
    """Look at the key of each selector."""
    if not setup.selectors:
        yield Finding(
            f"DKIM {setup.sender}",
            Verdict.DOUBT,
            _(
                "Not checked: ask your relay’s operator for the selector, and give it with "
                "--dkim-selector."
            ),
        )
    for selector in setup.selectors:
        name = f"{selector}._domainkey.{setup.sender}"
        texts = names.texts(name)
        yield Finding(f"DKIM {name}", *_judge_key(texts[0] if texts else None))


def _judge_key(text: str | None) -> tuple[Verdict, str]:
    if text is None:
        return Verdict.FAULT, _(
            "There is no key under this name: publish the TXT (or CNAME) record that your "
            "relay’s operator gives you, and have mail signed for this very domain."
        )
    tags = _tags(text)
    try:
        key = base64.b64decode("".join(tags.get("p", "").split()), validate=True)
    except binascii.Error:
        return Verdict.FAULT, _("The key cannot be read: a character was lost when it was pasted.")
    if not key:
        return Verdict.FAULT, _("The key is empty, which means withdrawn: publish the current one.")
    if tags.get("k", "rsa") == "rsa" and len(key) < _SMALLEST_GOOD_RSA:
        return Verdict.DOUBT, _("The key has less than 2048 bits: have a longer one made.")
    if "y" in tags.get("t", ""):
        return Verdict.DOUBT, _("The key is marked as a test (t=y): take the mark away.")
    return Verdict.GOOD, _("The key is there.")


def check_dmarc(setup: Setup, names: Names) -> Iterator[Finding]:
    """Look at the policy, and whether the two domains agree (RFC 7489, section 3.1)."""
    subject = f"DMARC {setup.sender}"
    place, text = _dmarc_record(setup.sender, names)
    if not text:
        words = _(
            "There is no DMARC record. Begin with a TXT record of _dmarc.%(domain)s: v=DMARC1; "
            "p=none; rua=mailto:postmaster@%(domain)s"
        )
        yield Finding(subject, Verdict.FAULT, words % {"domain": setup.sender})
        return
    tags = _tags(text)
    strict = tags.get("aspf", "r") == "s"
    aligned = setup.envelope == setup.sender or (
        not strict and _is_under(setup.envelope, place) and _is_under(setup.sender, place)
    )
    if not aligned:
        words = _(
            "Bounces go to %(envelope)s, signatories see %(sender)s: SPF does not count for "
            "DMARC (not aligned). Use one domain for both, or rely on DKIM alone."
        )
        yield Finding(
            subject,
            Verdict.DOUBT,
            words % {"envelope": setup.envelope, "sender": setup.sender},
        )
    policy = tags.get("sp", tags.get("p", "")) if place != setup.sender else tags.get("p", "")
    if policy not in ("none", "quarantine", "reject"):
        yield Finding(
            subject,
            Verdict.FAULT,
            _("The policy cannot be read: p= must be none, quarantine or reject."),
        )
    elif policy == "none":
        yield Finding(
            subject,
            Verdict.DOUBT,
            _(
                "The policy is “none”: enough to arrive. Once the reports are clean, write "
                "p=quarantine, so that nobody writes in your name."
            ),
        )
    elif aligned:
        yield Finding(
            subject,
            Verdict.GOOD,
            _("The policy is “%(policy)s”, and the addresses agree.") % {"policy": policy},
        )


def _dmarc_record(domain: str, names: Names) -> tuple[str, str]:
    """Find the record at the domain or at the nearest one above it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        place = ".".join(labels[start:])
        for text in names.texts(f"_dmarc.{place}"):
            if text.lower().replace(" ", "").startswith("v=dmarc1"):
                return place, text
    return "", ""


def _is_under(domain: str, place: str) -> bool:
    return domain == place or domain.endswith(f".{place}")


def _tags(text: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs if name.strip()}
