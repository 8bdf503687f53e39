"""The mail as it will look, for the desk."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.utils.csp import CSP

from signatures.mail.compose_news import compose_news
from signatures.models import NewsletterText
from signatures.models.clock import database_now

# As the demo's mail reader has it: styles in the tags, and nothing else.
MAIL_POLICY: Mapping[str, Collection[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}
_NOBODY = UUID(int=0)
_ADDRESS = "camille@example.org"


def preview(text: NewsletterText) -> EmailMultiAlternatives:
    """Make the mail that an invented signatory would get."""
    return compose_news(
        text, address=_ADDRESS, first_name="Camille", handle=_NOBODY, now=database_now()
    )


def html_of(mail: EmailMultiAlternatives) -> str:
    """Give the HTML part."""
    content, _content_type = mail.alternatives[0]
    return str(content)
