"""How the API answers: JSON that keeps to its schema, an ETag, open to other sites."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Schema

from signatures.models.lagging import may_lag
from signatures.page_cache import BRIEFLY, pages

_JSON = "application/json"


def from_memory(
    request: HttpRequest, name: str, shape: type[Schema], make: Callable[[], Any]
) -> HttpResponse:
    """Answer from memory, as public pages do (docs/adr/0009).

    Args:
        request: for `If-None-Match`.
        name: tells answers apart; nothing that a visitor makes up is in it.
        shape: what the answer keeps to.
        make: gives the values.
    """
    response = pages.respond(
        request, f"api:{name}", may_lag(lambda: _written(shape, make())), _JSON
    )
    return _open(response)


def made_now(request: HttpRequest, shape: type[Schema], values: Any) -> HttpResponse:
    """Answer with values of this moment, for pages that are too many to be kept."""
    return _kept_briefly(request, _written(shape, values))


def verbatim(request: HttpRequest, body: bytes) -> HttpResponse:
    """Answer with bytes that somebody will hash; open to scripts of other sites."""
    return _open(_kept_briefly(request, body))


def _kept_briefly(request: HttpRequest, body: bytes) -> HttpResponse:
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    response = HttpResponse(body, content_type=_JSON)
    response["ETag"] = etag
    response["Cache-Control"] = BRIEFLY
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


def _open(response: HttpResponse) -> HttpResponse:
    """Let scripts of other sites read it: figures and texts, no person."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def made_now_for_all(request: HttpRequest, shape: type[Schema], values: Any) -> HttpResponse:
    """Like `made_now`, and open to scripts of other sites."""
    return _open(made_now(request, shape, values))


def _written(shape: type[Schema], values: Any) -> bytes:
    return shape.model_validate(values).model_dump_json().encode()
