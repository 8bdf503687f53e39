"""What the pages of the desk show and Django's admin does not know of."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.translation import get_language

from accounts.desk_links import links_for
from appeal.models import Appeal
from appeal.titles import titled
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.figures.charts import day_chart
from signatures.figures.overview import overview
from signatures.mail.switch import current_stop
from signatures.models import BrokenInvariant
from signatures.models.clock import database_now
from signatures.operations.dashboard import dashboard, held, sources, undelivered, unsent
from signatures.privacy.notice import endings

register = template.Library()


@register.inclusion_tag("admin/dashboard/tasks.html", takes_context=True)
def desk_tasks(context: Context) -> dict[str, Any]:
    """Offer the pages of the desk, by task, to who may open them."""
    return {"tasks": links_for(context["request"].user)}


@register.inclusion_tag("admin/dashboard/endings.html", takes_context=True)
def desk_endings(context: Context) -> dict[str, Any]:
    """Say which names will soon be erased, to who is told so by mail."""
    if not context["request"].user.has_perm("appeal.change_appeal"):
        return {}
    return {"endings": endings(database_now()), "perms": context["perms"]}


@register.inclusion_tag("admin/dashboard/dashboard.html", takes_context=True)
def desk_dashboard(context: Context) -> dict[str, Any]:
    """Show where the appeals stand, and one of them at length, to who may see figures."""
    request = context["request"]
    if not request.user.has_perm("signatures.view_figures"):
        return {}
    now, language = database_now(), get_language() or settings.LANGUAGE_CODE
    appeals = overview(language=language, now=now)
    wanted = request.GET.get("appeal", "")
    shown = next((one for one in appeals if one.appeal.slug == wanted), next(iter(appeals), None))
    return {
        "appeals": appeals,
        "shown": shown,
        **(_at_length(shown.appeal, request.user, language, now) if shown else {}),
    }


def _at_length(appeal: Appeal, user: Any, language: str, now: datetime) -> dict[str, Any]:
    """Give the figures, and the queues that this person works on."""
    sees_signatures = user.has_perm("signatures.view_signature")
    board = dashboard(appeal, language=language, now=now, may_see_few=sees_signatures)
    sees_mail = user.has_perm("signatures.view_outboundemail")
    return {
        "board": board,
        "sources": sources(board.figures, may_see_few=sees_signatures),
        "chart": day_chart(board.by_hour),
        "held": held(appeal) if sees_signatures else None,
        "unsent": unsent(now) if sees_mail else None,
        "undelivered": undelivered() if sees_mail else None,
    }


@register.inclusion_tag("admin/alarms.html", takes_context=True)
def desk_alarms(context: Context) -> dict[str, Any]:
    """Say on every page of the desk what everybody there has to know at once.

    That no mail leaves, and what must always hold and does not.
    """
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_staff:
        return {}
    return {
        "stop": current_stop(),
        "broken": BrokenInvariant.objects.order_by("since"),
        "may_resume": request.user.has_perm("signatures.stop_mail"),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def featured_title() -> str:
    """Say what the appeal is called that visitors meet first; "" where there is none yet."""
    appeal = titled().published().filter(is_featured=True).first()
    return str(appeal or "")


@register.filter
def status_label(value: str) -> str:
    """Name a status that a decision has recorded."""
    return str(SignatureStatus(value).label)


@register.filter
def moderation_label(value: str) -> str:
    """Name a state of moderation that a decision has recorded."""
    return str(ModerationStatus(value).label)
