"""The roles of staff, as groups with permissions (R-19).

An administrator is a superuser. Everybody else holds one or more of these groups. The
right to take names and addresses out of the house stands apart from every role.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ORGANISER = "organiser"
MODERATOR = "moderator"
PRESS = "press"
PERSONAL_DATA_EXPORT = "personal data export"

ROLE_NAMES = {
    ORGANISER: _("organiser"),
    MODERATOR: _("moderator"),
    PRESS: _("press"),
    PERSONAL_DATA_EXPORT: _("export of personal data"),
}
# What whoever gives a role reads.
ROLE_LABELS = {
    ORGANISER: _("Organiser: edits the appeal, moderates, sees email addresses"),
    MODERATOR: _("Moderator: moderates, sees no email address"),
    PRESS: _("Press: sees figures and nothing else"),
    PERSONAL_DATA_EXPORT: _("May export names and addresses, together with a role that sees them"),
}

_MODERATION = [
    "signatures.view_signature",
    "signatures.moderate_signature",
    "signatures.view_job",
    "signatures.answer_signatories",
    "signatures.view_watchedname",
    "signatures.view_unusual",
]
_TEXT = [
    f"appeal.{verb}_{model}"
    for model in ("appeal", "appealversion", "appealtext", "category", "categorylabel", "partner")
    for verb in ("view", "add", "change", "delete")
]
# What is told around the letter, and what the law wants said (appeal/admin).
_STORY = [
    f"appeal.{verb}_{model}"
    for model in (
        *("keydate", "keyfigure", "newsitem", "question"),
        *("imprint", "accessibilityaudit", "legaltext"),
    )
    for verb in ("view", "add", "change", "delete")
]

_DEFENCE = [
    f"signatures.{verb}_{model}"
    for model in ("maildomain", "networkrule", "watchedname", "featuredsignatory")
    for verb in ("view", "add", "change", "delete")
]
_ORGANISATIONS = [
    f"signatures.{verb}_{model}"
    for model in ("organisation", "organisationdomain")
    for verb in ("view", "add", "change", "delete")
]

_NEWS = [
    f"signatures.{verb}_{model}"
    for model in ("newsletter", "newslettertext")
    for verb in ("view", "add", "change", "delete")
] + ["signatures.send_newsletter"]
_CHANNELS = [f"signatures.{verb}_channel" for verb in ("view", "add", "change", "delete")]
_PAPER = [f"signatures.{verb}_paperbatch" for verb in ("view", "add", "change")]
_SENDING = [
    "signatures.stop_mail",
    *(f"signatures.{verb}_sendingpace" for verb in ("view", "add", "change", "delete")),
]
# Sums alone: what is made of names, or says who asked for it, is not the press's (rule 5).
_PRESS = [
    "signatures.view_figures",
    "signatures.view_snapshot",
    "signatures.take_snapshot",
]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    ORGANISER: [
        *_MODERATION,
        *_TEXT,
        *_STORY,
        *_PAPER,
        *_CHANNELS,
        *_DEFENCE,
        *_ORGANISATIONS,
        "signatures.view_bodysignature",
        "signatures.decide_body",
        *_SENDING,
        "signatures.view_email_address",
        *_PRESS,
        "signatures.make_dossier",
        "signatures.view_outboundemail",
        "signatures.resend_email",
        *_NEWS,
    ],
    MODERATOR: [*_MODERATION, "signatures.view_figures"],
    PRESS: _PRESS,
    PERSONAL_DATA_EXPORT: ["signatures.export_personal_data"],
}


def grant_roles(**signal: Any) -> None:
    """Create the groups and set exactly their permissions.

    Runs after each `migrate`. What is no longer listed here is taken away.
    """
    for role, names in ROLE_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        wanted = Q(pk__in=[])
        for name in names:
            app_label, codename = name.split(".")
            wanted |= Q(content_type__app_label=app_label, codename=codename)
        group.permissions.set(Permission.objects.filter(wanted))
