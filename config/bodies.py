"""How much a public form may hold (R-51). The desk's own limits are Django's settings."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.cookies import PUBLIC

MOST_BYTES = 65_536
MOST_FIELDS = 30


class NoFiles(FileUploadHandler):
    """Refuses the first file: no public form takes one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""
        raise SuspiciousOperation("a file was sent to a form without files")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Read nothing."""
        return None

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""


class PublicBodyMiddleware:
    """Answers 413 to what is too large, 400 to what is no form of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the length before anything is read."""
        if not PUBLIC.match(request.path_info) or request.method in ("GET", "HEAD"):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()) or int(length) > MOST_BYTES:
            response = render(request, "413.html", status=413)
            response["Cache-Control"] = "no-store"
            return response
        request.upload_handlers = [NoFiles(request)]
        if request.content_type == "application/x-www-form-urlencoded":
            if request.body.count(b"&") >= MOST_FIELDS:
                raise TooManyFieldsSent("more fields than any form of ours has")
        elif len(request.POST) > MOST_FIELDS:
            raise TooManyFieldsSent("more fields than any form of ours has")
        return self.get_response(request)
