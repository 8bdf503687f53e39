"""“No more news”: GET shows a button, POST ends it, with one click of a mail program (R-82)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from signatures.models.clock import database_now
from signatures.news.sending import unsubscribe
from signatures.page_cache import keep_out
from signatures.tokens import Purpose, TokenExpiredError, TokenInvalidError, read


@csrf_exempt  # a mail provider's server posts here, without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """End news for the signature that the token speaks of; the signature stays.

    The same answer whether it had news or not, and after the signature is gone. A wish not
    to be written to has no date: a link of last year works.
    """
    status = 200
    try:
        handle = read(purpose=Purpose.STOP_NEWS, token=token, now=database_now())
    except TokenExpiredError as error:
        handle = error.handle
    except TokenInvalidError:
        status, handle = 404, None
    if handle is not None and request.method == "POST":
        unsubscribe(handle)
        name = "stopped"
    else:
        name = "stop" if handle is not None else "unknown"
    page = render(request, f"signatures/news/{name}.html", {"token": token}, status=status)
    return keep_out(page)
