"""The text that is signed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealConfig(AppConfig):
    """Appeals, their versions, categories and partners."""

    name = "appeal"
    verbose_name = _("The appeal")
