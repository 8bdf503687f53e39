"""The Atom feed of an appeal: its news and its milestones, in one language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.publishing import Letter
from appeal.story import latest_news
from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures.sentences import number
from signatures.models.clock import database_now
from signatures.sharing.announcing import reached

ENTRIES = 30


@dataclass(frozen=True)
class Entry:
    """One entry; `link` never changes, so that readers do not show it twice."""

    link: str
    title: str
    html: str
    at: datetime


def entries(appeal: Appeal, letter: Letter, *, language: str, now: datetime) -> list[Entry]:
    """Give news and milestones, the newest first; each leads to its place on the page."""
    page = _page(appeal)
    told = [
        Entry(f"{page}#news-{one.pk}", one.title, one.html, one.published_at)
        for one in latest_news(appeal, language=language, now=now, limit=ENTRIES)
    ]
    for one in reached(appeal, limit=ENTRIES):
        title = _("%(number)s signatures") % {"number": number(one.number, language)}
        words = _("%(number)s people have signed “%(title)s” and confirmed it.") % {
            "title": letter.title,
            "number": number(one.number, language),
        }
        told.append(Entry(f"{page}#milestone-{one.number}", title, words, one.reached_at))
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:ENTRIES]


def _page(appeal: Appeal) -> str:
    return f"{settings.SITE_URL}{reverse('signatures:appeal', args=[appeal.slug])}"


class AppealFeed(Feed[Entry, Appeal]):
    """What django.contrib.syndication asks for."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, slug: str) -> Appeal:
        """Find the appeal."""
        return appeal_or_404(slug)

    def title(self, appeal: Appeal) -> str:
        """Give the title of the text."""
        return letter_or_404(appeal).title

    def subtitle(self, appeal: Appeal) -> str:
        """Give its summary."""
        return letter_or_404(appeal).summary

    def author_name(self, appeal: Appeal) -> str:
        """Give who publishes it."""
        return appeal.publisher

    def link(self, appeal: Appeal) -> str:
        """Lead to the appeal."""
        return _page(appeal)

    def feed_url(self, appeal: Appeal) -> str:
        """Say where the feed itself is."""
        return f"{settings.SITE_URL}{reverse('signatures:feed', args=[appeal.slug])}"

    def items(self, appeal: Appeal) -> list[Entry]:
        """Give the entries."""
        language = page_language()
        return entries(appeal, letter_or_404(appeal), language=language, now=database_now())

    def item_title(self, item: Entry) -> str:
        """Give an entry's title."""
        return item.title

    def item_description(self, item: Entry) -> str:
        """Give its text."""
        return item.html

    def item_link(self, item: Entry) -> str:
        """Lead to the appeal; what is told stands there."""
        return item.link

    def item_guid(self, item: Entry) -> str:
        """Name the entry for good."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, item.link)}"

    def item_pubdate(self, item: Entry) -> datetime:
        """Say when."""
        return item.at

    def item_updateddate(self, item: Entry) -> datetime:
        """Say when it changed last."""
        return item.at
