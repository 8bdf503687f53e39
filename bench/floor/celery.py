"""The floor's Celery."""

from celery import Celery

app = Celery("floor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["bench.floor"])
