"""What the codes and words of mail servers mean, in English and in French."""

import re
from collections.abc import Iterator

HARD, SOFT, BLOCKED = "hard", "soft", "blocked"

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-#])", re.ASCII)
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_RETURNED_MAIL = re.compile(
    r"^(--- Below this line|------ This is a copy|-{3}.*(original message|message d.origine)"
    r"|Return-Path:|Received:)",
    re.IGNORECASE | re.MULTILINE,
)

# RFC 3463 and what large providers make of it: no such mailbox, no such domain.
_NO_SUCH_ADDRESS = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.9", "1.10", "2.1", "4.1"}
_FULL = {"2.2"}
# "Bad sender", "too large", "protocol", "policy": it is about us.
_ABOUT_US_SUBJECTS = {"5", "6", "7"}
_ABOUT_US = {"1.7", "1.8", "2.3", "3.4"}

_UNKNOWN_USER = re.compile(
    r"user unknown|unknown (user|recipient|address)|no such (user|mailbox|recipient|address|domain)"
    r"|does ?n.t exist|does not exist|not found|no mailbox here|unrouteable address"
    r"|invalid (recipient|mailbox)|mailbox (unavailable|disabled|not found|inactive)"
    r"|account (is )?(disabled|closed|inactive)|address rejected|host or domain name not found"
    r"|n.existe pas|inconnue?\b|introuvable|bo[iî]te (ferm|d[ée]sactiv)|compte (ferm|d[ée]sactiv)"
    r"|adresse (invalide|erron)",
    re.IGNORECASE,
)
# In answers of this kind, too, something is "not found" or "rejected": of ours, or ourselves.
_ABOUT_SENDER = re.compile(
    r"\b(spf|dkim|dmarc|polic(y|ies)|r(everse[ -]?)?dns|reverse (host ?name|lookup|mapping)|ptr"
    r"|client host|helo|ehlo|your (ip|host|hostname)"
    r"|(from|sender|envelope)[ -](address|domain|host|ip|verif\w+)"
    r"|sender (is |was )?(denied|rejected|refused|unknown|invalid|blocked|not)"
    r"|(adresse|domaine) (de l.|d.)?exp[ée]diteur"
    r"|exp[ée]diteur (est )?(refus|rejet|inconnu|invalid|bloqu|non)\w*)\b",
    re.IGNORECASE,
)
# Postfix gives 5.1.0 and 5.1.1 to senders, too.
_SENDER_REJECTED = re.compile(r"(sender address|client host|helo command) rejected", re.IGNORECASE)
_SURELY_UNKNOWN = re.compile(r"user unknown|unknown user|mailbox unavailable", re.IGNORECASE)
_FULL_WORDS = re.compile(
    r"over ?quota|quota (exceeded|d[ée]pass)|mailbox (is )?full|exceeded storage|insufficient"
    r"|bo[iî]te .{0,40}pleine|espace .{0,30}insuffisant",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKED_WORDS = re.compile(
    r"spam|black ?list|block(ed|list)|reputation|policy|spf|dkim|dmarc|unsolicited|ind[ée]sirable"
    r"|too many (messages|connections)|ofr[_ ]\d|refus[ée] par",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"\bdelayed\b|delay(ed)? (mail|notification)|will (be|keep) (re)?tr(ied|ying)"
    r"|warning: could not"
    r"|retard|nouvelle tentative|remise diff[ée]r",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"undeliver|wasn.t able to deliver|could not be delivered|delivery (has )?fail|failure notice"
    r"|returned (mail|to sender)|permanent error|non (remis|distribu|d[ée]livr)|n.a pas pu .tre"
    r"|.chec de (la )?(remise|distribution)|impossible de (remettre|distribuer)",
    re.IGNORECASE,
)


def status_in(text: str) -> str:
    """Find the enhanced status code (RFC 3463); empty when there is none."""
    match = _STATUS.search(text)
    return match[1] if match else ""


def judge(status: str, diagnostic: str, words: str) -> str:
    """Say whether a mail that failed did so for good, for now, or because of us.

    In doubt it is for now: an address that works must not be given up by mistake.

    Args:
        status: the enhanced status code, or empty.
        diagnostic: what the other server answered.
        words: what the report tells a human, where the answer says nothing.
    """
    _class, _dot, detail = status.partition(".")
    subject = detail.partition(".")[0]
    if status.startswith("4"):
        return SOFT
    if detail in _FULL:
        return SOFT
    if detail in _NO_SUCH_ADDRESS and not _SENDER_REJECTED.search(diagnostic):
        return HARD
    if detail in _ABOUT_US or subject in _ABOUT_US_SUBJECTS:
        # Some say 5.5.0 or 5.7.1 for a user they do not know, but then they say so.
        unknown = _SURELY_UNKNOWN.search(diagnostic) and not _ABOUT_SENDER.search(diagnostic)
        return HARD if unknown else BLOCKED
    return _judge_words(diagnostic) or _judge_words(words) or SOFT


def _judge_words(said: str) -> str:
    if _FULL_WORDS.search(said):
        return SOFT
    if _ABOUT_SENDER.search(said):
        return BLOCKED
    if _UNKNOWN_USER.search(said):
        # A reply that begins with 4 is passing, whatever it says.
        reply = _REPLY.search(said)
        return SOFT if reply and reply[1].startswith("4") else HARD
    return BLOCKED if _BLOCKED_WORDS.search(said) else ""


def is_delay(said: str) -> bool:
    """Say whether a report in plain words only speaks of a delay."""
    return bool(_DELAY.search(said))


def is_failure(said: str) -> bool:
    """Say whether a report in plain words speaks of a mail that was not delivered."""
    return bool(_FAILURE.search(said))


def before_returned_mail(words: str) -> str:
    """Cut off the mail that a report gives back."""
    match = _RETURNED_MAIL.search(words)
    return words[: match.start()] if match else words


def message_ids_in(text: str) -> Iterator[str]:
    """Find the Message-IDs in headers that are given back as text."""
    for match in _MESSAGE_ID.finditer(text):
        yield match[1]
