"""Numbers of the mail desk in words."""

from datetime import timedelta

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Give a share of one as "57 %"; a dash when there is none."""
    return _("%s%%") % number_format(round(share * 100)) if share is not None else "–"


@register.filter
def seconds(age: timedelta) -> str:
    """Give a time as people say it: seconds, then minutes, then hours."""
    whole = int(age.total_seconds())
    if whole < 120:  # noqa: PLR2004
        return _("%d s") % whole
    return _("%d min") % (whole // 60) if whole < 7200 else _("%d h") % (whole // 3600)  # noqa: PLR2004
