"""Bare views: nothing, one insert, one insert and one task, one update."""

import uuid

from django import forms
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from bench.floor.models import Row
from bench.floor.tasks import send_link


class RowForm(forms.ModelForm):
    """Three fields."""

    class Meta:
        model = Row
        fields = ("first_name", "last_name", "email")


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse(b"")


def insert(request: HttpRequest) -> HttpResponse:
    """Check a form and insert its row."""
    _insert(request)
    return HttpResponse(status=303, headers={"Location": "/"})


def insert_and_mail(request: HttpRequest) -> HttpResponse:
    """Check a form, insert its row, and post a task that mails the link."""
    send_link.delay(_insert(request).pk)
    return HttpResponse(status=303, headers={"Location": "/"})


@csrf_exempt  # as the product's: the token in the address is the proof
def update(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Update the row of a token."""
    Row.objects.filter(token=token, confirmed_at=None).update(confirmed_at=Now())
    return HttpResponse(status=303, headers={"Location": "/"})


def _insert(request: HttpRequest) -> Row:
    form = RowForm(request.POST)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    row: Row = form.save()
    return row
