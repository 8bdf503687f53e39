"""The text that is signed."""

from django.apps import AppConfig


class AppealConfig(AppConfig):
    """Appeals, their versions, categories and partners."""

    name = "appeal"
