"""The signatures under an appeal."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """Signing, confirming, counting, showing, moderating, exporting."""

    name = "signatures"
