"""Publish the open data of each appeal once a day; what is published stays."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from appeal.enums import AppealState
from appeal.models import Appeal
from appeal.publishing import NoAppealError, current_version, text_in
from signatures.figures.open_data import archive
from signatures.figures.published import as_dict
from signatures.figures.settled import public_figures
from signatures.models import OpenDataFile
from signatures.models.statements import see_one_moment


def publish_open_data(*, now: datetime) -> int:
    """Publish what is due at `now`; returns how many files were new.

    Drafts are nobody's business, and the figures of an archived appeal no longer move.
    """
    moving = Appeal.objects.published().exclude(state=AppealState.ARCHIVED)
    return sum(publish_day(appeal, now=now) for appeal in moving.order_by("pk"))


def publish_day(appeal: Appeal, *, now: datetime) -> bool:
    """Publish the file of one appeal and day unless there is one; says whether it was new."""
    as_of = now.replace(microsecond=0)
    day = timezone.localdate(as_of)
    if OpenDataFile.objects.filter(appeal=appeal, day=day).exists():
        return False
    try:
        title = text_in(current_version(appeal), settings.LANGUAGE_CODE).title
    except NoAppealError:  # open already, but no text is published yet
        return False
    with transaction.atomic():
        see_one_moment()  # the same figure in every language
        in_languages = {
            language: as_dict(public_figures(appeal, language=language, now=as_of, hours=True))
            for language, _name in settings.LANGUAGES
        }
        content = archive(in_languages, title=title, publisher=appeal.publisher)
        _file, new = OpenDataFile.objects.get_or_create(
            appeal=appeal,
            day=day,
            defaults={
                "as_of": as_of,
                "content": content,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            },
        )
    return new
