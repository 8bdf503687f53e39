"""The receipt as text and as PDF, from the confirmation link and from one's own page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing import receipt
from signatures.signing.confirm import InvalidatedError, UnknownSignatureError, find_signature
from signatures.signing.mailbox_pages import link_ended, mailbox_page, see_other
from signatures.signing.own_views import own_page
from signatures.signing.problems import link_unknown, taken_out
from signatures.tokens import Purpose, TokenExpiredError, TokenInvalidError, read

type Made = Callable[[receipt.Receipt], bytes]


def _answer(signature: Signature, make: Made, content_type: str, name: str) -> HttpResponse | None:
    found = receipt.receipt_of(signature)
    if found is None:
        return None
    answer = HttpResponse(make(found), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _confirmed(make: Made, content_type: str, name: str) -> Callable[..., HttpResponse]:
    @mailbox_page
    @require_safe
    def view(request: HttpRequest, token: str) -> HttpResponse:
        now = database_now()
        try:
            signature = find_signature(read(purpose=Purpose.CONFIRM, token=token, now=now))
        except TokenExpiredError as error:
            return link_ended(request, error.handle, now)
        except (TokenInvalidError, UnknownSignatureError):
            return link_unknown(request)
        except InvalidatedError as error:
            return taken_out(request, error.appeal)
        made = _answer(signature, make, content_type, name)
        return made or see_other("signatures:confirm", token=token)

    return view


def _own(make: Made, content_type: str, name: str) -> Callable[..., HttpResponse]:
    @mailbox_page
    @require_safe
    @own_page
    def view(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
        made = _answer(signature, make, content_type, name)
        return made or see_other("signatures:my_signature", token=token)

    return view


_TEXT = (receipt.as_text, "text/plain; charset=utf-8", "receipt.txt")
_PDF = (receipt.as_pdf, "application/pdf", "receipt.pdf")
confirmed_text, confirmed_pdf = _confirmed(*_TEXT), _confirmed(*_PDF)
own_text, own_pdf = _own(*_TEXT), _own(*_PDF)
