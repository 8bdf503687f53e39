"""What is forgotten each night, one thing after the other."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import DatabaseError

from accounts.sessions import forget_expired
from signatures.privacy import retention
from signatures.privacy.anonymise import anonymise_due
from signatures.privacy.spellings import forget_unused_spellings


def clean_up(*, now: datetime) -> None:
    """Delete what is kept no longer (R-62, R-63, R-65).

    What cannot be deleted in this night leaves the rest alone: a table that somebody holds
    must not keep names for longer than their clock allows.

    Args:
        now: the database's time.

    Raises:
        ExceptionGroup: what PostgreSQL said of the steps that failed.
    """
    steps: tuple[Callable[[], object], ...] = (
        partial(retention.purge_unconfirmed, now=now),
        partial(retention.purge_unconfirmed_bodies, now=now),
        partial(retention.purge_sent_mail, now=now),
        partial(retention.destroy_network_secrets, now=now),
        retention.forget_searches,
        partial(anonymise_due, now=now),
        forget_unused_spellings,
        forget_expired,
    )
    errors = []
    for step in steps:
        try:
            step()
        except DatabaseError as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("not everything was forgotten", errors)
