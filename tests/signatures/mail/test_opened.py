"""Opened pages are counted roughly, in memory: a GET writes nothing (rule 2)."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.mail import opened
from signatures.mail.funnel import read_funnel
from signatures.models import MailFunnel
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.signing.links import link


def test_get_of_the_confirmation_page_writes_nothing(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(link(signature, Purpose.CONFIRM))

    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert not MailFunnel.objects.exists()


def test_visits_are_brought_later(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING, email="a@lab.example")
    for _ in range(3):
        client.get(link(signature, Purpose.CONFIRM))

    assert (opened.bring(), opened.bring()) == (3, 0)
    assert read_funnel(today=timezone.localdate()).recent["lab.example"].opened == 3


@pytest.mark.parametrize("status", [SignatureStatus.VERIFIED, SignatureStatus.PENDING])
def test_only_pages_that_wait_for_the_button_count(
    client: Client, appeal: Appeal, status: SignatureStatus
) -> None:
    signature = make_signature(appeal, status=status)
    client.head(link(signature, Purpose.CONFIRM))
    client.get(link(signature, Purpose.CONFIRM))

    assert opened.bring() == (status == SignatureStatus.PENDING)


def test_memory_is_bounded(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST_KINDS", 2)
    for number in range(5):
        signature = make_signature(appeal, email=f"a@d{number}.example")
        opened.note_opened(signature)

    assert len(opened._opened) == 3
    assert opened.bring() == 5


def test_visits_of_many_threads_are_all_counted(appeal: Appeal) -> None:
    signature = make_signature(appeal)

    def visit() -> None:
        for _ in range(200):
            opened.note_opened(signature)

    threads = [threading.Thread(target=visit) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert opened.bring() == 1000
