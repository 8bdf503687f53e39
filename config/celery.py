"""The Celery application and its schedule. Tasks carry ids or nothing (docs/adr/0002)."""

import os

from celery import Celery
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
