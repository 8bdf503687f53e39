"""Versions of the text: hashed when published, and unchangeable from then on."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from appeal.enums import ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion
from appeal.versions import (
    NothingToPublishError,
    draft_next_version,
    hash_version,
    preview,
    publish_version,
)

INSERT_TEXT = """
INSERT INTO appeal_appealtext (version_id, language, title, short_title, summary, body)
VALUES ({id}, 'de', 't', 't', 's', 'b')
"""
MOVE_TEXT = """
UPDATE appeal_appealtext SET version_id = {id}, language = 'de'
WHERE version_id = {draft} AND language = 'fr'
"""
NOW = datetime(2026, 1, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def draft(appeal: Appeal) -> AppealVersion:
    """The second version, not published yet."""
    return draft_next_version(appeal=appeal, change_kind=ChangeKind.SUBSTANTIAL)


def test_the_hash_can_be_computed_by_anybody(appeal: Appeal) -> None:
    version = appeal.versions.get(number=1)
    texts = [version.texts.get(language=language) for language in ("en", "fr")]
    fields = [
        field for text in texts for field in (text.language, text.title, text.summary, text.body)
    ]

    expected = hashlib.sha256("".join(f"{field}\0" for field in fields).encode()).hexdigest()

    assert version.sha256 == hash_version(version) == expected


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_the_hash_changes_with_every_word_that_is_signed(draft: AppealVersion, field: str) -> None:
    before = hash_version(draft)

    draft.texts.filter(language="en").update(**{field: "autre"})

    assert hash_version(draft) != before


def test_words_moved_from_one_field_to_the_next_change_the_hash(draft: AppealVersion) -> None:
    text = draft.texts.filter(language="en")
    text.update(title="ab", summary="c")
    before = hash_version(draft)

    text.update(title="a", summary="bc")

    assert hash_version(draft) != before


def test_publishing_sets_the_moment_and_the_hash(draft: AppealVersion) -> None:
    publish_version(version=draft, now=NOW)

    kept = AppealVersion.objects.get(pk=draft.pk)
    assert (kept.published_at, kept.sha256) == (NOW, hash_version(kept))
    assert (draft.published_at, draft.sha256) == (kept.published_at, kept.sha256)


def test_a_version_is_published_once(draft: AppealVersion) -> None:
    publish_version(version=draft, now=NOW)

    with pytest.raises(NothingToPublishError):
        publish_version(version=draft, now=NOW)


def test_a_version_without_text_is_not_published(draft: AppealVersion) -> None:
    draft.texts.all().delete()

    with pytest.raises(NothingToPublishError):
        publish_version(version=draft, now=NOW)
    assert AppealVersion.objects.get(pk=draft.pk).published_at is None


def test_the_next_version_begins_with_the_words_of_the_last(
    appeal: Appeal, draft: AppealVersion
) -> None:
    def words(version: AppealVersion) -> list[tuple[str, ...]]:
        fields = ("language", "title", "short_title", "summary", "body")
        return list(version.texts.order_by("language").values_list(*fields))

    assert (draft.number, draft.change_kind) == (2, ChangeKind.SUBSTANTIAL)
    assert (draft.published_at, draft.sha256) == (None, "")
    assert words(draft) == words(appeal.versions.get(number=1))


def test_the_first_version_is_an_empty_draft(db: None) -> None:
    appeal = Appeal.objects.create(slug="vide", publisher="x", contact_email="x@appel.example")

    first = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)

    assert (first.number, first.change_kind, first.texts.count()) == (1, ChangeKind.FIRST, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE appeal_appealtext SET body = 'x' WHERE version_id = {id}",
        "UPDATE appeal_appealtext SET title = 'x' WHERE version_id = {id}",
        "DELETE FROM appeal_appealtext WHERE version_id = {id}",
        "UPDATE appeal_appealversion SET published_at = NULL, sha256 = '' WHERE id = {id}",
        "UPDATE appeal_appealversion SET published_at = now() WHERE id = {id}",
        "UPDATE appeal_appealversion SET sha256 = 'x' WHERE id = {id}",
        "UPDATE appeal_appealversion SET number = 9 WHERE id = {id}",
        INSERT_TEXT,
        MOVE_TEXT,
    ],
)
def test_the_database_itself_freezes_what_was_published(
    appeal: Appeal, draft: AppealVersion, statement: str
) -> None:
    published = appeal.versions.get(number=1)
    before = hash_version(published)

    with (
        pytest.raises(IntegrityError, match="a published text does not change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(id=published.pk, draft=draft.pk))

    assert hash_version(AppealVersion.objects.get(pk=published.pk)) == before == published.sha256


def test_a_draft_is_corrected_and_thrown_away(draft: AppealVersion) -> None:
    draft.texts.filter(language="en").update(title="Corrected")
    draft.texts.get(language="fr").delete()
    draft.delete()

    assert not AppealText.objects.filter(title="Corrected").exists()


def test_a_preview_shows_what_visitors_will_read(draft: AppealVersion) -> None:
    draft.texts.filter(language="en").update(body="**Yes** <script>alert(1)</script>")

    french, english = preview(draft)

    assert (english[0].language, french[0].language) == ("en", "fr")
    assert "<strong>Yes</strong>" in english[1]
    assert "<script>" not in english[1]
