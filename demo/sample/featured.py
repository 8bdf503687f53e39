"""A few of the sample's signatories, with a portrait and a quote."""

from django.db import transaction

from accounts.models import User
from appeal.models import Appeal
from demo.sample.people import read_words
from demo.sample.portraits import draw_portrait
from signatures.desk.featuring import approve_quote, describe, feature
from signatures.enums import Display
from signatures.models import Signature
from signatures.wall.public import public_signatures


@transaction.atomic
def feature_some(appeal: Appeal, *, organiser: User) -> None:
    """Feature the first person of each category who shows a job and an organisation.

    Args:
        appeal: the sample's, with its signatures.
        organiser: who chooses them and approves what they say.
    """
    women = set(read_words("names")["fr"]["women"])
    quotes: dict[str, str] = read_words("story")["featured"]
    for number, (code, quote) in enumerate(quotes.items()):
        signature = _somebody(appeal, code)
        if signature is None:
            continue
        row = feature(signature, by=organiser)
        describe(
            row,
            title=f"{signature.job_title}, {signature.organisation}",
            quote=quote,
            portrait=draw_portrait(number, is_woman=signature.first_name in women),
            by=organiser,
        )
        approve_quote(row, quote=quote, by=organiser)


def _somebody(appeal: Appeal, code: str) -> Signature | None:
    shown = public_signatures(appeal).filter(
        display=Display.FULL, category__code=code, language="fr", country="FR"
    )
    return shown.exclude(job_title="").exclude(organisation="").order_by("pk").first()
