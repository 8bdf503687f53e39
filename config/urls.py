"""Which address leads where."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from appeal.views import image, theme
from config.mail_events import webhook
from config.views import front_door
from signatures.api import pages as api_pages
from signatures.api.v1 import api
from signatures.operations import views as operations
from signatures.signing.erase_page import erase_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front_door, name="front_door"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
    path(".well-known/security.txt", operations.security_txt, name="security_txt"),
    path("images/<str:sha256>.webp", image, name="image"),
    path("theme/<slug:colour>.css", theme, name="theme"),
    path("api/v1/", api_pages.root, name="api_root"),
    path("api/v1/openapi.json", api_pages.document, name="api_document"),
    path("api/v1/", api.urls),
    path("staff/mail/", include("signatures.helpdesk.urls")),
    path("staff/dossier/", include("signatures.dossier.urls")),
    path("staff/erase/<int:pk>/", erase_page, name="erase_signature"),
    path("staff/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("favicon.ico", RedirectView.as_view(url="/static/images/favicon.svg")),
    *i18n_patterns(path("", include("signatures.urls")), prefix_default_language=True),
]

if settings.MAIL_PROVIDER:
    urlpatterns.append(path("mail-events/", include(webhook(settings.MAIL_PROVIDER))))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))

handler500 = "config.error_pages.server_error"
