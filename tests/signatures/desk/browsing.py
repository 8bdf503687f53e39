"""A browser at the desk, which complains of whatever the page's own policy forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from accounts.models import User
from tests.journeys.browser import PATIENCE
from tests.staff import signed_in


class Complaints:
    """What went wrong in the browser: the console's errors, refused and missing files."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status} {response.url}")


@contextmanager
def somebody(
    browser: Browser,
    site: str,
    user: User | None = None,
    *,
    locale: str = "en-GB",
    **options: Any,
) -> Iterator[Page]:
    """A page on `site`, signed in as `user`; JavaScript is on, as it is at a desk."""
    context = browser.new_context(base_url=site, locale=locale, **options)
    if user is not None:
        client = signed_in(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        context.close()
