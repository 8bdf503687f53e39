"""The floor's door for gunicorn."""

from django.core.wsgi import get_wsgi_application

from bench.floor.celery import app as celery_app

__all__ = ["application", "celery_app"]
application = get_wsgi_application()
