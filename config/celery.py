"""The Celery application and its schedule. Tasks carry ids or nothing (docs/adr/0002)."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("paraphe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "signatures.mail",
        "signatures.news",
        "signatures.privacy",
        "signatures.operations",
        "signatures.desk",
        "signatures.figures",
        "signatures.sharing",
    ]
)


class Sweep(bootsteps.StartStopStep):
    """Has each worker look at the outbox by itself, for the time in which Redis is away."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.sweeper: Any = None

    def start(self, parent: Any) -> None:
        """Start the thread, which is safe beside the forks to come (`signatures.forks`)."""
        from signatures.operations.sweep import Sweeper  # noqa: PLC0415 -- Django is ready by now

        self.sweeper = Sweeper()
        self.sweeper.start()

    def stop(self, parent: Any) -> None:
        """Let it end the mail that is under way: a message may take fifteen seconds."""
        if self.sweeper is not None:
            self.sweeper.leave(20.0)


app.steps["worker"].add(Sweep)

app.conf.beat_schedule = {
    "deliver due mails": {
        "task": "signatures.mail.tasks.deliver_due_emails",
        "schedule": 3.0,
        # A wake-up that waited is worth nothing: the next one does the same work.
        "options": {"expires": 3},
    },
    "freeze the figures at the hour of the hearing": {
        "task": "signatures.figures.tasks.freeze_figures",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "take the public breakdowns anew": {
        "task": "signatures.figures.tasks.settle_breakdowns",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "send the figures of the morning": {
        "task": "signatures.figures.tasks.send_morning_figures",
        "schedule": crontab(minute="*/5", hour="5-13"),
        "options": {"expires": 240},
    },
    "take the bounces": {
        "task": "signatures.mail.tasks.collect_bounces",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "work on background jobs": {
        "task": "signatures.desk.tasks.run_due_jobs",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "delete expired results of jobs": {
        "task": "signatures.desk.tasks.delete_expired_results",
        "schedule": crontab(minute=20),
    },
    "watch how mail fares": {
        "task": "signatures.mail.tasks.watch_mail",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "give the next signatories their news": {
        "task": "signatures.news.tasks.feed_news",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remind who has not confirmed": {
        "task": "signatures.mail.tasks.remind_unconfirmed",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget the domains of old mail": {
        "task": "signatures.mail.tasks.forget_domains",
        "schedule": crontab(hour=3, minute=40),
    },
    "look for what is unusual": {
        "task": "signatures.desk.tasks.look_for_unusual",
        "schedule": crontab(minute=7),
    },
    "purge what is kept no longer": {
        "task": "signatures.privacy.tasks.purge",
        "schedule": crontab(hour=3, minute=10),
    },
    "tell of names that will be erased": {
        "task": "signatures.privacy.tasks.tell_of_erasure",
        "schedule": crontab(hour=8, minute=20),
    },
    "look at the invariants": {
        "task": "signatures.operations.tasks.check_invariants",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 600},
    },
    "reconcile the tally with the rows": {
        "task": "signatures.operations.tasks.check_tally",
        "schedule": crontab(hour=4, minute=10),
    },
    "publish the open data of the day": {
        "task": "signatures.figures.tasks.publish_open_data",
        # Every hour: who was away at midnight publishes later, and nobody twice.
        "schedule": crontab(minute=2),
        "options": {"expires": 3000},
    },
    "look for milestones": {
        "task": "signatures.sharing.tasks.look_for_milestones",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget idle buckets": {
        "task": "signatures.mail.tasks.forget_idle_buckets",
        "schedule": crontab(hour=3, minute=20),
    },
}
