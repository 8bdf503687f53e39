"""A bare project: a table, four views, one task. On the servers of the product."""

import os

import environ

env = environ.Env()

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.floor"]
# What `startproject` gives, as far as it works without sessions and accounts.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bench.floor.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {**env.db_url_config(env.str("DATABASE_URL")), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

_mail = env.email_url_config(env.str("EMAIL_URL"))
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": _mail["EMAIL_HOST"], "port": _mail["EMAIL_PORT"]},
    }
}
DEFAULT_FROM_EMAIL = os.environ["DEFAULT_FROM_EMAIL"]
CELERY_BROKER_URL = (
    env.str("REDIS_URL").replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
)
CELERY_TASK_IGNORE_RESULT = True
