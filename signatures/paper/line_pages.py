"""The lines of a paper list at the desk: typed, imported, corrected, read a second time."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from appeal.titles import with_titles
from signatures.models import PaperBatch
from signatures.paper import batches, import_job, sources
from signatures.paper.entries import LABELS, EntryForm, labels_of
from signatures.paper.forms import AgainForm, FileForm, LeaveOutForm, LinesPage
from signatures.paper.importing import (
    FaultyLinesError,
    StoredAlreadyError,
    import_lines,
    preview_lines,
)
from signatures.paper.pages import batch_page, desk_page
from signatures.paper.second_person import SamePersonError, check_again, lines_to_check
from signatures.paper.tables import COLUMNS, TableError

GOOD_ROWS_SHOWN = 5


class LinePages(admin.ModelAdmin[Any]):
    """Pages under one batch."""

    def line_urls(self, wrap: Any) -> list[URLPattern]:
        """Give the addresses of these pages."""
        name = "signatures_paperbatch"
        return [
            path("<int:pk>/lines/", wrap(self.lines_page), name=f"{name}_lines"),
            path("<int:pk>/lines/<int:number>/", wrap(self.line_page), name=f"{name}_line"),
            path("<int:pk>/import/", wrap(self.import_page), name=f"{name}_import"),
            path("<int:pk>/again/", wrap(self.again_page), name=f"{name}_again"),
        ]

    def batch_or_404(self, request: HttpRequest, pk: int) -> PaperBatch:
        """Find the batch, for who may work on it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = PaperBatch.objects.select_related("typed_by", "checked_by")
        return get_object_or_404(with_titles(rows), pk=pk)

    def lines_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a page of lines; give the next one with category and city carried over."""
        batch = self.batch_or_404(request, pk)
        page = LinesPage(batch.appeal, request.POST if request.method == "POST" else None)
        stored = batch.lines.count()
        if request.method == "POST" and page.is_valid():
            after = request.POST.get("after", "")
            try:
                last = batches.add_lines(
                    batch, page.entries, after=int(after) if after.isdecimal() else None
                )
            except batches.StaleBatchError:
                messages.warning(
                    request,
                    _("Somebody else has added lines meanwhile: look whether these are new."),
                )
                return self._lines(request, batch, page, stored)
            except batches.WrongStateError:
                messages.error(request, _("The list is not in the state for that any more."))
                return HttpResponseRedirect(batch_page(batch))
            number = len(page.entries)
            text = ngettext("%s line is stored.", "%s lines are stored.", number)
            messages.success(request, text % localize(number))
            if "and_next" not in request.POST or not number:
                return HttpResponseRedirect(batch_page(batch))
            page, stored = LinesPage(batch.appeal, carried=page.last), last
        return self._lines(request, batch, page, stored)

    def _lines(
        self, request: HttpRequest, batch: PaperBatch, page: LinesPage, stored: int
    ) -> HttpResponse:
        context = {"batch": batch, "page": page, "stored": stored}
        return desk_page(request, self, "lines", gettext_lazy("Type the lines"), context)

    def line_page(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Correct a line, or leave it out."""
        batch = self.batch_or_404(request, pk)
        line = get_object_or_404(batch.lines.select_related("batch", "category"), number=number)
        initial = {name: getattr(line, name) for name in COLUMNS if name != "category"}
        is_leaving = "leave_out" in request.POST
        form = EntryForm(
            request.POST if request.method == "POST" and not is_leaving else None,
            labels=labels_of(batch.appeal),
            initial=initial | {"category": line.category.code},
        )
        reason = LeaveOutForm(
            request.POST if is_leaving else None, initial={"reason": line.left_out}
        )
        try:
            if is_leaving and reason.is_valid():
                batches.leave_out(batch, [number], reason=reason.cleaned_data["reason"])
                return HttpResponseRedirect(batch_page(batch))
            if form.is_bound and form.is_valid():
                batches.correct_line(line, form.entry())
                return HttpResponseRedirect(batch_page(batch))
        except batches.WrongStateError:
            messages.error(request, _("The list is not in the state for that any more."))
            return HttpResponseRedirect(batch_page(batch))
        context = {"batch": batch, "line": line, "form": form, "reason": reason}
        return desk_page(request, self, "line", gettext_lazy("Correct a line"), context)

    def import_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file, show what is in it, store it when it is confirmed."""
        batch = self.batch_or_404(request, pk)
        form = FileForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {
            "batch": batch,
            "form": form,
            "columns": [LABELS[name] for name in COLUMNS],
            "categories": labels_of(batch.appeal).values(),
        }
        try:
            context["preview"] = seen = import_job.last_look(batch)
            context["seen"] = batch.source_sha256
            without_faulty = "without_faulty" in request.POST
            if seen and "confirm" in request.POST:
                return self._job(request, batch, import_job.STORE, without_faulty=without_faulty)
            if "confirm" in request.POST:
                table = sources.kept_table(batch, seen=request.POST.get("seen", ""))
                done = import_lines(
                    batch,
                    table,
                    sha256=batch.source_sha256,
                    without_faulty=without_faulty,
                )
                number = len(done.entries)
                text = ngettext("%s line is stored.", "%s lines are stored.", number)
                messages.success(request, text % localize(number))
                return HttpResponseRedirect(batch_page(batch))
            if request.method == "POST" and form.is_valid():
                file = form.cleaned_data["file"]
                table = sources.keep_table(batch, ContentFile(file.read(), name=file.name))
                if len(table) > import_job.LONG:
                    return self._job(request, batch, import_job.LOOK)
                preview = preview_lines(batch.appeal, table)
                good = [row for row in preview.rows if not row.faults and not row.findings]
                context |= {
                    "preview": preview,
                    "good": good[:GOOD_ROWS_SHOWN],
                    "seen": batch.source_sha256,
                    "file_name": file.name,
                }
        except TableError as error:
            form.add_error("file", str(error))
        except sources.OtherFileError:
            messages.error(request, _("Another file was chosen meanwhile: look at it first."))
        except StoredAlreadyError:
            messages.info(request, _("The lines of this file are stored already."))
            return HttpResponseRedirect(batch_page(batch))
        except FaultyLinesError:
            messages.error(request, _("Nothing is stored: there are lines with faults."))
        except batches.WrongStateError:
            messages.error(request, _("The list is not in the state for that any more."))
            return HttpResponseRedirect(batch_page(batch))
        return desk_page(request, self, "import", gettext_lazy("Import a file of lines"), context)

    def _job(
        self, request: HttpRequest, batch: PaperBatch, act: str, **options: bool
    ) -> HttpResponse:
        job = import_job.request_lines(batch, act, by=cast(User, request.user), **options)
        return redirect("admin:signatures_job_progress", job.pk)

    def again_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a second person type some lines again, and show what differs."""
        batch = self.batch_or_404(request, pk)
        data = request.POST if request.method == "POST" else None
        forms = [
            (number, AgainForm(data, prefix=f"line-{number}", label_suffix=""))
            for number in lines_to_check(batch)
        ]
        differences: Any = []
        faults = [form.errors for _number, form in forms]
        if data is not None and not any(faults):
            typed = {
                number: (form.cleaned_data["last_name"], form.cleaned_data["first_name"])
                for number, form in forms
            }
            try:
                differences = check_again(batch, typed=typed, by=_person(request))
            except SamePersonError:
                messages.error(
                    request, _("Whoever typed a list cannot check it: ask somebody else.")
                )
                return HttpResponseRedirect(batch_page(batch))
            except batches.WrongStateError:
                messages.error(request, _("The list is not in the state for that any more."))
                return HttpResponseRedirect(batch_page(batch))
            if not differences:
                messages.success(request, _("Both read the same: the list is checked."))
                return HttpResponseRedirect(batch_page(batch))
        context = {"batch": batch, "forms": forms, "differences": differences}
        return desk_page(request, self, "again", gettext_lazy("Read again"), context)


def _person(request: HttpRequest) -> Any:
    return request.user
