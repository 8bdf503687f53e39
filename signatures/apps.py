"""The signatures under an appeal."""

from typing import Any

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """Signing, confirming, counting, showing, moderating, exporting."""

    name = "signatures"

    def ready(self) -> None:
        """Listen to the mail provider: Anymail tells what its webhook got by a signal."""
        from anymail.signals import tracking  # noqa: PLC0415 -- its models first

        tracking.connect(_take_event, dispatch_uid="signatures.mail.providers")


def _take_event(event: Any, **_signal: Any) -> None:
    from signatures.mail.providers import take_event  # noqa: PLC0415 -- our models first

    take_event(event)
