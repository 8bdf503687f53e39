"""The API explained on a page of ours, made from its OpenAPI document: no script, no other host."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from appeal.views import page_language
from signatures.api.v1 import api
from signatures.page_cache import pages

# Answers whose fields stand with their address already.
_ANSWERS = {
    "AppealsOut",
    "FiguresOut",
    "MilestonesOut",
    "SignatoriesOut",
    "SnapshotOut",
    "SnapshotsOut",
    "VersionsOut",
    "TextOut",
}


@dataclass(frozen=True)
class Operation:
    """One address of the API.

    Attributes:
        path: with `{name}` where a value goes.
        summary: what it gives, in English; translated on the page.
        parameters: name, place, description and whether it has to be there.
        fields: names and sorts of what the answer has.
    """

    path: str
    summary: str
    parameters: list[tuple[str, str, str, bool]]
    fields: list[tuple[str, str]]

    @property
    def words(self) -> str:
        """Give the summary in the language of the page."""
        return gettext(self.summary)


@cache
def shapes() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Give the shapes that answers are made of: name, what it is, fields with their sorts."""
    document: dict[str, Any] = api.get_openapi_schema()
    return [
        (name, shape.get("description", ""), _fields_of(shape))
        for name, shape in sorted(document["components"]["schemas"].items())
        if name not in _ANSWERS
    ]


@cache
def operations() -> list[Operation]:
    """Read the OpenAPI document, whose shape is fixed while the process lives."""
    document: dict[str, Any] = api.get_openapi_schema()
    shapes = document["components"]["schemas"]
    return [
        Operation(
            path=path,
            summary=operation["summary"],
            parameters=[
                (
                    parameter["name"],
                    parameter["in"],
                    parameter.get("description") or parameter["schema"].get("description", ""),
                    parameter.get("required", False),
                )
                for parameter in operation.get("parameters", [])
            ],
            fields=_fields(operation, shapes),
        )
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]


def _fields(operation: dict[str, Any], shapes: dict[str, Any]) -> list[tuple[str, str]]:
    schema = operation["responses"][200]["content"]["application/json"]["schema"]
    return _fields_of(shapes[_name(schema)])


def _fields_of(shape: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _sort(value)) for name, value in shape["properties"].items()]


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _sort(value: dict[str, Any]) -> str:
    """Say in a word or two what a field holds, as JSON Schema calls it."""
    if "$ref" in value:
        return _name(value)
    if "anyOf" in value:
        return " | ".join(_sort(choice) for choice in value["anyOf"])
    sort = str(value.get("format") or value.get("type", ""))
    return f"[{_sort(value['items'])}]" if "items" in value else sort


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document to programs."""
    render = lambda: json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder).encode()  # noqa: E731
    response = pages.respond(request, "api-document", render, "application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead who looks at the API's root to the page that explains it."""
    return redirect("signatures:api")


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Show every address of the API, what it takes and what it gives."""

    def page() -> bytes:
        context = {
            "operations": operations(),
            "shapes": shapes(),
            "document": reverse("api_document"),
            "root": f"{settings.SITE_URL}/api/v1",
        }
        return render_to_string("signatures/api/api.html", context, request).encode()

    return pages.respond(request, f"api-page:{page_language()}", page, "text/html; charset=utf-8")
