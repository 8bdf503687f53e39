"""The page on which a watched name is released: the proof, and the second person."""

import mimetypes
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import permitted
from signatures.desk import release
from signatures.desk.moderation import PERMISSION
from signatures.desk.reasons import reason_words, reasons_of
from signatures.models import ReleaseProposal, Signature
from signatures.models.release import ProofKind, ReleaseState

MOST_BYTES = 5_000_000
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".eml", ".txt")


class ProofForm(forms.Form):
    """What was seen, when, by whom; and the document, where there is one."""

    proof = forms.ChoiceField(choices=ProofKind.choices, label=_("Proof"))
    note = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("What was seen or heard, when, by whom"),
    )
    file = forms.FileField(
        required=False,
        label=_("Document"),
        help_text=_("PDF, picture, or mail, up to 5 MB. Only moderators can open it."),
    )

    def clean_file(self) -> Any:
        """Take documents of ordinary kinds and sizes."""
        file = self.cleaned_data["file"]
        if file and Path(file.name).suffix.lower() not in SUFFIXES:
            raise forms.ValidationError(_("Choose a PDF, a picture, or a mail."))
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the document where the proof is one."""
        cleaned = super().clean() or {}
        is_document = cleaned.get("proof") in (ProofKind.LETTER, ProofKind.FILE)
        if is_document and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Add the document."))
        return cleaned


class ReleasePages(admin.ModelAdmin[Signature]):
    """Propose, agree, refuse, read the document; for who moderates."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/release/", view(self.release), name="signatures_release"),
            path(
                "release/<int:pk>/<str:answer>/",
                view(require_POST(self.answer)),
                name="signatures_release_answer",
            ),
            path(
                "release/<int:pk>/document",
                view(require_safe(self.document)),
                name="signatures_release_document",
            ),
            *super().get_urls(),
        ]

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what speaks for and against; take a proof."""
        by = permitted(request, PERMISSION)
        signature = get_object_or_404(Signature, pk=pk)
        form = ProofForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                release.propose_release(
                    signature,
                    proof=ProofKind(form.cleaned_data["proof"]),
                    note=form.cleaned_data["note"],
                    by=by,
                    file=file or None,
                    suffix=Path(file.name).suffix.lower() if file else "",
                )
            except release.NotWatchedError:
                messages.error(request, _("This signature is not held for its name."))
            except release.AlreadyProposedError:
                messages.error(request, _("Somebody else has recorded a proof already."))
            else:
                messages.success(request, _("The proof is recorded. A second person has to agree."))
            return redirect("admin:signatures_release", pk)
        proposals = signature.releases.select_related("proposed_by", "decided_by")
        proposals = proposals.order_by("-pk")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Release a watched name"),
            "opts": self.opts,
            "signature": signature,
            "reasons": [reason_words(one) for one in reasons_of([pk]).get(pk, [])],
            "is_watched": release.is_watched(signature),
            "open": proposals.filter(state=ReleaseState.OPEN).first(),
            "closed": list(proposals.exclude(state=ReleaseState.OPEN)),
            "form": form,
        }
        return TemplateResponse(request, "admin/signatures/signature/release.html", context)

    def answer(self, request: HttpRequest, pk: int, answer: str) -> HttpResponse:
        """Agree or refuse."""
        by = permitted(request, PERMISSION)
        proposal = get_object_or_404(ReleaseProposal.objects.select_related("signature"), pk=pk)
        verbs = {"approve": release.approve_release, "refuse": release.refuse_release}
        if answer not in verbs:
            raise Http404
        try:
            verbs[answer](proposal, by=by)
        except release.SamePersonError:
            messages.error(
                request, _("The person who recorded the proof cannot be the one who agrees.")
            )
        except release.AlreadyDecidedError:
            messages.error(request, _("Somebody else has decided meanwhile."))
        else:
            released = answer == "approve"
            text = _("Released: counted and shown.") if released else _("Refused: it stays held.")
            messages.success(request, text)
        return redirect("admin:signatures_release", proposal.signature_id)

    def document(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out the document of a proof, as a file and never as a page."""
        permitted(request, PERMISSION)
        proposal = get_object_or_404(ReleaseProposal.objects.exclude(file=""), pk=pk)
        suffix = Path(str(proposal.file.name)).suffix
        answer = FileResponse(
            proposal.file.open("rb"),
            as_attachment=True,
            filename=f"proof-{proposal.pk}{suffix}",
            content_type=mimetypes.types_map.get(suffix, "application/octet-stream"),
        )
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
