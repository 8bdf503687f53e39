"""One task for each mail, as Celery's and Django's manuals show it."""

from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from bench.floor.models import Row


@shared_task
def send_link(row_id: int) -> None:
    """Mail the link of a row."""
    row = Row.objects.get(pk=row_id)
    text = render_to_string("floor/mail.txt", {"row": row})
    mail = EmailMultiAlternatives("Please confirm your signature", text, to=[row.email])
    mail.attach_alternative(render_to_string("floor/mail.html", {"row": row}), "text/html")
    mail.send()
