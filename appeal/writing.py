"""Write a draft: every language at once, and never over what somebody else has written."""

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from appeal.models import AppealText, AppealVersion
from appeal.versions import hash_draft, hash_version


class FrozenTextError(Exception):
    """The version is published: it does not change any more (R-57)."""


class StaleTextError(Exception):
    """Somebody else has written in this draft since the page was opened."""


@transaction.atomic
def write_texts(
    *, version: AppealVersion, texts: Mapping[str, Mapping[str, str]], seen: str
) -> None:
    """Write the texts of a draft.

    Args:
        version: the draft.
        texts: for each language its `title`, `short_title`, `summary` and `body`; a
            language in which all of them are empty loses its text.
        seen: `hash_draft` of the texts as the page showed them.

    Raises:
        FrozenTextError: the version is published.
        StaleTextError: the texts are not what the page showed.
    """
    locked = AppealVersion.objects.select_for_update().get(pk=version.pk)
    if locked.published_at is not None:
        raise FrozenTextError
    if seen != hash_draft(locked):
        raise StaleTextError
    before = hash_version(locked)
    for language, fields in texts.items():
        if any(fields.values()):
            AppealText.objects.update_or_create(
                version=locked, language=language, defaults=dict(fields)
            )
        else:
            locked.texts.filter(language=language).delete()
    if seen != hash_draft(locked):
        audit.record(
            "appeal.write",
            target=locked,
            target_label=str(locked),
            before={"sha256": before},
            after={"sha256": hash_version(locked)},
        )
