"""Members of staff at the desk."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.invitations import InvitationNotSentError, keep_one_address, send_invitation
from accounts.models import User
from accounts.reauthentication import fresh_proof_required
from accounts.roles import ROLE_LABELS, ROLE_NAMES
from accounts.sessions import end_all

# A change of these ends the sessions of the account: who lost a right must not keep a page open.
POWERS = {"is_active", "groups", "is_superuser"}


class RolesField(forms.ModelMultipleChoiceField):
    """The roles, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Say what the role may do."""
        return str(ROLE_LABELS.get(obj.name, obj.name))


class StaffForm(forms.ModelForm[User]):
    """A member of staff; an address is one address, however it is typed."""

    groups = RolesField(
        queryset=Group.objects.filter(name__in=ROLE_LABELS), required=False, label=_("Roles")
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("email", "name", "is_active", "groups", "is_superuser")
        labels = {"is_superuser": _("Administrator: everything, this list included")}
        help_texts = {"is_superuser": ""}

    def clean_email(self) -> str:
        """Compare addresses in lower case, as signing in does."""
        return str(self.cleaned_data["email"]).strip().lower()


class InvitationForm(StaffForm):
    """An address, a name and roles: the person chooses the password."""

    class Meta(StaffForm.Meta):
        fields = ("email", "name", "groups", "is_superuser")

    def clean(self) -> dict[str, Any]:
        """Invite nobody to an empty desk."""
        cleaned = super().clean() or {}
        if not cleaned.get("groups") and not cleaned.get("is_superuser"):
            self.add_error("groups", _("Choose at least one role."))
        return cleaned


class RoleFilter(admin.SimpleListFilter):
    """By role, under the name that people know."""

    title = _("role of staff")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the roles."""
        return list(ROLE_NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Keep who holds one."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """Invite, give roles, suspend."""

    list_display = ("email", "name", "roles", "is_active", "last_login")
    list_filter = ("is_active", RoleFilter)
    search_fields = ("email", "name")
    ordering = ("email",)
    form = StaffForm
    fields = ("email", "name", "is_active", "groups", "is_superuser", "last_login")
    readonly_fields = ("last_login",)
    actions = ("invite_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Fetch the roles of a page at once."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """List the roles in the list."""
        held = {group.name for group in user.groups.all()}
        above = [gettext("administrator")] if user.is_superuser else []
        return ", ".join(above + [str(words) for name, words in ROLE_NAMES.items() if name in held])

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
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show only what an invitation needs when adding."""
        return InvitationForm.Meta.fields if obj is None else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody but an administrator gives power over the desk."""
        power = () if getattr(request.user, "is_superuser", False) else ("groups", "is_superuser")
        return (*super().get_readonly_fields(request, obj), *power)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """A new account has no password until its owner sets one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            keep_one_address(obj)

    @fresh_proof_required
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a fresh proof before powers are given or taken (R-45)."""
        return super().changeform_view(request, *args, **kwargs)

    @fresh_proof_required
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a fresh proof before an account goes."""
        return super().delete_view(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Mail the invitation once the account and its roles are committed."""
        super().save_related(request, form, formsets, change)
        if change and POWERS & set(form.changed_data):
            end_all(form.instance)
        if not change:
            transaction.on_commit(partial(self._invite, request, [form.instance]))

    def record_edit(
        self,
        request: HttpRequest,
        verb: str,
        row: Any,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        """Put the edit on record under the address, which stays when the name changes."""
        record(f"staff.{verb}", target=row, target_label=row.email, before=before, after=after)

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Mail each selected person a new link."""
        self._invite(request, queryset.filter(is_active=True))

    def _invite(self, request: HttpRequest, users: Iterable[User]) -> None:
        for user in users:
            try:
                send_invitation(user)
            except InvitationNotSentError:
                text = _("The mail server did not take the invitation to %s: send it again later.")
                messages.error(request, text % user.email)
            else:
                messages.info(request, _("An invitation was sent to %s.") % user.email)


desk_link(Task.WATCH, _("Members of staff"), "admin:accounts_user_changelist", "accounts.view_user")
