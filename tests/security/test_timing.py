"""How long an answer takes says nothing of an address (R-03); measured by `make test-attack`.

That the work is the same is shown, without a clock, in signing/test_same_answer.py.
"""

import os
import statistics
import time

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import SignatureStatus
from signatures.risk.suppression import suppress
from tests.factories import make_signature
from tests.signatures.signing.entries import typed

ROUNDS = 200
MOST = 0.005  # seconds between the medians of two states


@pytest.mark.django_db
@pytest.mark.skipif(os.environ.get("ATTACK") != "full", reason="make test-attack measures it")
def test_no_state_of_an_address_takes_another_time(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, email="verified@campus.example")
    make_signature(appeal, email="pending@campus.example", status=SignatureStatus.PENDING)
    suppress(recipient_key("suppressed@campus.example"))
    taken: dict[str, list[float]] = {}

    for number in range(ROUNDS):
        for state in ("verified", "pending", "suppressed", f"new{number}"):
            fields = typed(
                appeal, email=f"{state}@campus.example", last_name=f"N{'x' * number}"[:80]
            )
            began = time.perf_counter()
            assert client.post("/fr/appeals/appel/sign/", fields).status_code == 303
            name = state.rstrip("0123456789")
            taken.setdefault(name, []).append(time.perf_counter() - began)

    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in taken.items():
        print(f"{name}: median {medians[name] * 1000:.2f} ms, of {len(seconds)}")
    assert max(medians.values()) - min(medians.values()) < MOST
