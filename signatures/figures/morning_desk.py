"""Where a member of staff says whether, and at which hour, the figures come by mail."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from accounts.permissions import permitted
from signatures.figures.morning import ask_for_mornings, end_mornings
from signatures.models import MorningMail
from signatures.models.clock import database_now
from signatures.models.morning_mail import EARLIEST, LATEST

ADDRESS = "admin:signatures_morning_mail"
_PERMISSION = "signatures.view_snapshot"


class MorningForm(forms.Form):
    """At which hour; none is no mail."""

    hour = forms.TypedChoiceField(
        label=_("Each morning at"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("no mail")),
            *((hour, f"{hour}:00") for hour in range(EARLIEST, LATEST + 1)),
        ],
        help_text=_("Paris time. Sums only, in the language of this page, to your address."),
    )


def morning_page(request: HttpRequest) -> HttpResponse:
    """Show the wish of who is signed in, and take another one."""
    person = permitted(request, _PERMISSION)
    wish = MorningMail.objects.filter(person=person).first()
    form = MorningForm(request.POST or None, initial={"hour": wish.hour if wish else ""})
    if request.method == "POST" and form.is_valid():
        hour = form.cleaned_data["hour"]
        if hour is None:
            end_mornings(person)
            messages.success(request, gettext("You get no figures by mail."))
        else:
            language = get_language() or settings.LANGUAGE_CODE
            ask_for_mornings(person, hour=hour, language=language, now=database_now())
            messages.success(request, gettext("You get the figures each morning."))
        return HttpResponseRedirect(reverse(ADDRESS))
    context = {
        **admin.site.each_context(request),
        "title": gettext("The figures by mail"),
        "opts": MorningMail._meta,  # noqa: SLF001 -- as Django's own pages give it
        "form": form,
    }
    return TemplateResponse(request, "admin/signatures/snapshot/morning.html", context)


desk_link(Task.FIGURES, _("The figures by mail, each morning"), ADDRESS, _PERMISSION)
