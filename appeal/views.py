"""What every public page begins with: the appeal, its letter, the page's language."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.publishing import Letter, NoAppealError, current_letter, published_appeal


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


def letter_or_404(appeal: Appeal) -> Letter:
    """Give the letter in the page's language.

    Raises:
        Http404: the appeal is open already, but no text is published yet.
    """
    try:
        return current_letter(appeal, page_language())
    except NoAppealError as error:
        raise Http404(_("There is no such appeal.")) from error
