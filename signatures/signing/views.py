"""The appeal's page, its form, and the page after it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from appeal.calendar import calendar, countdown
from appeal.models import Appeal
from appeal.publishing import confirmations_end, may_be_confirmed
from appeal.story import answers, facts, latest_news
from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures import counting
from signatures.figures.aims import aim_of
from signatures.mail.nudge import wake_outbox
from signatures.models.clock import database_now
from signatures.organisations.known import known_names
from signatures.page_cache import BRIEFLY, pages
from signatures.risk.attack import is_under_attack
from signatures.risk.meter import redis_meter
from signatures.risk.proof import new_challenge
from signatures.risk.screening import screen
from signatures.risk.visitor import visitor_of
from signatures.sharing.announcing import reached
from signatures.sharing.pictures import card
from signatures.signing.form_token import make_form_token
from signatures.signing.forms import SigningForm
from signatures.signing.origin import same_origin
from signatures.signing.problems import not_open
from signatures.signing.sign import NotOpenError, sign_appeal
from signatures.signing.submission import Submission
from signatures.wall.bodies import first_bodies
from signatures.wall.featured import featured_signatories
from signatures.wall.public import drawn_signatories

NAMES_SHOWN = 12
MILESTONES_SHOWN = 3
LOGOS_SHOWN = 24


@require_safe
def appeal_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the letter, the figure, the form and the last signatories, from memory."""
    language = page_language()
    channel = request.GET.get("via", "")[:40]

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        form = SigningForm(appeal=appeal, initial={"channel": channel, "country": "FR"})
        return _render_page(request, appeal, form).encode()

    if channel:  # a poster's or a newsletter's code: too many spellings to keep them all
        response = HttpResponse(page())
        response["Cache-Control"] = "public, max-age=5"
        return response
    return pages.respond(request, f"appeal:{slug}:{language}", page, "text/html; charset=utf-8")


@same_origin
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the form: 303 to the same page for every state of the address (R-03)."""
    appeal = appeal_or_404(slug)
    form = Submission(request.POST, appeal=appeal)
    if not form.is_valid() or form.version is None:
        body = _render_page(request, appeal, form, form.token if form.version else "")
        response = HttpResponse(body, status=422)
        response["Cache-Control"] = "no-store"
        return response
    if not form.looks_automated:  # else the same answer, and nothing happens
        now = database_now()
        entry = form.entry(page_language())
        screening = screen(
            form.submitted(entry, visitor_of(request.META, now=now), meter=redis_meter()), now=now
        )
        try:
            sign_appeal(
                appeal=appeal,
                version=form.version,
                entry=entry,
                form_key=form.key(),
                now=now,
                screening=screening,
            )
        except NotOpenError:
            return not_open(request, appeal)
        wake_outbox()
    after = reverse("signatures:check_your_inbox", kwargs={"slug": slug})
    return HttpResponse(status=303, headers={"Location": after})


@require_safe
def check_your_inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens next; the same for everybody who signed, or asked for the links."""
    appeal = appeal_or_404(slug)
    letter = letter_or_404(appeal)
    response = render(
        request,
        "signatures/signing/check_your_inbox.html",
        {
            "appeal": appeal,
            "letter": letter,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "links": "links" in request.GET,
            # Asked for under all appeals: so is what is asked for once more from here.
            "of_all": request.GET.get("links") == "all",
            "may_be_confirmed": may_be_confirmed(appeal, database_now()),
        },
    )
    response["Cache-Control"] = BRIEFLY
    return response


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Give a browser the work that is asked for under attack (R-08)."""
    response = JsonResponse(new_challenge(now=database_now()))
    response["Cache-Control"] = "no-store"
    return response


def _render_page(
    request: HttpRequest, appeal: Appeal, form: SigningForm, form_token: str = ""
) -> str:
    language = page_language()
    letter = letter_or_404(appeal)
    now = database_now()
    form.offer_organisations(known_names(appeal, language))
    figures = counting.figures(appeal, language=language, now=now)
    under_attack = is_under_attack(redis_meter())
    context = {
        "appeal": appeal,
        "letter": letter,
        "figures": figures,
        "card": card(appeal, letter, figure=figures.total),
        "aim": aim_of(appeal, figures.total, now=now),
        "calendar": calendar(appeal, language=language, now=now),
        "countdown": countdown(appeal, now=now),
        "news": latest_news(appeal, language=language, now=now),
        "answers": answers(appeal, language=language),
        "facts": facts(appeal, language=language),
        "milestones": reached(appeal, limit=MILESTONES_SHOWN),
        "drawn": drawn_signatories(appeal, language=language, limit=NAMES_SHOWN, now=now),
        "featured": featured_signatories(appeal),
        "bodies": first_bodies(appeal, language=language, limit=LOGOS_SHOWN),
        "partners": appeal.partners.select_related("logo").order_by("position", "id"),
        "is_open": appeal.may_be_signed(now),
        "confirm_until": confirmations_end(appeal) if may_be_confirmed(appeal, now) else None,
        "form": form,
        "under_attack": under_attack,
        # The same token again after an error: the form is as old as its first page.
        "form_token": form_token
        or make_form_token(letter.version.pk, again=form.is_bound, asks_proof=under_attack),
    }
    return render_to_string("signatures/signing/appeal.html", context, request)
