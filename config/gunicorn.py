"""gunicorn's settings, for the demo and for the container alike."""

import os
from pathlib import Path
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, not "sync": a browser's idle spare connection must not block a worker.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# The application is read before the address is open: nginx, which takes an open address for
# an answer to come, would else hand visitors to a process that is seconds away from one.
preload_app = True
timeout = 30
graceful_timeout = 8
keepalive = 5
max_requests = 50_000
max_requests_jitter = 5_000
# The address of a confirmation page holds a token: it must not reach a log.
accesslog = None
errorlog = "-"
loglevel = "warning"
# Its own complaints name the visitor's address: they go through our formatter too.
_usual = "line" if os.environ.get("PARAPHE_DEMO") == "1" else "json"
_json = os.environ.get("LOG_FORMAT", _usual) == "json"
_formatter = "JsonFormatter" if _json else "RedactingFormatter"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacted": {
            "()": f"config.redaction.{_formatter}",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "redacted"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
# Heartbeat files on a disk can stall a worker; /dev/shm is memory where it exists.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# It would lie in the home directory, which all instances share and a container lacks.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Start what each process does beside its requests."""
    from signatures.mail.opened import keep_bringing  # noqa: PLC0415 -- Django is ready by now

    keep_bringing()
