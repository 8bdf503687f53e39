"""What the environment must say before Paraphe starts.

Each variable may also be given as a file: `SECRET_KEY_FILE=/run/secrets/secret_key`.
"""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

# Without these nothing can work; the sentence tells the administrator what each is.
REQUIRED = {
    "SECRET_KEY": "a random text of 50 characters or more, for staff sessions",
    "TOKEN_KEYS": "random keys for the links in mails, comma-separated, the current one first",
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "REDIS_URL": "redis://:password@host:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@relay:587, or a provider's (config/mail.py)",
    "DEFAULT_FROM_EMAIL": "the address that signatories see as the sender",
    "SITE_URL": "the public address, such as https://appel.example.org",
}
PLACEHOLDER = "change-me"
MINIMUM_KEY_LENGTH = 32


class _Files(FileAwareMapping):
    """Variables and the files they name, without the line end that editors add."""

    def __getitem__(self, key: str) -> str:
        try:
            return str(super().__getitem__(key)).rstrip("\r\n")
        except OSError as error:
            raise ImproperlyConfigured(
                f"{key}_FILE: {error.filename} cannot be read: {error.strerror}"
            ) from error


class Environment(environ.FileAwareEnv):
    """`django-environ` with secrets by file, which turns a gap into one sentence."""

    ENVIRON = _Files()

    def require(self, *, demo: bool) -> None:
        """Refuse an environment that lacks something or keeps an example's value.

        Args:
            demo: whether this is `make demo`, which may answer on plain HTTP.

        Raises:
            ImproperlyConfigured: with every variable to set, and what it is.
        """
        faults = [
            f"  {name}: {meaning}"
            for name, meaning in REQUIRED.items()
            if not self.str(name, default="").strip()
        ]
        faults += [
            f"  {name}: still has the example's value {PLACEHOLDER!r}"
            for name in REQUIRED
            if PLACEHOLDER in self.str(name, default="")
        ]
        if not faults:
            faults = self._weak_values(demo=demo)
        if faults:
            raise ImproperlyConfigured(
                "Paraphe does not start before these variables are set "
                "(docs/administrator.md):\n" + "\n".join(faults)
            )

    def _weak_values(self, *, demo: bool) -> list[str]:
        keys = [("SECRET_KEY", self.str("SECRET_KEY"))]
        keys += [("TOKEN_KEYS", key) for key in self.list("TOKEN_KEYS")]
        faults = [
            f"  {name}: use {MINIMUM_KEY_LENGTH} random characters or more"
            for name, key in keys
            if len(key) < MINIMUM_KEY_LENGTH
        ]
        site = urlsplit(self.str("SITE_URL"))
        if site.scheme not in ("http", "https") or not site.hostname:
            faults.append("  SITE_URL: a full address, such as https://appel.example.org")
        elif site.scheme == "http" and not demo:
            faults.append("  SITE_URL: must begin with https:// outside the demo")
        # An error page of Django's shows its reader the code, the settings, and what was typed.
        if self.bool("DEBUG", default=False) and not demo:
            faults.append("  DEBUG: leave it out; it is for the demo alone")
        return [*faults, *self._single_sign_on_faults(demo=demo)]

    def _single_sign_on_faults(self, *, demo: bool) -> list[str]:
        issuer = self.str("OIDC_ISSUER", default="")
        if not issuer:
            return []
        faults = [
            f"  {name}: OIDC_ISSUER needs it too (docs/administrator.md, Single sign-on)"
            for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES")
            if not self.str(name, default="").strip()
        ]
        if not issuer.startswith("https://") and not demo:
            faults.append("  OIDC_ISSUER: must begin with https:// outside the demo")
        return faults
