"""Staff accounts, and the site that staff work on."""

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.contrib.admin import site
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# Roles are code (accounts.roles); an address changes together with its account; the page of a
# factor would show its secret.
NOT_AT_THE_DESK = (
    "auth.Group",
    "account.EmailAddress",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
)


class AccountsConfig(AppConfig):
    """Staff accounts: organisers, moderators, press. Signatories have none."""

    name = "accounts"
    verbose_name = _("Staff")

    def ready(self) -> None:
        """Give the roles their permissions after each `migrate`.

        Django itself creates permissions in `post_migrate`, so a data migration would
        come too early and would not survive the flush between tests. It does so app by app
        in the order of INSTALLED_APPS, where those with permissions of roles come before us.
        """
        from accounts.roles import grant_roles  # noqa: PLC0415 -- needs the models to be loaded

        post_migrate.connect(grant_roles, sender=self)


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our own site as the default one."""

    default_site = "accounts.site.StaffSite"

    def ready(self) -> None:
        """Register every admin class, then take out what is nobody's to edit here."""
        super().ready()
        site.unregister([apps.get_model(name) for name in NOT_AT_THE_DESK])
