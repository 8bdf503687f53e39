"""Wiring only: settings, addresses, Celery, checks. No rule lives here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
