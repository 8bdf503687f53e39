"""A hard end for one conversation with the mail server.

smtplib's timeout restarts with every byte, so a dripping server defeats it (R-31).
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

_CUT_AGAIN = 0.5


@contextlib.contextmanager
def deadline(backend: Any, seconds: float) -> Iterator[threading.Event]:
    """Cut the connection when a message takes longer than `seconds`.

    Cut again and again until the message is given up: the first time may find a connection
    that is not there yet. Yields what is set once it is too late.

    Args:
        backend: one of `mail/smtp`; a provider's, which is no SMTP, has a timeout of its own.
        seconds: for connecting, the text and the answer together.
    """
    done, too_late = threading.Event(), threading.Event()

    def watch() -> None:
        pause = seconds
        while not done.wait(pause):
            too_late.set()
            pause = _CUT_AGAIN
            for name in ("connection", "_partial_connection"):
                sock = getattr(getattr(backend, name, None), "sock", None)
                if sock is not None:
                    with contextlib.suppress(OSError):
                        sock.shutdown(socket.SHUT_RDWR)

    watcher = threading.Thread(target=watch, name="mail-deadline", daemon=True)
    watcher.start()
    try:
        yield too_late
    finally:
        done.set()
