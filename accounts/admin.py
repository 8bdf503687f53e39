"""Members of staff at the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.invitations import send_invitation
from accounts.models import User


class InvitationForm(forms.ModelForm[User]):
    """An address, a name and roles: the person chooses the password."""

    class Meta:
        model = User
        fields = ("email", "name", "groups")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Invite, give roles, suspend."""

    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ("groups",)
    fields = ("email", "name", "is_active", "is_superuser", "groups", "last_login")
    readonly_fields = ("last_login",)
    actions = ("invite_again",)

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        **kwargs: Any,
    ) -> type[forms.ModelForm[User]]:
        """Adding is inviting."""
        if obj is None:
            kwargs["form"] = InvitationForm
            kwargs["fields"] = InvitationForm.Meta.fields
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show only what an invitation needs when adding."""
        return InvitationForm.Meta.fields if obj is None else super().get_fields(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Mail the invitation once the account and its roles are there."""
        super().save_related(request, form, formsets, change)
        if not change:
            send_invitation(form.instance)
            messages.info(request, _("An invitation was sent to %s.") % form.instance.email)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """A new account has no password until its owner sets one."""
        if not change:
            obj.email = obj.email.strip().lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Mail each selected person a new link."""
        for user in queryset:
            send_invitation(user)
        messages.info(request, _("Invitations sent: %d.") % len(queryset))
