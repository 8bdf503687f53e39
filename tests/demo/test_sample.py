import json
import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from appeal.models import Appeal
from demo.sample import copying
from demo.sample.campaign import SLUG, draft_campaign
from demo.sample.copying import copy_rows, load_signatures
from demo.sample.fates import Outcome
from demo.sample.loading import load_sample
from demo.sample.signatories import Signatories
from demo.sample.staff import MODERATOR_EMAIL, prepare_staff
from signatures.addresses import canonical_email, recipient_key
from signatures.enums import (
    Display,
    EmailKind,
    EmailState,
    ModerationStatus,
    SignatureStatus,
    SuppressionReason,
)
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.folding import search_key
from signatures.mail.funnel import read_funnel
from signatures.models import ModerationDecision, OutboundEmail, Signature, SuppressedAddress
from signatures.models.clock import database_now
from signatures.privacy.retention import purge_unconfirmed
from signatures.signing.names import validate_line, validate_lines, validate_name
from signatures.wall.public import public_signatures, wall_key
from tests.factories import make_appeal, make_signature


@pytest.fixture
def sample(db: None, tmp_path: Path) -> Appeal:
    load_sample(signatures=1200, folder=tmp_path)
    return Appeal.objects.get(slug=SLUG)


def test_figure_is_a_little_above_a_thousand_and_sums_up(sample: Appeal) -> None:
    found = figures(sample, language="fr", now=database_now())

    assert Signature.objects.count() == 1200
    assert 1000 < found.total < 1120
    assert sum(count for _code, _label, count in found.by_category) == found.total
    assert sum(count for _day, count in found.by_day) == found.total
    assert sum(count for _country, count in found.by_country) == found.total
    assert reconcile(sample) == []


def test_every_status_category_and_display_is_there(sample: Appeal) -> None:
    rows = Signature.objects.values_list("status", "moderation")
    found = {Outcome(SignatureStatus(status), ModerationStatus(held)) for status, held in rows}

    assert found == {
        Outcome(SignatureStatus.PENDING),
        Outcome(SignatureStatus.VERIFIED),
        Outcome(SignatureStatus.VERIFIED, ModerationStatus.APPROVED),
        Outcome(SignatureStatus.VERIFIED, ModerationStatus.HELD),
        Outcome(SignatureStatus.VERIFIED, ModerationStatus.HIDDEN),
        Outcome(SignatureStatus.WITHDRAWN),
        Outcome(SignatureStatus.INVALIDATED),
    }
    by_category = figures(sample, language="fr", now=database_now()).by_category
    assert all(count > 0 for _code, _label, count in by_category)
    displays = Counter(public_signatures(sample).values_list("display", flat=True))
    assert displays[Display.FULL] > displays[Display.INITIALS] > 0


def test_times_are_in_order(sample: Appeal) -> None:
    now = database_now()
    assert sample.opens_at is not None

    rows = list(Signature.objects.order_by("id"))

    moments = [row.created_at for row in rows]
    assert moments == sorted(moments)
    assert sample.opens_at <= moments[0]
    for row in rows:
        steps = [row.created_at, row.verified_at, row.withdrawn_at or row.invalidated_at, now]
        happened = [moment for moment in steps if moment]
        assert happened == sorted(happened)


def test_what_is_pending_was_written_to_and_is_not_purged(sample: Appeal) -> None:
    pending = list(Signature.objects.filter(status=SignatureStatus.PENDING))

    mails = {mail.signature_id: mail for mail in OutboundEmail.objects.all()}

    assert set(mails) == {row.pk for row in pending}
    for row in pending:
        mail = mails[row.pk]
        assert mail.kind == EmailKind.CONFIRM
        assert bytes(mail.recipient_key) == recipient_key(row.canonical_email)
    assert purge_unconfirmed(now=database_now() + timedelta(hours=23)) == 0


def test_some_mail_did_not_arrive_for_every_reason(sample: Appeal) -> None:
    mails = OutboundEmail.objects.exclude(last_error="")

    assert Counter(mails.values_list("state", "last_error")) == {
        (EmailState.BOUNCED, "hard 5.1.1"): 1,
        (EmailState.BOUNCED, "hard 5.1.2"): 1,
        (EmailState.BOUNCED, "soft 4.2.2"): 1,
        (EmailState.BOUNCED, "blocked 5.7.1"): 1,
        (EmailState.BOUNCED, "recipient refused: 550"): 2,
        (EmailState.DEAD, "recipient deferred: 451"): 1,
        (EmailState.DEAD, "SMTPDataError: 452"): 1,
        (EmailState.DEAD, "SMTPServerDisconnected"): 1,
    }
    assert Counter(SuppressedAddress.objects.values_list("reason", flat=True)) == {
        SuppressionReason.HARD_BOUNCE: 2,
        SuppressionReason.COMPLAINT: 1,
    }
    fared = read_funnel(today=localdate(database_now())).total
    assert (fared.bounced, fared.dead) == (6, 3)
    assert fared.sent == fared.asked - 5  # two refused at once, three never taken
    assert not OutboundEmail.objects.filter(state=EmailState.QUEUED).exists()


