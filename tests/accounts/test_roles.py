"""Roles are code: exactly their permissions, after every migration."""

from typing import ClassVar

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.models import User
from accounts.roles import (
    MODERATOR,
    ORGANISER,
    PERSONAL_DATA_EXPORT,
    PRESS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    grant_roles,
)

TEXT = {
    f"appeal.{verb}_{model}"
    for model in (
        *("appeal", "appealversion", "appealtext", "category", "categorylabel", "partner"),
        *("keydate", "keyfigure", "newsitem", "question"),
        *("imprint", "accessibilityaudit", "legaltext"),
    )
    for verb in ("view", "add", "change", "delete")
}
DEFENCE = {
    f"signatures.{verb}_{model}"
    for model in ("maildomain", "networkrule", "watchedname", "featuredsignatory")
    for verb in ("view", "add", "change", "delete")
}
ORGANISATIONS = {
    f"signatures.{verb}_{model}"
    for model in ("organisation", "organisationdomain")
    for verb in ("view", "add", "change", "delete")
}
BODIES = {"signatures.view_bodysignature", "signatures.decide_body"}
SENDING = {
    "signatures.stop_mail",
    *(f"signatures.{verb}_sendingpace" for verb in ("view", "add", "change", "delete")),
}
MODERATE = {
    "signatures.view_signature",
    "signatures.moderate_signature",
    "signatures.view_job",
    "signatures.answer_signatories",
    "signatures.view_watchedname",
    "signatures.view_unusual",
}
FIGURES = {"signatures.view_figures"}
PRESS_ROOM = FIGURES | {"signatures.view_snapshot", "signatures.take_snapshot"}
NEWS = {
    f"signatures.{verb}_{model}"
    for model in ("newsletter", "newslettertext")
    for verb in ("view", "add", "change", "delete")
} | {"signatures.send_newsletter"}
CHANNELS = {f"signatures.{verb}_channel" for verb in ("view", "add", "change", "delete")}
PAPER = {f"signatures.{verb}_paperbatch" for verb in ("view", "add", "change")}


class TestRoles:
    """The whole matrix, written down a second time."""

    expected: ClassVar[dict[str, set[str]]] = {
        ORGANISER: TEXT
        | MODERATE
        | PRESS_ROOM
        | NEWS
        | DEFENCE
        | ORGANISATIONS
        | CHANNELS
        | BODIES
        | PAPER
        | CHANNELS
        | SENDING
        | {
            "signatures.view_email_address",
            "signatures.make_dossier",
            "signatures.view_outboundemail",
            "signatures.resend_email",
        },
        MODERATOR: MODERATE | FIGURES,
        PRESS: PRESS_ROOM,
        PERSONAL_DATA_EXPORT: {"signatures.export_personal_data"},
    }

    @pytest.mark.parametrize("role", ROLE_PERMISSIONS)
    def test_a_role_has_exactly_its_permissions(self, db: None, role: str) -> None:
        user = User.objects.create_user("olga@appel.example")
        user.groups.add(Group.objects.get(name=role))

        assert user.get_all_permissions() == self.expected[role]

    def test_there_are_no_other_roles_and_each_says_what_it_may_do(self, db: None) -> None:
        names = set(Group.objects.values_list("name", flat=True))

        assert names == set(self.expected) == set(ROLE_PERMISSIONS) == set(ROLE_LABELS)


def test_what_a_role_should_not_have_is_taken_away(db: None) -> None:
    press = Group.objects.get(name=PRESS)
    press.permissions.add(Permission.objects.get(codename="view_email_address"))

    call_command("migrate", verbosity=0)

    assert set(press.permissions.values_list("codename", flat=True)) == {
        name.removeprefix("signatures.") for name in PRESS_ROOM
    }


def test_what_a_role_lost_comes_back(db: None) -> None:
    Group.objects.get(name=MODERATOR).permissions.clear()
    Group.objects.filter(name=PRESS).delete()

    grant_roles()

    assert Group.objects.get(name=MODERATOR).permissions.count() == len(MODERATE | FIGURES)
    assert Group.objects.get(name=PRESS).permissions.count() == len(PRESS_ROOM)


def test_an_account_without_a_role_may_do_nothing(db: None) -> None:
    user = User.objects.create_user("nobody@appel.example")

    assert user.is_staff
    assert user.get_all_permissions() == set()


def test_a_suspended_account_may_do_nothing(db: None) -> None:
    user = User.objects.create_user("olga@appel.example", is_active=False, is_superuser=True)

    assert not user.is_staff
    assert not user.has_perm("signatures.view_signature")
