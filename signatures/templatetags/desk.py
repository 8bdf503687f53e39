"""What the pages of the desk show and Django's admin does not know of."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from signatures.enums import ModerationStatus, SignatureStatus
from signatures.figures.overview import overview
from signatures.models.clock import database_now

register = template.Library()


@register.inclusion_tag("admin/overview.html", takes_context=True)
def desk_overview(context: Context) -> dict[str, Any]:
    """Show where each appeal stands, to who may see figures."""
    user = context["request"].user
    appeals = (
        overview(language=get_language() or "fr", now=database_now())
        if user.has_perm("signatures.view_figures")
        else []
    )
    return {
        "appeals": appeals,
        "may_see_signatures": user.has_perm("signatures.view_signature"),
    }


@register.filter
def status_label(value: str) -> str:
    """Name a status that a decision has recorded."""
    return str(SignatureStatus(value).label)


@register.filter
def moderation_label(value: str) -> str:
    """Name a state of moderation that a decision has recorded."""
    return str(ModerationStatus(value).label)