def test_rows_are_as_signing_would_have_made_them(sample: Appeal) -> None:
    for row in Signature.objects.exclude(status=SignatureStatus.WITHDRAWN):
        row.clean_fields(exclude=["appeal", "version", "category"])
        validate_name(row.first_name)
        validate_name(row.last_name)
        for line in (row.organisation, row.job_title, row.city):
            validate_line(line)
        validate_lines(row.message)
        assert row.canonical_email == canonical_email(row.email)
        assert row.email.endswith(".example")
        assert row.search_key == search_key(row.last_name, row.first_name, row.organisation)
        assert row.wall_key == wall_key(row.first_name, row.last_name, row.display)


def test_decisions_explain_where_a_signature_stands(sample: Appeal) -> None:
    decided = {decision.signature_id for decision in ModerationDecision.objects.all()}

    touched = Signature.objects.exclude(
        status__in=(SignatureStatus.PENDING, SignatureStatus.VERIFIED, SignatureStatus.WITHDRAWN)
    ) | Signature.objects.exclude(moderation=ModerationStatus.UNREVIEWED)

    assert decided == set(touched.values_list("pk", flat=True))


def test_next_signature_gets_an_identifier_of_its_own(sample: Appeal) -> None:
    highest = max(Signature.objects.values_list("pk", flat=True))

    assert make_signature(sample).pk > highest


def test_second_run_keeps_everything(sample: Appeal, tmp_path: Path) -> None:
    before = (tmp_path / "credentials.json").read_bytes()
    make_signature(sample)

    loaded = load_sample(signatures=5, folder=tmp_path)

    assert not loaded.is_new
    assert Signature.objects.count() == 1201
    assert (tmp_path / "credentials.json").read_bytes() == before


def test_interrupted_run_is_cleared_by_the_next(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "CHUNK", 10)
    prepare_staff(tmp_path / "credentials.json")
    now = database_now()
    moderator = User.objects.get(email=MODERATOR_EMAIL)
    appeal = draft_campaign(now)
    signatories = Signatories(appeal=appeal, moderator=moderator, now=now, seed=1)
    assert next(load_signatures(signatories, 35)) == 10
    assert not Appeal.objects.published().exists()

    progress: list[int] = []
    load_sample(signatures=25, folder=tmp_path, progress=progress.append)

    assert progress == [10, 20, 25]
    assert Signature.objects.count() == 25
    assert reconcile(Appeal.objects.get()) == []


def test_no_signature_is_a_number_too(db: None, tmp_path: Path) -> None:
    load_sample(signatures=0, folder=tmp_path)

    assert total(Appeal.objects.get(slug=SLUG)) == 0


def test_no_row_is_no_statement(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        copy_rows([])


def test_front_page_is_left_to_who_has_it(db: None, tmp_path: Path) -> None:
    make_appeal(slug="premier")

    load_sample(signatures=0, folder=tmp_path)

    assert [appeal.slug for appeal in Appeal.objects.filter(is_featured=True)] == ["premier"]


def test_credentials_open_each_account(db: None, tmp_path: Path) -> None:
    load_sample(signatures=0, folder=tmp_path)

    file = tmp_path / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    roles = {}
    for line in json.loads(file.read_text()):
        user = authenticate(None, email=line["email"], password=line["password"])
        assert isinstance(user, User)
        validate_password(line["password"], user)
        groups = sorted(group.name for group in user.groups.all())
        roles[line["role"]] = "all" if user.is_superuser else groups
    assert roles == {
        "administrator": "all",
        "organiser": ["organiser", "personal data export"],
        "moderator": ["moderator"],
        "press": ["press"],
    }


def test_lost_credentials_are_made_anew(db: None, tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    load_sample(signatures=0, folder=tmp_path)
    before = json.loads(file.read_text())
    file.unlink()

    load_sample(signatures=0, folder=tmp_path)

    after = json.loads(file.read_text())
    assert [line["email"] for line in after] == [line["email"] for line in before]
    assert not {line["password"] for line in after} & {line["password"] for line in before}
    assert authenticate(None, email=after[0]["email"], password=after[0]["password"])
    assert User.objects.count() == 4


def test_command_loads_and_says_what_is_there(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO_DIR", str(tmp_path))

    call_command("load_sample", "--signatures", "0")
    call_command("load_sample")

    assert capsys.readouterr().out.splitlines() == [
        "The sample appeal is loaded: 0 signatures counted.",
        "The sample appeal is kept as it was: 0 signatures counted.",
    ]


@pytest.mark.parametrize(
    ("number", "demo", "message"),
    [
        (-1, True, "--signatures must be a number from 0 to 10000000."),
        (10_000_001, True, "--signatures must be a number from 0 to 10000000."),
        (1, False, "load_sample works only in a demonstration: PARAPHE_DEMO=1."),
    ],
)
def test_command_refuses(
    db: None, settings: Settings, *, number: int, demo: bool, message: str
) -> None:
    settings.DEMO = demo

    with pytest.raises(CommandError, match=rf"^{message}$"):
        call_command("load_sample", signatures=number)

    assert not Appeal.objects.exists()
