"""Rows of the outbox, as an accepted signature leaves them."""

import itertools
from datetime import timedelta
from typing import Any

from appeal.models import Appeal
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from tests.factories import make_signature

_numbers = itertools.count(1)


def promise(
    signature: Signature | None, *, due_in: timedelta = timedelta(seconds=-1), **fields: Any
) -> OutboundEmail:
    """Make one mail that is due, unless told otherwise; without a signature, about `body`."""
    values: dict[str, Any] = {
        "kind": EmailKind.CONFIRM,
        "recipient_key": b"key",
        "dedupe_key": f"test:{next(_numbers)}",
        "due_at": database_now() + due_in,
        **fields,
    }
    if values.get("state") == EmailState.SENT:
        values.setdefault("sent_at", database_now())
    return OutboundEmail.objects.create(signature=signature, **values)


def signature_of(email: OutboundEmail) -> Signature:
    """Give the person's signature that a mail is about."""
    assert email.signature is not None
    return email.signature


def promises(appeal: Appeal, number: int, **fields: Any) -> list[OutboundEmail]:
    """Make so many mails that are due, each to an address of its own, the oldest first."""
    fields_of_all = {
        "status": SignatureStatus.PENDING,
        "version": appeal.versions.get(number=1),
        "category": appeal.categories.get(code="student"),
    }
    return [
        promise(
            make_signature(appeal, **fields_of_all),
            due_in=timedelta(seconds=index - number),
            **fields,
        )
        for index in range(number)
    ]


def state_of(email: OutboundEmail) -> tuple[str, int, str]:
    """Give the row's state, its attempts and its last error."""
    row = OutboundEmail.objects.get(pk=email.pk)
    return row.state, row.attempts, row.last_error


def due_in(email: OutboundEmail) -> timedelta:
    """Say how long until the row is due, by the database's clock."""
    return OutboundEmail.objects.get(pk=email.pk).due_at - database_now()
