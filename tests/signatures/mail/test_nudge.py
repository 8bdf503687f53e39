"""The wake-up after a promise: quick when Redis is there, and never in a visitor's way."""

import base64
import json
import logging
import queue
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis import Redis

from config.celery import app
from signatures.mail import nudge
from signatures.mail.nudge import wake_outbox
from tests.signatures.mail.sink import HOST, bad_server
from tests.signatures.threads import WAIT

type UseBroker = Callable[[int | None], None]
QUEUE = "celery"


@pytest.fixture(autouse=True)
def _own_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread of another test may be busy with another broker."""
    monkeypatch.setattr(nudge, "_nudger", None)
    monkeypatch.setattr(nudge, "PAUSE", 0.0)


def forget_connections() -> None:
    """Have Celery connect anew, as it does after a fork."""
    app._after_fork()  # type: ignore[attr-defined]


@pytest.fixture
def use_broker() -> Iterator[UseBroker]:
    """Have Celery publish to a port of this machine, or to the real broker again."""
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    at_once = {"max_retries": 0, "interval_start": 0, "interval_step": 0}

    def use(port: int | None) -> None:
        url = before["broker_url"] if port is None else f"redis://{HOST}:{port}/0"
        options = {**before["broker_transport_options"], **at_once}
        app.conf.update(broker_url=url, broker_transport_options=options)
        forget_connections()

    yield use
    app.conf.update(before)
    forget_connections()


@pytest.fixture
def redis() -> Iterator[Redis]:
    """The real one, with an empty queue."""
    with Redis.from_url(settings.REDIS_URL) as client:
        client.delete(QUEUE)
        yield client
        client.delete(QUEUE)


def next_wake_up(redis: Redis) -> dict[str, object] | None:
    """Wait for what a worker would get."""
    popped = redis.blpop([QUEUE], timeout=int(WAIT))
    return json.loads(popped[1]) if isinstance(popped, list | tuple) else None


@pytest.mark.django_db(transaction=True)
def test_wake_up_reaches_a_worker(redis: Redis) -> None:
    wake_outbox()

    message = next_wake_up(redis)

    assert message is not None
    assert message["headers"]["task"] == "signatures.mail.tasks.deliver_due_emails"  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_wake_up_carries_nothing(redis: Redis) -> None:
    wake_outbox()

    message = next_wake_up(redis)

    assert message is not None
    arguments, named, _embedded = json.loads(base64.b64decode(str(message["body"])))
    assert (arguments, named) == ([], {})


@pytest.mark.django_db(transaction=True)
def test_wake_up_follows_each_promise(redis: Redis) -> None:
    for _ in range(3):
        wake_outbox()
        assert next_wake_up(redis) is not None


@pytest.mark.django_db
def test_wake_up_waits_for_the_end_of_the_transaction(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        wake_outbox()

    assert len(callbacks) == 1
    assert nudge._nudger is None


@pytest.mark.django_db
def test_promise_that_is_taken_back_wakes_nobody(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        wake_outbox()
        transaction.set_rollback(True)

    assert callbacks == []


@pytest.mark.django_db(transaction=True)
def test_redis_that_hangs_does_not_hold_the_visitor(use_broker: UseBroker) -> None:
    """The visitor's request comes back while the publisher still waits for an answer."""
    asked, over = threading.Event(), threading.Event()

    def never_answering(connection: socket.socket) -> None:
        connection.recv(1)
        asked.set()
        over.wait(WAIT)

    with bad_server(never_answering) as port:
        use_broker(port)
        wake_outbox()
        assert asked.wait(WAIT)  # the publish is under way, and nobody answers it

        wake_outbox()  # comes back all the same

        assert nudge._nudger is not None
        assert nudge._nudger.is_alive()
        over.set()


class Heard(logging.Handler):
    """Tells when a line was logged, and which."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.put(record.getMessage())


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler = Heard()
    nudge.logger.addHandler(handler)
    yield handler
    nudge.logger.removeHandler(handler)


@pytest.mark.django_db(transaction=True)
def test_redis_that_is_away_raises_nothing_and_is_tried_again(
    use_broker: UseBroker, redis: Redis, heard: Heard
) -> None:
    with socket.create_server((HOST, 0)) as server:
        unused = server.getsockname()[1]
    use_broker(unused)

    wake_outbox()
    assert heard.lines.get(timeout=WAIT) == "no wake-up: OperationalError"

    use_broker(None)
    wake_outbox()
    assert next_wake_up(redis) is not None
