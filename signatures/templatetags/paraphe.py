"""Words that templates need in the page's language."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from signatures import countries

register = template.Library()


@register.filter
def country_name(code: str) -> str:
    """Name a country in the language of the page."""
    return countries.country_name(code, get_language() or settings.LANGUAGE_CODE)
