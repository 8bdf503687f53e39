"""A member of staff. Signatories have no account: their mailbox is their key."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates staff by email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a member of staff.

        Args:
            email: the address that signs in; stored in lower case.
            password: none leaves an account that can only be opened by a reset link.
            fields: other fields of `User`.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator, as `manage.py createsuperuser` does."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff, who signs in with an email address."""

    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("Somebody of the team has this address already.")},
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_unique_email_any_case",
                violation_error_message=_("Somebody of the team has this address already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        """Give what the desk's header greets the person with."""
        return str(self)

    @property
    def is_staff(self) -> bool:
        """Everybody with an account is staff; what they may do is in their roles."""
        return self.is_active
