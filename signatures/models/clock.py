"""The database's clock, under the name that the rooms know, and once for each request."""

from datetime import datetime

from django.http import HttpRequest

from accounts.clock import database_now

__all__ = ("database_now", "request_now")


def request_now(request: HttpRequest) -> datetime:
    """Give the database's time, asked once for each request: its door and its view agree."""
    if _ASKED not in request.META:
        request.META[_ASKED] = database_now()
    moment: datetime = request.META[_ASKED]
    return moment


_ASKED = "paraphe.now"
