"""Django's SMTP backend, which tells more about its connection."""

from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Knows its connection before the server has said a word, and whether a text was begun.

    Django learns of a connection when its greeting has been read. A server that drips its
    greeting for ever would keep a worker for ever (R-31): `mail/delivery` could
    not find what to cut.

    Attributes:
        text_begun: whether the server may have a mail since this was last set to False.
    """

    text_begun = False

    @property
    def connection_class(self) -> Any:
        """Give a class of connections that make themselves known when they connect.

        To the server they give the site's name: a container has one that nobody else knows,
        and servers refuse who greets with it (504, "need fully-qualified hostname").
        """
        backend: Any = self
        connection_class: Any = super().connection_class

        class Connection(connection_class):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **{**kwargs, "local_hostname": settings.SITE_HOST})

            def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
                backend._partial_connection = self  # noqa: SLF001
                answer: tuple[int, bytes] = super().connect(*args, **kwargs)
                return answer

            def data(self, msg: Any) -> tuple[int, bytes]:
                backend.text_begun = True
                reply: tuple[int, bytes] = super().data(msg)
                return reply

        return Connection
