"""What every page of a paper list at the desk has in common."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from signatures.models import PaperBatch


def batch_page(batch: PaperBatch) -> str:
    """Give the address of a list's own page."""
    return reverse("admin:signatures_paperbatch_sheet", args=[batch.pk])


def desk_page(
    request: HttpRequest, door: ModelAdmin[Any], name: str, title: Any, more: dict[str, Any]
) -> HttpResponse:
    """Show the template `name` in the frame of the desk."""
    context = {
        **door.admin_site.each_context(request),
        "title": title,
        "opts": door.opts,
        **more,
    }
    return TemplateResponse(request, f"admin/signatures/paperbatch/{name}.html", context)
