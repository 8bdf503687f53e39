"""Sample signatures: each a life and a fate, as rows for the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from appeal.models import Appeal
from demo.sample.chance import Draw
from demo.sample.fates import Fate, Fates
from demo.sample.lives import Lives
from demo.sample.organisations import create_organisations, spelling_ids
from demo.sample.rhythm import Rhythm
from signatures.addresses import domain_of, recipient_key
from signatures.enums import Display, EmailKind, EmailState, ModerationStatus, SignatureStatus
from signatures.folding import search_key
from signatures.models import ModerationDecision, OutboundEmail, Signature
from signatures.models.moderation import Decision
from signatures.signing.sign import CONSENT_WORDING
from signatures.wall.public import wall_key

_DISPLAYS = {Display.FULL: 60, Display.INITIALS: 20, Display.HIDDEN: 20}
_WANT_NEWS = 0.4
_MAIL_TAKES = timedelta(seconds=8)


class Sample(NamedTuple):
    """One signature and what hangs on it."""

    signature: Signature
    email: OutboundEmail | None
    decision: ModerationDecision | None


class Signatories:
    """Makes the signatures of one appeal, the same ones for the same seed and dates."""

    def __init__(self, *, appeal: Appeal, moderator: User, now: datetime, seed: int) -> None:
        """Set the scene.

        Args:
            appeal: what is signed.
            moderator: who decided what no rule decides.
            now: the database's time.
            seed: of everything that looks accidental.
        """
        assert appeal.opens_at is not None  # noqa: S101 -- the sample appeal has one
        self._chance = Random(seed)  # noqa: S311 -- nothing here is a secret
        self._appeal, self._moderator, self._now = appeal, moderator, now
        self._version = appeal.versions.get()
        self._categories = {category.code: category.pk for category in appeal.categories.all()}
        self._rhythm = Rhythm(opens_at=appeal.opens_at, now=now, chance=self._chance)
        self._lives = Lives(self._chance)
        self._records = create_organisations()
        self._spellings = spelling_ids(self._lives.organisations())
        self._fates = Fates(rhythm=self._rhythm, now=now, chance=self._chance)
        self._display = Draw(_DISPLAYS)

    def moments(self, number: int) -> Iterator[datetime]:
        """Give the moments at which `number` people sign, earliest first."""
        return self._rhythm.moments(number, self._chance)

    def make(self, pk: int, signed_at: datetime) -> Sample:
        """Make one signature, with an identifier that the database gave."""
        fate = self._fates.next(signed_at)
        signature = self._signature(pk, signed_at, fate)
        email = decision = None
        if fate.outcome.status == SignatureStatus.PENDING:
            email = self._confirmation_mail(signature)
        if fate.outcome.decision:
            decision = self._decision(pk, fate, fate.outcome.decision)
        return Sample(signature, email, decision)

    def _signature(self, pk: int, signed_at: datetime, fate: Fate) -> Signature:
        life, chance = self._lives.next(), self._chance
        person, display = life.person, self._display(chance)
        status = fate.outcome.status
        signature = Signature(
            pk=pk,
            handle=UUID(bytes=chance.randbytes(16), version=4),
            appeal_id=self._appeal.pk,
            version_id=self._version.pk,
            category_id=self._categories[life.category],
            language=life.language,
            country=life.country,
            consent_wording=CONSENT_WORDING,
            channel=life.channel,
            status=status,
            moderation=fate.outcome.moderation,
            invalidation_reason=fate.invalidation_reason,
            created_at=signed_at,
            verified_at=fate.verified_at,
            withdrawn_at=fate.moved_at if status == SignatureStatus.WITHDRAWN else None,
            invalidated_at=fate.moved_at if status == SignatureStatus.INVALIDATED else None,
        )
        if status == SignatureStatus.WITHDRAWN:
            return signature  # a withdrawal erases the rest
        signature.first_name, signature.last_name = person.first_name, person.last_name
        signature.email = signature.canonical_email = life.email
        signature.organisation, signature.job_title = life.organisation, life.job_title
        signature.city, signature.department = life.city, life.department
        signature.message = life.message
        if fate.verified_at:
            signature.spelling_id = self._spellings.get(life.organisation)
            domain = life.email.rpartition("@")[2]
            signature.verified_organisation_id = self._records.get(domain)
        signature.search_key = search_key(person.last_name, person.first_name, life.organisation)
        signature.wall_key = wall_key(person.first_name, person.last_name, display)
        signature.display = display
        signature.updates_consented_at = signed_at if chance.random() < _WANT_NEWS else None
        signature.form_key = chance.randbytes(32)
        return signature

    def _confirmation_mail(self, signature: Signature) -> OutboundEmail:
        """Give the mail that went out long ago: the demo's worker must not send hundreds."""
        sent_at = min(signature.created_at + _MAIL_TAKES, self._now)
        return OutboundEmail(
            signature_id=signature.pk,
            kind=EmailKind.CONFIRM,
            state=EmailState.SENT,
            dedupe_key=f"{EmailKind.CONFIRM}:{bytes(signature.form_key or b'').hex()}",
            message_nonce=UUID(bytes=self._chance.randbytes(16), version=4),
            recipient_key=recipient_key(signature.canonical_email),
            recipient_domain=domain_of(signature.canonical_email),
            created_at=signature.created_at,
            due_at=sent_at,
            sent_at=sent_at,
            attempts=1,
        )

    def _decision(self, pk: int, fate: Fate, decision: Decision) -> ModerationDecision:
        return ModerationDecision(
            signature_id=pk,
            decision=decision,
            reason=fate.note,
            status_before=SignatureStatus.VERIFIED,
            moderation_before=ModerationStatus.UNREVIEWED,
            decided_by_id=None if decision == Decision.HOLD else self._moderator.pk,
            decided_at=fate.moved_at or self._now,
        )
