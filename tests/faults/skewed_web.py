"""gunicorn in processes whose clock is off: `python -m tests.faults.skewed_web SECONDS …`.

libfaketime would be closer to the truth; waiting with a time limit hangs under it.
"""

import sys
import time
from datetime import timedelta

from django.utils import timezone
from gunicorn.app.wsgiapp import run


def main(offset: float) -> None:
    """Move Python's and Django's clock, and serve."""
    real_time, real_now = time.time, timezone.now
    time.time = lambda: real_time() + offset
    timezone.now = lambda: real_now() + timedelta(seconds=offset)
    run()


if __name__ == "__main__":
    main(float(sys.argv.pop(1)))
