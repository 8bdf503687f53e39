"""A draft is written as a whole, and never over somebody else's words."""

import pytest

from accounts.models import AuditEntry
from appeal.enums import ChangeKind
from appeal.models import Appeal, AppealVersion
from appeal.versions import draft_next_version, hash_draft, hash_version
from appeal.writing import FrozenTextError, StaleTextError, write_texts

TEXT = {"title": "Titre", "short_title": "T", "summary": "S", "body": "Corps"}
EMPTY = dict.fromkeys(TEXT, "")


@pytest.fixture
def draft(appeal: Appeal) -> AppealVersion:
    """A second version."""
    return draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)


def test_every_language_is_written_and_an_empty_one_taken_away(draft: AppealVersion) -> None:
    write_texts(version=draft, texts={"fr": TEXT, "en": EMPTY}, seen=hash_draft(draft))

    (text,) = draft.texts.all()
    assert (text.language, text.title, text.body) == ("fr", "Titre", "Corps")


def test_what_somebody_else_wrote_stays(draft: AppealVersion) -> None:
    seen = hash_draft(draft)
    write_texts(version=draft, texts={"fr": TEXT}, seen=seen)

    with pytest.raises(StaleTextError):
        write_texts(version=draft, texts={"fr": {**TEXT, "title": "Autre"}}, seen=seen)

    assert draft.texts.get(language="fr").title == "Titre"


def test_what_somebody_else_wrote_for_the_subject_of_mails_stays(draft: AppealVersion) -> None:
    seen, signed = hash_draft(draft), hash_version(draft)
    text = draft.texts.values(*TEXT).get(language="fr")
    write_texts(version=draft, texts={"fr": {**text, "short_title": "Court"}}, seen=seen)

    with pytest.raises(StaleTextError):
        write_texts(version=draft, texts={"fr": {**text, "short_title": "Bref"}}, seen=seen)

    assert draft.texts.get(language="fr").short_title == "Court"
    assert hash_version(draft) == signed
    assert AuditEntry.objects.filter(act="appeal.write").count() == 1


@pytest.mark.requirement("R-57")
def test_a_published_text_is_not_written(appeal: Appeal) -> None:
    version = appeal.versions.get()

    with pytest.raises(FrozenTextError):
        write_texts(version=version, texts={"fr": TEXT}, seen=hash_draft(version))
