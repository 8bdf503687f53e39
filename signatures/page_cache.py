"""Public pages, made at most every few seconds and served from memory.

Each process keeps the bytes, plain and compressed. A visit costs no query and no Redis; when
PostgreSQL is away the last page is served on (R-17). nginx does the same once more in front,
and keeps what browsers ask for: compressing each answer anew would cost it all its speed.
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response, patch_vary_headers

FRESH_SECONDS = 2.0
STALE_SECONDS = 3600.0
# A page this much older than fresh is waited for, so long and no longer: with a database that
# hangs, the last page beats threads that all wait. Other caches are told the same 30 seconds.
REVALIDATE_SECONDS = 30.0
PATIENCE_SECONDS = 1.0
_LEVEL = 6  # of compression: once for each rendering
# For pages that are not kept here: nginx and browsers may, for a moment.
BRIEFLY = "public, max-age=10, stale-if-error=600"
CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=30, stale-if-error=600"


def keep_out(response: HttpResponse) -> HttpResponse:
    """Keep a page with a token in its address out of caches, logs of others and indexes."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@dataclass(frozen=True)
class _Kept:
    body: bytes
    compressed: bytes
    etag: str
    made_at: float

    @classmethod
    def of(cls, body: bytes) -> "_Kept":
        """Keep a page that was made at this moment."""
        etag = hashlib.sha256(body).hexdigest()[:24]
        return cls(body, gzip.compress(body, _LEVEL, mtime=0), etag, time.monotonic())


def _patience(kept: _Kept | None, fresh: float) -> float:
    """Give the seconds to wait for the thread that renders anew; -1 is however long it takes."""
    age = STALE_SECONDS + 1 if kept is None else time.monotonic() - kept.made_at
    if age > STALE_SECONDS:
        return -1
    return PATIENCE_SECONDS if age >= fresh + REVALIDATE_SECONDS else 0


class PageCache:
    """Rendered pages by name; one thread renders, the others get the last page meanwhile.

    As long as that page is young: nobody was there to ask for a new one all night.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._locks: dict[str, threading.Lock] = {}

    def respond(
        self,
        request: HttpRequest,
        name: str,
        render: Callable[[], bytes],
        content_type: str,
        *,
        fresh: float = FRESH_SECONDS,
    ) -> HttpResponse:
        """Answer with the page called `name`, or with 304 when the browser has it.

        Args:
            request: for `Accept-Encoding` and `If-None-Match`.
            name: tells pages apart; everything that the page depends on is in it.
            render: makes the bytes; whatever it raises is raised here.
            content_type: of the page.
            fresh: seconds for which a page is not made again.
        """
        kept = self._get(name, render, fresh)
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            etag = f'"{kept.etag}-gzip"'
            response = HttpResponse(kept.compressed, content_type=content_type)
            response["Content-Encoding"] = "gzip"
        else:
            etag = f'"{kept.etag}"'
            response = HttpResponse(kept.body, content_type=content_type)
        response["ETag"] = etag
        patch_vary_headers(response, ["Accept-Encoding"])
        response["Cache-Control"] = CACHE_CONTROL
        conditional = get_conditional_response(request, etag=etag, response=response)
        return cast(HttpResponse, conditional)

    def _get(self, name: str, render: Callable[[], bytes], fresh: float) -> _Kept:
        kept = self._kept.get(name)
        if kept is not None and time.monotonic() - kept.made_at < fresh:
            return kept
        lock = self._locks.setdefault(name, threading.Lock())
        if not lock.acquire(timeout=_patience(kept, fresh)) and kept is not None:
            return kept
        try:
            latest = self._kept.get(name)
            if latest is not None and latest is not kept:
                return latest  # made by another thread while this one waited
            body = render()
        except DatabaseError:
            if kept is None or time.monotonic() - kept.made_at > STALE_SECONDS:
                raise
            return kept
        else:
            made = _Kept.of(body)
            self._kept[name] = made
            return made
        finally:
            if name not in self._kept:  # made-up addresses must not fill the memory
                self._locks.pop(name, None)
            lock.release()

    def clear(self) -> None:
        """Forget every page: for tests, and after a deployment in the same process."""
        self._kept.clear()


pages = PageCache()
