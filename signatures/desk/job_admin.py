"""The background jobs at the desk: what runs, how far it is, how it ended, what it made."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.lists import BoundedList
from accounts.models import User
from accounts.own_page import OwnPage
from accounts.read_only import ReadOnly
from accounts.reauthentication import require_fresh_proof
from signatures.desk import jobs
from signatures.desk.kinds import KINDS
from signatures.desk.results import is_available
from signatures.models import Job


def visible_jobs(user: Any) -> QuerySet[Job]:
    """Give the jobs that somebody asked for, and those of kinds that are theirs to see."""
    kinds = [kind.code for kind in KINDS.values() if user.has_perm(kind.permission)]
    return Job.objects.filter(Q(requested_by=user) | Q(kind__in=kinds))


def may_have_result(job: Job, user: Any) -> bool:
    """Say whether the file that a job makes is one that somebody may have now.

    Who may see the job, even who asked for it, may lack a right to what is in its file.
    """
    kind = KINDS.get(job.kind)
    return kind is not None and user.has_perm(kind.permission) and kind.may_have(job, user)


def describe(job: Job) -> str:
    """Say in words how a job ended, or that it has not."""
    kind = KINDS.get(job.kind)
    if job.failure == jobs.DIED:
        return str(_("Given up: it was interrupted three times at the same place."))
    if kind is None or not job.is_finished:
        return ""
    return kind.describe(job)


def job_label(job: Job) -> str:
    """Name what a job does."""
    kind = KINDS.get(job.kind)
    return str(kind.label) if kind else job.kind


@admin.register(Job)
class JobAdmin(ReadOnly, OwnPage, BoundedList):
    """Look, stop, download. A job is asked for on the page that it belongs to."""

    # Read only: jobs are asked for elsewhere, are the worker's to change, and stay on record.

    own_page = "admin:signatures_job_progress"
    list_display = ("link", "state", "requested_by", "created_at", "finished_at")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("requested_by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """List what this person may see."""
        return visible_jobs(request.user)

    @admin.display(description=_("job"))
    def link(self, job: Job) -> str:
        """Lead to the job's page under what it does."""
        return format_html('<a href="{}/">{}</a>', job.pk, job_label(job))

    def get_urls(self) -> list[URLPattern]:
        """Put the pages of one job before Django's."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/", view(require_safe(self.progress)), name="signatures_job_progress"),
            path("<int:pk>/status/", view(require_safe(self.status)), name="signatures_job_status"),
            path("<int:pk>/cancel/", view(require_POST(self.cancel)), name="signatures_job_cancel"),
            path("<int:pk>/result/", view(require_safe(self.result)), name="signatures_job_result"),
            *super().get_urls(),
        ]

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one job; the page is asked again by hand, or by its script."""
        job = self._job(request, pk)
        kind = KINDS.get(job.kind)
        context = {
            **self.admin_site.each_context(request),
            "title": job_label(job),
            "kind": kind,
            "page": kind.page(job) if kind and kind.page else "",
            "opts": self.opts,
            "job": job,
            "outcome": describe(job),
            "available": is_available(job),
            "may_have": may_have_result(job, request.user),
        }
        return TemplateResponse(request, "admin/signatures/job/progress.html", context)

    def status(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Say how far a job is, for the script of its page."""
        job = self._job(request, pk)
        answer = JsonResponse({"done": job.done, "total": job.total, "finished": job.is_finished})
        answer["Cache-Control"] = "no-store"
        return answer

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop a job."""
        jobs.cancel(self._job(request, pk))
        return redirect("admin:signatures_job_progress", pk)

    def result(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out what a job made, while it is kept, to who may still have it."""
        job = self._job(request, pk)
        kind = KINDS.get(job.kind)
        if kind is None or not may_have_result(job, request.user):
            raise PermissionDenied
        if not is_available(job):
            raise Http404
        if kind.personal:
            require_fresh_proof(request)
        record("job.download", target=job, after={"sha256": job.result_sha256})
        name = str(job.result.name).rpartition("/")[2]
        answer = FileResponse(job.result.open("rb"), as_attachment=True, filename=name)
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def _job(self, request: HttpRequest, pk: int) -> Job:
        if not self.has_view_permission(request):
            raise PermissionDenied
        assert isinstance(request.user, User)  # noqa: S101 -- the site lets nobody else in
        return get_object_or_404(visible_jobs(request.user).select_related("requested_by"), pk=pk)
