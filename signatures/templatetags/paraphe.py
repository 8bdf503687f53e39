"""Words that templates need in the page's language."""

from datetime import datetime

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import get_language, pgettext

from appeal.accessibility import statement
from appeal.models import Appeal
from signatures import countries, departments
from signatures.signing.typos import COMMON

register = template.Library()


@register.simple_tag(takes_context=True)
def this_page_in(context: template.Context, language: str) -> str:
    """Give the address of the page being shown in another language."""
    request = context.get("request")
    path = request.path if request is not None else "/"
    elsewhere: str = translate_url(path, language)
    return elsewhere if elsewhere != path else f"/{language}/"


@register.filter
def country_name(code: str) -> str:
    """Name a country in the language of the page."""
    return countries.country_name(code, get_language() or settings.LANGUAGE_CODE)


@register.filter(expects_localtime=True)
def weekday_date(moment: datetime) -> str:
    """Write a day with its weekday."""
    return date_format(moment, pgettext("date", "l j F Y"))


@register.filter
def department_name(code: str) -> str:
    """Name a department of France."""
    return departments.department_name(code)


@register.simple_tag
def common_domains() -> str:
    """Give the mail domains that `js/sign.js` knows, as one attribute."""
    return " ".join(COMMON)


@register.simple_tag
def accessibility_mention(appeal: Appeal) -> str:
    """Give the mention that every page of a public site owes, as the last audit bears it out."""
    return str(statement(appeal, now=now()).level.label)


@register.simple_tag
def whole_address(name: str, *arguments: str) -> str:
    """Give a page's address with the site in front, in the active language.

    From the setting and never from the request: what a visitor sends as `Host` must not get
    into a page that is kept for everybody.
    """
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"
