"""The demonstration: sample data, a mail catcher, and what starts them."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Installed by `make demo` and by the tests only."""

    name = "demo"
