"""A worker that dies at a chosen point, for as long as a file exists.

`python -m tests.faults.dying_worker POINT FILE CELERY-ARGUMENTS…`. The points:
*taken*: once, after the mail server's 250 and before the row is marked.
*composing*: whenever the mail of somebody called Poison is made.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django


def main(point: str, flag: Path, arguments: list[str]) -> None:
    """Lay the mine and become a worker."""
    django.setup()
    from config.celery import app
    from signatures.mail import compose as composing
    from signatures.mail import delivery, outbox
    from signatures.models import OutboundEmail

    mark_sent, compose = outbox.mark_sent, composing.compose

    def die_once(email: OutboundEmail) -> None:
        try:
            flag.unlink()
        except FileNotFoundError:
            mark_sent(email)
        else:
            os._exit(9)

    def abort_for_poison(email: OutboundEmail) -> Any:
        if email.about.first_name == "Poison" and flag.exists():
            os.abort()
        if email.about.first_name == "Faulty":
            raise ValueError("no mail can be made of this")
        return compose(email)

    if point == "taken":
        outbox.mark_sent = die_once
    else:
        vars(delivery)["compose"] = abort_for_poison
    app.worker_main(arguments)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
