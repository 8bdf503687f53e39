"""Debian's Chromium, driven by Playwright; nothing is downloaded."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from signatures.page_cache import pages

NARROW, WIDE = 320, 1280
PATIENCE = 60_000  # milliseconds; a slow machine only makes a failing test slow
expect.set_options(timeout=PATIENCE)  # five seconds otherwise
GUIDE_HEIGHT = 1400
# Where to keep a picture of each step, for looking at: SHOTS=dir make test.
SHOTS = os.environ.get("SHOTS", "")
# Where the pictures of docs/organiser.md are made anew: make screenshots.
GUIDE = os.environ.get("GUIDE_PICTURES", "")
# What has the focus, and how wide the ring around it is.
FOCUS = """() => { const one = document.activeElement, style = getComputedStyle(one);
return { tag: one.tagName, id: one.id, text: one.innerText || "", name: one.name || "",
ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth) }; }"""
# Every rule that axe has on by itself, and the size of what is clicked (WCAG 2.2, 2.5.8).
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What keeps Chromium from talking to anybody but the page.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a headless Chromium; skip the test, saying why, where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_beside_django(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Run Chromium in a process that is Django's too, with no page kept from before.

    Playwright's loop is none of Django's; what it opened of the database is closed.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    pages.clear()
    with chromium() as running:
        yield running
        connections.close_all()


def follow(page: Page, selector: str) -> None:
    """Click, and wait for the page that this leads to: a click by itself does not wait."""
    with page.expect_navigation():
        page.click(selector)


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, at both widths, where `SHOTS` says."""
    if not SHOTS:
        return
    Path(SHOTS).mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    if size:
        page.set_viewport_size(size)


def guide_picture(page: Page, name: str, *, part: str = "#main") -> None:
    """Make the picture `name` of the organisers' guide anew, where `GUIDE_PICTURES` says.

    Args:
        page: as the guide describes it.
        name: of the file, without its end.
        part: what is shown of it; the whole page has a header that says nothing new.
    """
    picture(page, f"guide-{name}")
    if not GUIDE:
        return
    size = page.viewport_size
    page.set_viewport_size({"width": 1000, "height": 760})
    taken: Image.Image = Image.open(io.BytesIO(page.locator(part).first.screenshot()))
    if taken.height > GUIDE_HEIGHT:
        taken = taken.crop((0, 0, taken.width, GUIDE_HEIGHT))
    Path(GUIDE).mkdir(parents=True, exist_ok=True)
    taken.convert("RGB").save(f"{GUIDE}/{name}.webp", "WEBP", quality=82, method=6)
    if size:
        page.set_viewport_size(size)


def violations(page: Page) -> list[tuple[str, str]]:
    """What the accessibility rules object to: the rule, and where first (R-71)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]


def overflows(page: Page) -> bool:
    """Say whether the page is wider than a small phone."""
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide = page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth")
    if size:
        page.set_viewport_size(size)
    return bool(wide)
