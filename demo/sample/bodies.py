"""The sample's organisations that sign as bodies: most approved, one waiting."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from appeal.models import Appeal
from demo.sample.people import everybody, read_words
from signatures.bodies.request import CONSENT_WORDING
from signatures.enums import BodyState
from signatures.folding import search_key
from signatures.models import BodySignature, Organisation


@transaction.atomic
def create_bodies(appeal: Appeal, *, moderator: User, now: datetime, seed: int) -> None:
    """Create them as if they had signed in the last weeks.

    Args:
        appeal: the sample's, with its version.
        moderator: who saw the mandates.
        now: the database's time.
        seed: of what looks accidental.
    """
    people = everybody(Random(seed))["fr"]  # noqa: S311 -- nothing here is a secret
    records = {record.name: record for record in Organisation.objects.all()}
    for number, words in enumerate(read_words("organisations")["body"]):
        record, person = records[words["organisation"]], people.next()
        signed_at = now - timedelta(days=20 - 3 * number, hours=number)
        domain = record.domains.values_list("domain", flat=True).first()
        email = f"{person.mailbox}@{domain}"
        approved = bool(words["seen"])
        BodySignature.objects.create(
            appeal=appeal,
            version=appeal.versions.get(),
            language="fr",
            name=record.name,
            name_key=search_key(record.name),
            kind=record.kind,
            organisation=record if approved else None,
            first_name=person.first_name,
            last_name=person.last_name,
            role=words["role"],
            email=email,
            canonical_email=email,
            mandate=words["mandate"],
            mandate_seen=words["seen"],
            consent_wording=CONSENT_WORDING,
            state=BodyState.APPROVED if approved else BodyState.VERIFIED,
            approved_by=moderator if approved else None,
            approved_at=signed_at + timedelta(days=1) if approved else None,
            created_at=signed_at,
            verified_at=signed_at + timedelta(minutes=9),
        )
