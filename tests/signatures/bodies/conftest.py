"""Olga organises; she decides about organisations."""

from tests.signatures.desk.conftest import desk, olga

__all__ = ["desk", "olga"]
