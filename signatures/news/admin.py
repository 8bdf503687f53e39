"""Write news at the desk, look at it, send it to oneself, then to who asked for it."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.models import User
from accounts.permissions import permitted
from appeal.titles import NamesAppeals
from signatures.models import Newsletter, NewsletterText
from signatures.models.clock import database_now
from signatures.models.newsletter import NewsletterState
from signatures.news import sending
from signatures.news.preview import MAIL_POLICY, html_of, preview
from signatures.news.progress import progress_of

SEND = "signatures.send_newsletter"


class TextInline(admin.StackedInline[NewsletterText, Newsletter]):
    """One text for each language."""

    model = NewsletterText
    min_num = max_num = len(settings.LANGUAGES)
    extra = 0
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Begin with one form for each language that is still missing."""
        formset = super().get_formset(request, obj, **kwargs)
        missing = (
            sending.missing_languages(obj) if obj else [code for code, _n in settings.LANGUAGES]
        )

        class Formset(formset):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **options: Any) -> None:
                options["initial"] = [{"language": code} for code in missing]
                super().__init__(*args, **options)

        return Formset


@admin.register(Newsletter)
class NewsletterAdmin(AuditedAdmin, NamesAppeals):
    """A draft may be edited; what is being sent or was sent is only shown."""

    list_display = ("__str__", "appeal", "state", "created_at", "started_at", "ended_at")
    list_filter = ("state",)
    fields = ("appeal", "per_hour")
    inlines = (TextInline,)
    ordering = ("-pk",)
    change_form_template = "admin/signatures/newsletter/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Newsletter]:
        """Fetch the texts of a page at once: the first subject is its name."""
        return super().get_queryset(request).prefetch_related("texts")

    def has_change_permission(self, request: HttpRequest, obj: Newsletter | None = None) -> bool:
        """What has left cannot be changed."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.state == NewsletterState.DRAFT
        )

    def has_delete_permission(self, request: HttpRequest, obj: Newsletter | None = None) -> bool:
        """A draft may be thrown away; what was sent stays on record."""
        return super().has_delete_permission(request, obj) and (
            obj is not None and obj.state == NewsletterState.DRAFT
        )

    def save_model(self, request: HttpRequest, obj: Newsletter, form: Any, change: Any) -> None:
        """Note who wrote it."""
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Newsletter, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay on the page: preview and test come next."""
        messages.success(request, _("It is saved. Look at the preview, then send it to yourself."))
        return HttpResponseRedirect(self._page(obj.pk))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what comes next, beside the texts."""
        newsletter = context.get("original")
        if newsletter is not None:
            context["progress"] = progress_of(newsletter)
            context["may_send"] = request.user.has_perm(SEND)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages and buttons of sending."""
        views: dict[str, Callable[..., HttpResponse]] = {
            # Before the other, whose language would swallow ".html".
            "preview/<str:language>.html": self.preview_html,
            "preview/<str:language>": self.preview,
            "test": self.send_test,
            "send": self.send,
            "stop": self.stop,
        }
        added = [
            path(
                f"<int:pk>/{route}/",
                self.admin_site.admin_view(view),
                name=f"newsletter_{view.__name__}",
            )
            for route, view in views.items()
        ]
        return [*added, *super().get_urls()]

    @method_decorator(require_safe)
    def preview(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Show the mail as plain text, and where its HTML is."""
        newsletter, text = self._text(request, pk, language)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview"),
            "opts": self.opts,
            "newsletter": newsletter,
            "language": language,
            "languages": settings.LANGUAGES,
            "text": preview(text).body,
            "subject": text.subject,
        }
        return TemplateResponse(request, "admin/signatures/newsletter/preview.html", context)

    @method_decorator([require_safe, csp_override(MAIL_POLICY)])
    def preview_html(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Give the mail's HTML as a mail program shows it: no script, nothing from elsewhere."""
        _newsletter, text = self._text(request, pk, language)
        return HttpResponse(html_of(preview(text)))

    @method_decorator(require_POST)
    def send_test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it to oneself."""
        user = permitted(request, SEND)
        newsletter = self._sendable(request, pk)
        try:
            number = sending.send_test(newsletter, to=user, now=database_now())
        except OSError:
            messages.error(request, _("The mail server did not take it: try again later."))
        else:
            text = ngettext(
                "%(number)d mail was sent to %(address)s.",
                "%(number)d mails were sent to %(address)s.",
                number,
            )
            messages.success(request, text % {"number": number, "address": user.email})
        return HttpResponseRedirect(self._page(pk))

    def send(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then begin to send it to everybody who asked for news."""
        newsletter = self._sendable(request, pk)
        if request.method == "POST":
            try:
                sending.send(newsletter, now=database_now())
            except sending.NotReadyError:
                messages.error(request, _("Write both languages and send them to yourself first."))
            else:
                messages.success(request, _("It is being sent. This page shows how far it came."))
            return HttpResponseRedirect(self._page(pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send to everybody who asked for news"),
            "opts": self.opts,
            "newsletter": newsletter,
            "progress": progress_of(newsletter),
        }
        return TemplateResponse(request, "admin/signatures/newsletter/send.html", context)

    @method_decorator(require_POST)
    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop sending."""
        number = sending.stop(self._sendable(request, pk), now=database_now())
        text = ngettext(
            "Stopped; %s mail was taken out of the queue.",
            "Stopped; %s mails were taken out of the queue.",
            number,
        )
        messages.success(request, text % localize(number))
        return HttpResponseRedirect(self._page(pk))

    def _sendable(self, request: HttpRequest, pk: int) -> Newsletter:
        permitted(request, SEND)
        newsletter: Newsletter | None = self.get_object(request, str(pk))
        if newsletter is None:
            raise Http404
        return newsletter

    def _text(
        self, request: HttpRequest, pk: int, language: str
    ) -> tuple[Newsletter, NewsletterText]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        newsletter = self.get_object(request, str(pk))
        text = newsletter.texts.filter(language=language).first() if newsletter else None
        if newsletter is None or text is None:
            raise Http404
        return newsletter, text

    def _page(self, pk: int) -> str:
        return reverse("admin:signatures_newsletter_change", args=[pk])


desk_link(
    Task.PUBLISH,
    _("News to signatories"),
    "admin:signatures_newsletter_changelist",
    "signatures.view_newsletter",
)
