"""The one settings file. Everything that differs between machines is read from the environment."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.environment import Environment
from config.mail import provider

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# --- what this installation is -------------------------------------------------------
DEMO = env.bool("PARAPHE_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
env.require(demo=DEMO)
SECRET_KEY = env.str("SECRET_KEY")
TOKEN_KEYS = env.list("TOKEN_KEYS")
SITE_URL = env.str("SITE_URL").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST])
# How many reverse proxies of ours stand in front; 0 means that forwarded headers are forged.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Processes that answer visitors, each with a memory of its own (config/gunicorn.py).
WEB_PROCESSES = env.int("WEB_CONCURRENCY", default=2)
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:security@{SITE_HOST}")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- applications ---------------------------------------------------------------------
INSTALLED_APPS = [
    "signatures",
    "appeal",
    "accounts.apps.AccountsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "accounts.apps.StaffAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "import_export",
    "anymail",
]
if DEMO:
    INSTALLED_APPS.append("demo")
MIDDLEWARE = [
    "config.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.headers.PermissionsPolicyMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.cookies.NoCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.error_pages.ErrorPageMiddleware",
    "config.bodies.PublicBodyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "signatures.risk.middleware.RouteLimitMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


# --- PostgreSQL, Redis ----------------------------------------------------------------
def _database(url: str) -> dict[str, Any]:
    given: dict[str, Any] = env.db_url_config(url)
    options = {
        "connect_timeout": 3,
        # A machine that is gone says nothing; the system would wait a quarter of an hour.
        "tcp_user_timeout": 5_000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        # Nothing on a request's path may wait for ever (milliseconds).
        "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000"
        f" -c statement_timeout={env.int('STATEMENT_TIMEOUT', default=10_000)}",
    }
    return given | {
        # One connection for each thread of gunicorn; a dead one is noticed and replaced.
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=300),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": given.get("OPTIONS", {}) | options,
    }


# Reads that may lag go to replicas (signatures/models/lagging.py); spaces part their addresses.
_replica_urls = env.str("DATABASE_REPLICA_URL", default="").split()
REPLICAS = [f"replica-{number}" for number, _url in enumerate(_replica_urls, 1)]
DATABASES = {"default": _database(env.str("DATABASE_URL"))}
DATABASES |= dict(zip(REPLICAS, map(_database, _replica_urls), strict=True))
DATABASE_ROUTERS = ["signatures.models.lagging.Router"] if REPLICAS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
REDIS_TIMEOUTS = {"socket_timeout": 1, "socket_connect_timeout": 1}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "paraphe",
        "KEY_FUNCTION": "config.cache_keys.hidden_key",
        "OPTIONS": dict(REDIS_TIMEOUTS),
    },
}

# --- mail -----------------------------------------------------------------------------
_provider = provider(env.str("EMAIL_URL"))
_smtp = env.email_url_config("smtp://" if _provider.name else env.str("EMAIL_URL"))
MAIL_PROVIDER = _provider.name
ANYMAIL = _provider.anymail
MAILERS = {
    # Whatever Django and its packages send goes to staff: past the outbox (docs/adr/0036).
    "default": {"BACKEND": "signatures.mail.staff.EmailBackend"},
    "outbox": _provider.mailer
    or {
        "BACKEND": "signatures.mail.smtp.EmailBackend",
        "OPTIONS": {
            "host": _smtp["EMAIL_HOST"],
            "port": _smtp["EMAIL_PORT"],
            "username": _smtp["EMAIL_HOST_USER"],
            "password": _smtp["EMAIL_HOST_PASSWORD"],
            "use_tls": _smtp.get("EMAIL_USE_TLS", False),
            "use_ssl": _smtp.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        },
    },
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL")
# Bounces come back to bounce+…@ this domain, and lie in this mailbox; empty: nobody reads them.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", default="")

# --- languages, time ------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Paris"

# --- static files ---------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files without an address: results of jobs, scans, proofs. Web and worker share the folder.
PRIVATE_DIR = env.path("PRIVATE_DIR", default=str(BASE_DIR / "var/private"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- staff accounts -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "accounts.adapters.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = "strict"
# A stranger's address typed into the reset page gets no mail of ours.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_SESSION_REMEMBER = False
# An invited address is proved by the link that sets the password.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Who changes a password or a factor is told by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the sender says from whom it is
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Whether staff reach the desk only with a second factor. The demo leaves the choice.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not DEMO)
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The invitation's link proved the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on https, and on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# An organisation's own sign-in, by OpenID Connect; on when it has an issuer.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_LABEL = env.str("OIDC_LABEL", default="OpenID Connect")
OIDC_ROLES_CLAIM = env.str("OIDC_ROLES_CLAIM", default="groups")
# Which value of the claim gives which role: `appel-orga=organiser,appel-dsi=administrator`.
OIDC_ROLES = env.dict("OIDC_ROLES", default={})
PASSWORD_SIGN_IN = env.bool("PASSWORD_SIGN_IN", default=True) or not OIDC_ISSUER
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on_adapter.SingleSignOnAdapter"
# An address that the organisation vouches for is that of the account which has it here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_LABEL,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- transport and headers ------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
if HTTPS:  # browsers accept the prefix on secure origins only
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
    SECURE_SSL_REDIRECT = True
    # The compose health check and Prometheus come from inside, on plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A cookie of its own would lack the prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # The button of the single sign-on posts to us, and we redirect to the organisation.
    "form-action": [CSP.SELF, *filter(None, ["/".join(OIDC_ISSUER.split("/")[:3])])],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the desk's bulk selection; nginx bounds the public side
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# --- Celery: wakes the outbox, carries nothing (docs/adr/0002) ------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 15,
}
CELERY_TIMEZONE = TIME_ZONE

# --- suspicious signatures (docs/security/risk.md says how these were chosen) -----------
# How much a browser computes under attack: half of this many hashes, a second or so.
PROOF_MAX_NUMBER = env.int("PROOF_MAX_NUMBER", default=50_000)
# From so many points on a moderator looks before a signature counts.
RISK_THRESHOLD = env.int("RISK_THRESHOLD", default=60)
RISK_POINTS = {
    "network_held": 100,
    "network_excess": 100,
    "disposable": 100,
    "name_filler": 100,
    "no_proof": 100,
    "neighbours_busy": 45,
    "message_repeated": 35,
    "name_repeated": 30,
    "message_link": 30,
    "domain_burst": 15,
    "name_odd": 25,
    "too_quick": 15,
    "no_browser": 10,
    "network_busy": 10,
    "mailbox_generated": 10,
}

# --- the demo -------------------------------------------------------------------------
MAIL_DIR = Path(env.str("MAIL_DIR", default="")) if DEMO else None

# --- logs: one line each, without persons (config/redaction.py) -----------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if DEMO else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.redaction.RedactingFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "config.redaction.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
