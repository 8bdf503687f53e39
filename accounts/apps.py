"""Staff accounts, and the site that staff work on."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Staff accounts: organisers, moderators, press. Signatories have none."""

    name = "accounts"

    def ready(self) -> None:
        """Give the roles their permissions after each `migrate`.

        Django itself creates permissions in `post_migrate`, so a data migration would
        come too early and would not survive the flush between tests.
        """
        from accounts.roles import grant_roles  # noqa: PLC0415 -- needs the models to be loaded

        post_migrate.connect(grant_roles, dispatch_uid="accounts.grant_roles")


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our own site as the default one."""

    default_site = "accounts.site.StaffSite"
