"""Does it answer? Each question takes a second at most, and no answer counts as no."""

import http.client
import random
import smtplib
import socket
from contextlib import suppress

import redis

HOST = "127.0.0.1"
PATIENCE = 1.0  # seconds
SMTP_OK = 250
# Below the ports that systems give to outgoing connections: nobody takes one of these
# during the moment in which a killed program is started again.
QUIET_PORTS = range(20_000, 30_000)
_given: set[int] = set()


def page_answers(port: int, path: str) -> bool:
    """Say whether `GET path` on our own machine is answered with 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def smtp_answers(port: int) -> bool:
    """Say whether an SMTP server greets on our own machine."""
    try:
        with smtplib.SMTP(HOST, port, timeout=PATIENCE) as client:
            return client.noop()[0] == SMTP_OK
    except (OSError, smtplib.SMTPException):
        return False


def worker_waits(redis_url: str) -> bool:
    """Say whether a Celery worker waits for work: only workers ask Redis to wait for a list."""
    try:
        with redis.from_url(redis_url, socket_timeout=PATIENCE) as client:
            return any(entry["cmd"] == "brpop" for entry in client.client_list())
    except redis.RedisError:
        return False


def port_is_free(port: int) -> bool:
    """Say whether a server may listen on `port` of our own machine.

    Raises:
        PermissionError: the system keeps that port for privileged programs.
    """
    # macOS lets us bind beside a server that listens on all addresses: so ask first.
    with socket.socket() as caller:
        caller.settimeout(PATIENCE)
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
            server.listen()
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that is free, and that stays so but for bad luck; never the same again."""
    while True:
        port = random.choice(QUIET_PORTS)  # noqa: S311 (no secret)
        with suppress(PermissionError):
            if port not in _given and port_is_free(port):
                _given.add(port)
                return port
