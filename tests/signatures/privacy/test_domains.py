"""Domains leave the mails' statistics, their numbers stay, and nobody waits for anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import MailFunnel
from signatures.models.clock import database_now
from signatures.privacy.domains import DOMAINS_KEPT, FEW_MAILS, fold_old
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import on_own_connection


def kept() -> set[tuple[str, str, int]]:
    return set(MailFunnel.objects.values_list("domain", "stage", "value"))


def test_domains_are_forgotten_and_their_numbers_kept(appeal: Appeal) -> None:
    today = timezone.localdate()
    old = today - DOMAINS_KEPT - timedelta(days=1)
    for domain in ("one.example", "two.example"):
        for day in (old, today):
            MailFunnel.objects.create(
                appeal=appeal, day=day, domain=domain, stage="asked", shard=3, value=2
            )

    fold_old(today)
    fold_old(today)

    kept = MailFunnel.objects.filter(day=old).values_list("domain", "value")
    assert list(kept) == [("", 4)]
    assert MailFunnel.objects.filter(day=today).count() == 2


def test_small_domains_of_past_days_are_forgotten(appeal: Appeal) -> None:
    today = timezone.localdate()
    two_days_ago, yesterday = today - timedelta(days=2), today - timedelta(days=1)
    for day in (two_days_ago, yesterday):
        for domain, value in (("large.example", FEW_MAILS), ("small.example", FEW_MAILS - 1)):
            for stage in ("asked", "confirmed"):
                MailFunnel.objects.create(
                    appeal=appeal, day=day, domain=domain, stage=stage, shard=3, value=value
                )

    fold_old(today)

    kept = MailFunnel.objects.filter(day=two_days_ago, stage="confirmed").order_by("domain")
    assert list(kept.values_list("domain", "value")) == [
        ("", FEW_MAILS - 1),
        ("large.example", FEW_MAILS),
    ]
    assert MailFunnel.objects.filter(day=yesterday).count() == 4


def test_what_was_opened_after_a_domain_was_forgotten_does_not_name_it(appeal: Appeal) -> None:
    today = timezone.localdate()
    MailFunnel.objects.create(
        appeal=appeal,
        day=today - timedelta(days=2),
        domain="one.example",
        stage="opened",
        shard=3,
        value=7,
    )

    fold_old(today)

    assert kept() == {("", "opened", 7)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_who_withdraws_waits_for_no_number_that_somebody_moves() -> None:
    """Who confirms holds one of the domain, and may wait for the tally that this one holds."""
    appeal, now = make_appeal(), database_now()
    going = make_signature(appeal, status=SignatureStatus.PENDING, email="ada@home.example")
    confirm_signature(handle=going.handle, now=now)
    leave = partial(withdraw_signature, handle=going.handle, now=now)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert len(MailFunnel.objects.select_for_update()) == 1
        pool.submit(on_own_connection, leave).result(timeout=30)

    assert kept() == {("home.example", "confirmed", 1)}
    fold_old(timezone.localdate() + timedelta(days=2))
    assert kept() == {("", "confirmed", 1)}
