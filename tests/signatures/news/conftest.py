"""News leaves through the same real mail server as every other mail."""

from tests.signatures.mail.conftest import sink, use_server

__all__ = ["sink", "use_server"]
