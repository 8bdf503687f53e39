"""The codes of links that we hand out ourselves, and their words; a poster's code says itself."""

from typing import Any

from django.utils.translation import gettext as _

EMBED = "embed"
# Channels are forty characters at most (signing/forms); the figures name them in public.
_LONGEST = 40


def colleagues_channel(category: str) -> str:
    """Name the channel of what signatories of one category bring (docs/adr/0043).

    >>> colleagues_channel("student")
    'colleagues-student'
    """
    return f"colleagues-{category}".lower()[:_LONGEST].rstrip("-")


def channel_words(plain: dict[str, Any]) -> dict[str, str]:
    """Give the words for our own codes, in the active language.

    Args:
        plain: the figures as `published.as_dict` gives them.
    """
    links = {
        colleagues_channel(cell["category"]): _("Links passed on by signatories: %(category)s")
        % {"category": cell["label"]}
        for cell in plain["by_category"]
    }
    return {EMBED: _("The counter on other sites"), **links}
