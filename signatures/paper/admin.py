"""Paper lists at the desk: begin one, see where it stands, count it, take it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.own_page import OwnPage
from appeal.titles import AppealFilter, NamesAppeals
from signatures.desk.kinds import add_kind
from signatures.models import PaperBatch, PaperSignature
from signatures.models.clock import database_now
from signatures.models.paper import BatchState
from signatures.paper import batches, counting
from signatures.paper.duplicates import Finding, Known, find_duplicates
from signatures.paper.forms import BatchForm
from signatures.paper.import_job import PAPER_LINES
from signatures.paper.line_pages import LinePages
from signatures.paper.pages import batch_page, desk_page

add_kind(PAPER_LINES)
LINES_SHOWN = 200
# More would take a request too long; addresses are compared when the list is counted.
MOST_COMPARED = 3000
LONGEST_NUMBER = 9


@admin.register(PaperBatch)
class PaperBatchAdmin(OwnPage, LinePages, AuditedAdmin, NamesAppeals):
    """Batches; each has one page from which everything is done."""

    own_page = "admin:signatures_paperbatch_sheet"
    list_display = ("place", "collected_on", "collector", "appeal", "state", "counted_at")
    list_filter = ("state", ("appeal", AppealFilter))
    ordering = ("-pk",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's own."""
        wrap = self.admin_site.admin_view
        name = "signatures_paperbatch"
        return [
            path("<int:pk>/sheet/", wrap(self.sheet_page), name=f"{name}_sheet"),
            path("<int:pk>/scan/", wrap(self.scan), name=f"{name}_scan"),
            *self.line_urls(wrap),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A list is taken back, not deleted: where a figure came from stays known."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask where the sheets come from."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BatchForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                batch = batches.begin_batch(**form.cleaned_data, by=_person(request))
            except batches.SameSheetsError:
                form.add_error("scan", _("These sheets are in another list already."))
            else:
                return HttpResponseRedirect(batch_page(batch))
        return desk_page(request, self, "begin", gettext_lazy("A new paper list"), {"form": form})

    def sheet_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a list with what may be wrong in it; do what a button asks for."""
        batch = self.batch_or_404(request, pk)
        if request.method == "POST":
            self._act(request, batch)
            return HttpResponseRedirect(request.path)
        typed = request.GET.get("from", "")
        begin = int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else 1
        rows = batch.lines.prefetch_related("category__labels").order_by("number")
        lines = list(rows.filter(number__gte=begin)[: LINES_SHOWN + 1])
        number = rows.count()
        doubtful = _doubtful(batch) if number <= MOST_COMPARED else []
        context = {
            "batch": batch,
            "lines": lines[:LINES_SHOWN],
            "next": lines[LINES_SHOWN].number if len(lines) > LINES_SHOWN else None,
            "is_later": begin > 1,
            "number": number,
            "left_out": rows.exclude(left_out="").count(),
            "counted": rows.filter(is_counted=True).count(),
            "doubtful": doubtful,
            "is_compared": number <= MOST_COMPARED,
            "needs_second": batch.appeal.paper_needs_second_person and batch.checked_by is None,
            "is_first_person": batch.typed_by == request.user,
            "is_typing": batch.state == BatchState.TYPING,
            "reasons": counting.TakenBack.choices,
        }
        return desk_page(request, self, "sheet", str(batch), context)

    def scan(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """Hand out the scan, as a file: a browser must not run what is in it."""
        batch = self.batch_or_404(request, pk)
        if not batch.scan:
            raise Http404
        end = str(batch.scan.name).rpartition(".")[2]
        return FileResponse(
            batch.scan.open(),
            as_attachment=True,
            filename=f"paper-{batch.pk}.{end}",
            content_type="application/octet-stream",
        )

    def _act(self, request: HttpRequest, batch: PaperBatch) -> None:
        acts: dict[str, Callable[[], str]] = {
            "count": lambda: self._count(request, batch),
            "undo": lambda: self._undo(request, batch),
            "reopen": lambda: self._reopen(batch),
            "leave_out": lambda: self._leave_out(request, batch),
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            messages.error(request, _("Choose one of the buttons."))
            return
        try:
            said = act()
        except batches.WrongStateError:
            messages.error(request, _("The list is not in the state for that any more."))
        except counting.NoReasonError:
            messages.error(request, _("Choose why it is taken back."))
        except counting.EmptyBatchError:
            messages.error(request, _("There is no line to count."))
        except counting.SecondPersonError:
            messages.error(request, _("A second person has to check this list first."))
        except batches.SameSheetsError:
            messages.error(request, _("These sheets are in another list already."))
        else:
            if said:
                messages.success(request, said)
            else:
                messages.warning(request, _("Nothing was changed."))

    def _count(self, request: HttpRequest, batch: PaperBatch) -> str:
        done = counting.count_batch(batch, by=_person(request), now=database_now())
        text = ngettext(
            "%(counted)s line is counted, %(left_out)s left out.",
            "%(counted)s lines are counted, %(left_out)s left out.",
            done.counted,
        )
        return text % {"counted": localize(done.counted), "left_out": localize(done.left_out)}

    def _undo(self, request: HttpRequest, batch: PaperBatch) -> str:
        reason = request.POST.get("reason", "")
        number = counting.undo_batch(batch, by=_person(request), reason=reason)
        return ngettext(
            "%s line is counted no more.", "%s lines are counted no more.", number
        ) % localize(number)

    def _reopen(self, batch: PaperBatch) -> str:
        batches.reopen_batch(batch)
        return _("The list can be changed again.")

    def _leave_out(self, request: HttpRequest, batch: PaperBatch) -> str:
        numbers = [int(number) for number in request.POST.getlist("line") if number.isdecimal()]
        left = batches.leave_out(batch, numbers, reason="duplicate")
        if not left:
            return ""
        return ngettext("%s line is left out.", "%s lines are left out.", left) % localize(left)


def _doubtful(batch: PaperBatch) -> list[tuple[PaperSignature, list[Finding]]]:
    """Give the lines of a list that is being typed whose people may have signed already."""
    if batch.state != BatchState.TYPING:
        return []
    lines = {line.number: line for line in batch.lines.filter(left_out="").order_by("number")}
    known = (Known(line.number, line.name_key, line.canonical_email) for line in lines.values())
    found = find_duplicates(batch.appeal, known, batch=batch.pk)
    return [(lines[number], findings) for number, findings in sorted(found.items())]


def _person(request: HttpRequest) -> Any:
    return request.user


desk_link(
    Task.IMPORT,
    gettext_lazy("Enter or import a paper list"),
    "admin:signatures_paperbatch_add",
    "signatures.add_paperbatch",
    is_first=True,
)
desk_link(
    Task.IMPORT,
    gettext_lazy("Paper lists: check, count, take back"),
    "admin:signatures_paperbatch_changelist",
    "signatures.view_paperbatch",
    is_first=True,
)
