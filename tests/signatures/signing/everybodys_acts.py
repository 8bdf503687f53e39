"""Whatever may be done to the people of a `World`, each act picking its rows by chance."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from signatures.bodies import approval, conversion, own
from signatures.desk import featuring, invalidation, jobs, moderation, release, undo
from signatures.desk.kinds import KINDS
from signatures.desk.organisations.rechecking import request_recheck
from signatures.enums import Display, InvalidationReason, OrganisationKind, SignatureStatus
from signatures.helpdesk.resend import resend
from signatures.helpdesk.resending import request_resend
from signatures.mail import bounces, opened, outbox, pacing, reminders
from signatures.mail.reports import ReportKind
from signatures.models import (
    BodySignature,
    FeaturedSignatory,
    Invalidation,
    Newsletter,
    Organisation,
    OrganisationMerge,
    OrganisationSpelling,
    OutboundEmail,
    PaperBatch,
    ReleaseProposal,
    SendingPace,
    Signature,
)
from signatures.models.clock import database_now
from signatures.models.release import ProofKind
from signatures.news import sending
from signatures.organisations import merging
from signatures.organisations.records import keep_in_step
from signatures.paper import batches, counting
from signatures.privacy import anonymise, domains, retention
from signatures.risk import unusual
from signatures.signing import code, my_signature, revise, withdraw
from signatures.signing.confirm import confirm_signature
from signatures.tokens import confirmation_code
from signatures.wall.public import SHOWN
from tests.signatures.bodies.bodies import ask
from tests.signatures.paper.sheets import count, entry
from tests.signatures.signing.entries import sign
from tests.signatures.signing.everybody import DOMAINS, FIRST_NAMES, TYPED, World

HALF = 0.5

# What citizens do.


def sign_again(world: World) -> None:
    sign(
        world.dice.choice((world.appeal, world.over)),
        email=world.dice.choice((*world.addresses, f"n{world.dice.randrange(10**6)}@{DOMAINS[0]}")),
        organisation=world.dice.choice(TYPED),
        updates=True,
    )


def confirm(world: World) -> None:
    confirm_signature(handle=world.waiting().handle, now=database_now())


def confirm_by_code(world: World) -> None:
    signature = world.waiting()
    digits = confirmation_code(signature.handle)
    code.confirm_by_code(email=signature.email, code=digits, now=database_now())


def leave(world: World) -> None:
    withdraw.withdraw_signature(handle=world.person().handle, now=database_now())


def disown(world: World) -> None:
    withdraw.disown_signature(handle=world.person().handle, now=database_now())


def correct(world: World) -> None:
    signature = world.one(Signature.objects.filter(status=SignatureStatus.VERIFIED))
    stands = revise.as_it_stands(signature)
    revision = revise.Revision(
        **vars(stands)
        | {
            "organisation": world.dice.choice(TYPED),
            "first_name": world.dice.choice(FIRST_NAMES),
            "display": world.dice.choice(Display.values),
        }
    )
    revise.revise(handle=signature.handle, revision=revision, seen="", now=database_now())


def ask_for_links(world: World) -> None:
    address = world.dice.choice(world.addresses)
    my_signature.send_links_again(email=address, appeal=world.appeal, now=database_now())


def end_news(world: World) -> None:
    sending.unsubscribe(world.person().handle)


def open_page(world: World) -> None:
    for _number in range(5):
        opened.note_opened(world.person())
    opened.bring()


def sign_for_body(world: World) -> None:
    name = f"Cercle {world.dice.randrange(4)}"
    ask(world.appeal, name=name, email=world.dice.choice(world.addresses))


def confirm_body(world: World) -> None:
    own.confirm_body(handle=world.one(BodySignature.objects.all()).handle, now=database_now())


def leave_as_body(world: World) -> None:
    act = world.dice.choice((own.withdraw_body, own.disown_body))
    act(handle=world.one(BodySignature.objects.all()).handle, now=database_now())


CITIZENS = (
    *(sign_again, sign_again, confirm, confirm, confirm, confirm_by_code, leave, disown),
    *(correct, correct),
    *(ask_for_links, end_news, open_page, sign_for_body, confirm_body, leave_as_body),
)


# What organisers do.


def moderate(world: World) -> None:
    verb = world.dice.choice((moderation.approve, moderation.hide, moderation.hold))
    verb(world.some(), by=world.by)


def invalidate(world: World) -> None:
    moderation.invalidate(world.some(), by=world.by, why=InvalidationReason.DUPLICATE)


def reinstate(world: World) -> None:
    moderation.reinstate(world.some(), by=world.by)


def undo_an_act(world: World) -> None:
    undo.undo(world.act(), by=world.by)


def take_wave_out(world: World) -> None:
    seen = invalidation.preview(world.appeal, {"email_domain": world.dice.choice(DOMAINS)})
    invalidation.start(
        world.appeal,
        conditions=seen.conditions,
        newest=seen.newest,
        previewed=seen.number,
        why=InvalidationReason.FORGED,
        note="",
        by=world.by,
    )


def put_wave_back(world: World) -> None:
    invalidation.start_undo(world.one(Invalidation.objects.all()), by=world.by)


def ask_for_jobs(world: World) -> None:
    domain = world.dice.choice(DOMAINS)
    request_recheck([domain], by=world.by)
    request_resend(domain, by=world.by)


def work(world: World) -> None:
    jobs.run_due(KINDS, seconds=0)


def convert(world: World) -> None:
    facts = conversion.BodyFacts(
        name=f"Cercle {world.dice.randrange(4)}", kind=OrganisationKind.OTHER, role=""
    )
    verified = Signature.objects.filter(status=SignatureStatus.VERIFIED)
    conversion.to_body(world.one(verified), facts, by=world.by)


def convert_back(world: World) -> None:
    body = world.one(BodySignature.objects.select_related("appeal"))
    category = body.appeal.categories.first()
    conversion.to_person(body, by=world.by, category=category)


def decide_about_body(world: World) -> None:
    body = world.one(BodySignature.objects.all())
    match world.dice.randrange(4):
        case 0:
            approval.refuse(body, reason="", by=world.by)
        case 1:
            approval.reopen(body, by=world.by)
        case _:
            name = body.name or "Cercle"
            approval.approve(body, name=name, mandate_seen="vu", by=world.by)


def feature(world: World) -> None:
    shown = Signature.objects.filter(SHOWN, display=Display.FULL)
    featuring.feature(world.one(shown), by=world.by)


def describe(world: World) -> None:
    row = world.one(FeaturedSignatory.objects.all())
    if world.dice.random() < HALF:
        featuring.describe(row, title="Élue", quote="Oui.", portrait=None, by=world.by)
    else:
        featuring.place(row, index=world.dice.randrange(4), by=world.by)


def propose(world: World) -> None:
    held = Signature.objects.filter(moderation="held")
    release.propose_release(world.one(held), proof=ProofKind.CALL, note="vu", by=world.by)


def release_one(world: World) -> None:
    proposal = world.one(ReleaseProposal.objects.all())
    if world.dice.random() < HALF:
        release.refuse_release(proposal, by=world.by)
    else:
        release.approve_release(proposal, by=world.second)


def merge(world: World) -> None:
    record = world.one(Organisation.objects.all())
    ids = list(OrganisationSpelling.objects.values_list("pk", flat=True))
    merging.merge(record, world.dice.sample(ids, min(3, len(ids))), by=world.by)


def undo_merge(world: World) -> None:
    done = world.one(OrganisationMerge.objects.filter(undone_at=None))
    merging.undo(done.organisation, done.pk)


def rename(world: World) -> None:
    record = world.one(Organisation.objects.all())
    record.name, record.english_name = world.dice.sample(("Atelier", "Cercle", "Autre"), 2)
    keep_in_step(record)


ORGANISERS = (
    *(moderate, moderate, invalidate, reinstate, undo_an_act, take_wave_out, put_wave_back),
    *(ask_for_jobs, work, work, convert, convert_back, decide_about_body),
    *(feature, feature, describe, propose, release_one, merge, undo_merge, rename),
)


# Paper.


def count_list(world: World) -> None:
    count(world.one(PaperBatch.objects.all()))


def take_list_back(world: World) -> None:
    counting.undo_batch(world.one(PaperBatch.objects.all()), by=world.by, reason="twice")


def type_on(world: World) -> None:
    batch = world.one(PaperBatch.objects.all())
    if batch.state == "undone":
        batches.reopen_batch(batch)
    batches.add_lines(batch, [entry(world.appeal, email=world.dice.choice(world.addresses))])


def leave_line_out(world: World) -> None:
    reason = world.dice.choice(("withdrawn", "duplicate", ""))
    batch = world.one(PaperBatch.objects.all())
    batches.leave_out(batch, [world.dice.randrange(1, 12)], reason=reason)


PAPER = (count_list, count_list, take_list_back, type_on, leave_line_out)


# What mail servers and the schedule do.


def deliver(world: World) -> None:
    batch = outbox.claim(limit=8)
    for email in batch[2:]:
        match world.dice.randrange(4):
            case 0:
                outbox.mark_bounced(email, "550")
            case 1:
                email.attempts = outbox.MAX_ATTEMPTS
                outbox.mark_failed(email, "451")
            case _:
                outbox.mark_sent(email)
    outbox.release(batch[:2], after=timedelta(0))


def come_back(world: World) -> None:
    email = world.one(OutboundEmail.objects.all())
    bounces.record(email, kind=world.dice.choice((ReportKind.HARD, ReportKind.COMPLAINT)))


def revive(world: World) -> None:
    outbox.revive(OutboundEmail.objects.all())


def change_pace(world: World) -> None:
    pace = SendingPace.objects.get(name="home")
    pace.per_minute = world.dice.randrange(30, 90)
    pacing.change_pace(pace)


def write_again(world: World) -> None:
    resend([world.person().pk for _number in range(3)], now=database_now())


def remind(world: World) -> None:
    reminders.remind(database_now())


def feed_news(world: World) -> None:
    Newsletter.objects.update(cursor=0)
    sending.feed(database_now())


def purge(world: World) -> None:
    now = database_now()
    retention.purge_unconfirmed(now=now)
    retention.purge_unconfirmed_bodies(now=now)
    retention.purge_sent_mail(now=now)
    retention.destroy_network_secrets(now=now)


def fold(world: World) -> None:
    domains.fold_old(timezone.localdate() + timedelta(days=world.dice.choice((0, 3))))


def end_appeal(world: World) -> None:
    anonymise.anonymise(world.over, now=database_now())


def look(world: World) -> None:
    unusual.look(now=database_now())


SCHEDULE = (
    *(deliver, deliver, deliver, come_back, come_back, revive, change_pace, write_again),
    *(remind, feed_news, purge, fold, end_appeal, look, look),
)

ACTS: tuple[Callable[[World], None], ...] = (*CITIZENS, *CITIZENS, *ORGANISERS, *PAPER, *SCHEDULE)
