"""What every public page begins with (appeal, letter, language), and the pictures on it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.colours import BY_DAY, LEGIBLE, contrast, is_colour, shades
from appeal.images import CONTENT_TYPE
from appeal.models import Appeal, StoredImage
from appeal.publishing import (
    Letter,
    NoAppealError,
    current_letter,
    published_appeal,
    published_appeals,
)


def page_language() -> str:
    """Give the language of the page that is being made."""
    return get_language() or settings.LANGUAGE_CODE


def appeal_or_404(slug: str = "") -> Appeal:
    """Find a published appeal by its address, by default the featured one.

    Raises:
        Http404: there is none.
    """
    try:
        return published_appeal(slug or None)
    except NoAppealError as error:
        raise Http404(_("There is no such appeal.")) from error


def appeals_or_404(slug: str = "") -> list[Appeal]:
    """Find the appeal of an address that names one, else all of them, the featured one first.

    Raises:
        Http404: there is none.
    """
    appeals = [appeal_or_404(slug)] if slug else published_appeals()
    if not appeals:
        raise Http404(_("There is no such appeal."))
    return appeals


def letter_or_404(appeal: Appeal) -> Letter:
    """Give the letter in the page's language.

    Raises:
        Http404: the appeal is open already, but no text is published yet.
    """
    try:
        return current_letter(appeal, page_language())
    except NoAppealError as error:
        raise Http404(_("There is no such appeal.")) from error


@require_safe
def image(request: HttpRequest, sha256: str) -> HttpResponse:
    """Show a stored picture. Its address is its content's, so it may be kept for ever."""
    stored = get_object_or_404(StoredImage, sha256=sha256)
    return HttpResponse(
        bytes(stored.content),
        content_type=CONTENT_TYPE,
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Disposition": f'inline; filename="{sha256[:12]}.webp"',
        },
    )


@require_safe
def theme(request: HttpRequest, colour: str) -> HttpResponse:
    """Give the style sheet of one colour; which appeal has it is no matter."""
    accent = f"#{colour}"
    if not is_colour(accent) or contrast(accent, BY_DAY) < LEGIBLE:
        raise Http404
    answer = render(
        request,
        "appeal/theme.css",
        {"shades": shades(accent)},
        content_type="text/css; charset=utf-8",
    )
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
