"""Each constraint is tried by breaking it, and none is forgotten."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Model

from accounts import audit
from accounts.models import AuditEntry, User
from appeal.models import (
    AccessibilityAudit,
    Appeal,
    AppealText,
    AppealVersion,
    Category,
    CategoryLabel,
    KeyDate,
    KeyFigure,
    LegalText,
    Partner,
    Question,
)
from signatures.enums import EmailKind, EmailState, InvalidationReason, SignatureStatus
from signatures.models import (
    BrokenInvariant,
    Channel,
    Erasure,
    Hour,
    MailAlarm,
    MailDomain,
    MailFunnel,
    Milestone,
    ModerationDecision,
    NetworkRule,
    NetworkSecret,
    Newsletter,
    NewsletterText,
    OutboundEmail,
    SendingPace,
    SendingStop,
    Signature,
    SuppressedAddress,
    Tally,
    Unusual,
)
from signatures.models.clock import database_now
from signatures.models.newsletter import NewsletterState
from signatures.privacy.erasure import ERASED
from tests.factories import make_appeal, make_signature
from tests.signatures.models import desk_constraints
from tests.signatures.models.organisation_breaks import ORGANISATION_BREAKS

OUR_APPS = ("accounts", "appeal", "signatures")


def change(appeal: Appeal, **fields: Any) -> None:
    """Change a verified signature as no verb of ours would."""
    signature = make_signature(appeal)
    Signature.objects.filter(pk=signature.pk).update(**fields)


def make_email(appeal: Appeal, **fields: Any) -> OutboundEmail:
    values: dict[str, Any] = {
        "signature": make_signature(appeal),
        "kind": EmailKind.CONFIRM,
        "dedupe_key": secrets.token_hex(8),
        "recipient_key": b"r" * 32,
    }
    return OutboundEmail.objects.create(**(values | fields))


def twice(make: Callable[[], Model]) -> None:
    make()
    make()


def second_verified(appeal: Appeal) -> None:
    twice(lambda: make_signature(appeal, email="same@campus.example"))


def second_category_label(appeal: Appeal) -> None:
    category = appeal.categories.get(code="student")
    CategoryLabel.objects.create(category=category, language="fr", label="encore")


def second_text(appeal: Appeal) -> Model:
    draft, _made = AppealVersion.objects.get_or_create(appeal=appeal, number=2)
    return AppealText.objects.create(
        version=draft, language="fr", title="x", short_title="x", summary="", body="x"
    )


def rewrite_published_text(appeal: Appeal) -> None:
    AppealText.objects.filter(version__appeal=appeal).update(body="autre chose")


def stop_mail(**fields: Any) -> Model:
    by, _made = User.objects.get_or_create(email="olga@appel.example")
    return SendingStop.objects.create(stopped_by=by, **fields)


BREAKS: dict[str, Callable[[Appeal], Any]] = {
    "user_unique_email_any_case": lambda _: twice_user(),
    "audit_entry_act_area_verb": lambda _: audit.record("Nothing"),
    "audit_entry_append_only": lambda _: AuditEntry.objects.update(act="nothing.happened"),
    "appeal_one_featured": lambda _: make_appeal(slug="second"),
    "signature_department_of_france": lambda a: change(a, department="34", country="BE"),
    "signature_ordinal_of_verified": lambda a: make_signature(
        a, status=SignatureStatus.PENDING, ordinal=1
    ),
    "channel_unique_code": lambda a: [
        Channel.objects.create(appeal=a, code="hall", label="Hall") for _time in range(2)
    ],
    "channel_code_of_a_link": lambda a: Channel.objects.create(
        appeal=a, code="Hall B", label="Hall"
    ),
    "milestone_once": lambda a: [
        Milestone.objects.create(appeal=a, number=100, reached_at=database_now())
        for _time in range(2)
    ],
    "milestone_number_positive": lambda a: Milestone.objects.create(
        appeal=a, number=0, reached_at=database_now()
    ),
    "appeal_retraction_known": lambda a: Appeal.objects.filter(pk=a.pk).update(retraction="maybe"),
    "appeal_state_known": lambda a: Appeal.objects.filter(pk=a.pk).update(state="lost"),
    "appeal_opens_before_it_closes": lambda a: Appeal.objects.filter(pk=a.pk).update(
        opens_at=database_now(), closes_at=database_now() - timedelta(days=1)
    ),
    "appeal_opens_before_its_hearing": lambda a: Appeal.objects.filter(pk=a.pk).update(
        opens_at=database_now(), hearing_at=database_now() - timedelta(days=1)
    ),
    "appeal_goal_positive": lambda a: Appeal.objects.filter(pk=a.pk).update(goal=0),
    "appeal_accent_hexadecimal": lambda a: Appeal.objects.filter(pk=a.pk).update(accent="blue"),
    "accessibility_audit_adds_up": lambda a: AccessibilityAudit.objects.create(
        appeal=a, audited_on=date(2026, 1, 1), auditor="x", met=2, applicable=1
    ),
    "legal_text_one_a_language": lambda a: twice(
        lambda: LegalText.objects.create(appeal=a, page="privacy", language="fr", body="x")
    ),
    "legal_text_page_known": lambda a: LegalText.objects.create(
        appeal=a, page="recipes", language="fr", body="x"
    ),
    "key_date_said_once": lambda a: twice(
        lambda: KeyDate.objects.create(
            appeal=a, language="fr", at=datetime(2026, 1, 1, tzinfo=UTC), label="x"
        )
    ),
    "key_figure_said_once": lambda a: twice(
        lambda: KeyFigure.objects.create(appeal=a, language="fr", number="3", label="x")
    ),
    "key_figure_counts_something": lambda a: KeyFigure.objects.create(
        appeal=a, language="fr", number="", label="x"
    ),
    "question_asked_once": lambda a: twice(
        lambda: Question.objects.create(appeal=a, language="fr", question="x", answer="x")
    ),
    "appeal_version_unique_number": lambda a: AppealVersion.objects.create(appeal=a, number=1),
    "appeal_version_change_known": lambda a: AppealVersion.objects.create(
        appeal=a, number=2, change_kind="whim"
    ),
    "appeal_version_hashed_iff_published": lambda a: AppealVersion.objects.create(
        appeal=a, number=2, published_at=database_now()
    ),
    "appeal_text_unique_language": lambda a: twice(partial(second_text, a)),
    "appeal_text_frozen": rewrite_published_text,
    "appeal_version_frozen": lambda a: a.versions.update(published_at=None, sha256=""),
    "category_unique_code": lambda a: Category.objects.create(appeal=a, code="student"),
    "category_label_unique_language": second_category_label,
    "partner_unique_name": lambda a: twice(lambda: Partner.objects.create(appeal=a, name="CHU")),
    "signature_unique_handle": lambda a: change(a, handle=make_signature(a).handle),
    "signature_unique_verified_email": second_verified,
    "signature_unique_form_key": lambda a: twice(lambda: make_signature(a, form_key=b"f" * 32)),
    "signature_status_known": lambda a: change(a, status="maybe"),
    "signature_moderation_known": lambda a: change(a, moderation="later"),
    "signature_display_known": lambda a: change(a, display="shout"),
    "signature_country_two_letters": lambda a: change(a, country="f"),
    "signature_verified_at_iff_verified": lambda a: change(a, verified_at=None),
    "signature_withdrawn_at_iff_withdrawn": lambda a: change(a, withdrawn_at=database_now()),
    "signature_invalidated_with_reason": lambda a: change(
        a, status=SignatureStatus.INVALIDATED, invalidated_at=database_now()
    ),
    "signature_invalidation_reason_known": lambda a: change(
        a,
        status=SignatureStatus.INVALIDATED,
        invalidated_at=database_now(),
        invalidation_reason="whim",
    ),
    "signature_erased_iff_over": lambda a: change(
        a, status=SignatureStatus.WITHDRAWN, withdrawn_at=database_now()
    ),
    "signature_pending_is_named": lambda a: change(
        a, **ERASED, status=SignatureStatus.PENDING, verified_at=None, anonymised_at=database_now()
    ),
    "erasure_unique_handle": lambda _: twice(
        lambda: Erasure.objects.create(handle_key=b"h", kind="withdrawn")
    ),
    "erasure_kind_known": lambda _: Erasure.objects.create(handle_key=b"h", kind="lost"),
    "unusual_kind_known": lambda a: Unusual.objects.create(
        appeal=a,
        kind="weather",
        number=1,
        usual=0,
        starts_at=database_now(),
        ends_at=database_now(),
        sample=make_signature(a),
    ),
    "mail_domain_unique": lambda _: twice(lambda: MailDomain.objects.create(domain="a.example")),
    "mail_domain_lower_case": lambda _: MailDomain.objects.create(domain="Campus.Example"),
    "mail_domain_no_alias_of_itself": lambda _: MailDomain.objects.create(
        domain="a.example", alias_of="a.example"
    ),
    "network_rule_kind_known": lambda _: NetworkRule.objects.create(network="::/0", kind="ban"),
    "network_rule_starts_before_it_ends": lambda _: NetworkRule.objects.create(
        network="::/0", starts_at=database_now(), ends_at=database_now() - timedelta(days=1)
    ),
    "network_secret_unique_day": lambda _: twice(
        lambda: NetworkSecret.objects.create(day=database_now().date(), secret=b"s")
    ),
    "moderation_decision_known": lambda a: ModerationDecision.objects.create(
        signature=make_signature(a), decision="forget"
    ),
    "outbound_email_unique_dedupe_key": lambda a: twice(lambda: make_email(a, dedupe_key="same")),
    "outbound_email_about_one": lambda a: make_email(a, signature=None),
    "outbound_email_kind_known": lambda a: make_email(a, kind="postcard"),
    "outbound_email_state_known": lambda a: make_email(a, state="lost"),
    "broken_invariant_known": lambda _: BrokenInvariant.objects.create(invariant="peace"),
    "sending_pace_unique_name": lambda _: twice(
        lambda: SendingPace.objects.create(name="x", domains=["x.example"])
    ),
    "sending_pace_one_for_others": lambda _: [
        SendingPace.objects.create(name=name, domains=[]) for name in "xy"
    ],
    "sending_pace_positive": lambda _: SendingPace.objects.create(
        name="x", domains=["x.example"], per_minute=0
    ),
    "sending_pace_start_positive": lambda _: SendingPace.objects.create(
        name="x", domains=["x.example"], start_per_minute=0
    ),
    "sending_stop_one_at_a_time": lambda _: twice(lambda: stop_mail(reason="x")),
    "sending_stop_has_reason": lambda _: stop_mail(reason=""),
    "sending_stop_resumed_by_somebody": lambda _: stop_mail(reason="x", resumed_at=database_now()),
    "outbound_email_domain_only": lambda a: make_email(a, recipient_domain="zoe@campus.example"),
    "outbound_email_sent_at_iff_sent": lambda a: make_email(a, state=EmailState.SENT),
    "suppressed_unique_recipient": lambda _: twice(
        lambda: SuppressedAddress.objects.create(recipient_key=b"k" * 32)
    ),
    "hour_never_negative": lambda a: Hour.objects.create(
        appeal=a, hour=database_now(), shard=0, asked=-1
    ),
    "suppressed_reason_known": lambda _: SuppressedAddress.objects.create(
        recipient_key=b"k" * 32, reason="rude"
    ),
    "outbound_email_newsletter_iff_news": lambda a: make_email(a, kind=EmailKind.NEWS),
    "newsletter_state_known": lambda a: Newsletter.objects.create(
        appeal=a, state="lost", started_at=database_now(), tested_digest="x"
    ),
    "newsletter_tested_before_sent": lambda a: Newsletter.objects.create(
        appeal=a, state=NewsletterState.SENDING, started_at=database_now()
    ),
    "newsletter_speed_bounded": lambda a: Newsletter.objects.create(appeal=a, per_hour=1),
    "newsletter_text_unique_language": lambda a: twice(
        partial(
            NewsletterText.objects.create,
            newsletter=Newsletter.objects.get_or_create(appeal=a)[0],
            language="fr",
            subject="Bientôt",
            body="…",
        )
    ),
    "mail_funnel_stage_known": lambda a: MailFunnel.objects.create(
        appeal=a, day=date(2026, 11, 26), domain="", stage="lost", shard=0, value=1
    ),
    "mail_alarm_kind_known": lambda _: MailAlarm.objects.create(kind="fire", number=1),
    "mail_alarm_domain_iff_collapse": lambda _: MailAlarm.objects.create(
        kind="unwanted", domain="lab.example", number=1
    ),
    "tally_dimension_known": lambda a: Tally.objects.create(
        appeal=a, dimension="mood", key="good", shard=0, value=1
    ),
    **desk_constraints.BREAKS,
    **ORGANISATION_BREAKS,
}


def twice_user() -> None:
    User.objects.create_user("olga@desk.example")
    User.objects.bulk_create([User(email="Olga@Desk.example")])


def our_constraints() -> set[str]:
    found: set[str] = set()
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models():
            found |= {constraint.name for constraint in model._meta.constraints}
    return found


def test_every_constraint_is_tried() -> None:
    # What is frozen is so by triggers, which the models do not list.
    frozen = {"appeal_text_frozen", "appeal_version_frozen", "audit_entry_append_only"}
    assert set(BREAKS) == our_constraints() | frozen | desk_constraints.TRIGGERS


@pytest.mark.parametrize("name", BREAKS)
def test_constraint_holds(appeal: Appeal, name: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREAKS[name](appeal)

    cause = refusal.value.__cause__
    assert getattr(cause, "diag").constraint_name == name  # noqa: B009 -- psycopg's own


def test_published_text_can_neither_be_added_nor_removed(appeal: Appeal) -> None:
    version = appeal.versions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        AppealText.objects.create(
            version=version, language="de", title="x", short_title="x", summary="", body="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        version.texts.filter(language="fr").delete()

    assert set(version.texts.values_list("language", flat=True)) == {"fr", "en"}


def test_every_row_that_a_verb_makes_is_allowed(appeal: Appeal) -> None:
    for status in SignatureStatus:
        make_signature(appeal, status=status)

    assert Signature.objects.count() == len(SignatureStatus)


def test_invalidation_reasons_fit_their_column() -> None:
    field = Signature._meta.get_field("invalidation_reason")
    assert isinstance(field, models.CharField)
    assert max(map(len, InvalidationReason.values)) <= (field.max_length or 0)


def test_uniqueness_is_for_verified_rows_only(appeal: Appeal) -> None:
    for _number in range(3):
        make_signature(appeal, email="same@campus.example", status=SignatureStatus.PENDING)
    make_signature(appeal, email="same@campus.example")

    assert Signature.objects.filter(canonical_email="same@campus.example").count() == 4


def test_a_savepoint_survives_a_refusal(appeal: Appeal) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(appeal, status="maybe")

    assert Signature.objects.count() == 0
