"""gunicorn as the product has it, without the thread that the product starts in each process."""

from config.gunicorn import *  # noqa: F403
from config.gunicorn import post_worker_init

del post_worker_init
