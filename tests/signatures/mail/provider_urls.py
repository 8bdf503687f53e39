"""The addresses of an installation whose mail Brevo carries."""

from django.urls import include, path

from config.mail_events import webhook
from config.urls import urlpatterns as site

urlpatterns = [path("mail-events/", include(webhook("brevo"))), *site]
