"""Everybody sees that a text changed, when, how far, and every word of it (R-57)."""

import pytest
from django.test import Client

from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version, publish_version
from signatures.models.clock import database_now
from signatures.page_cache import pages
from tests.factories import make_signature


@pytest.mark.requirement("R-57")
def test_a_change_after_the_first_signature_is_public(appeal: Appeal, client: Client) -> None:
    signed = make_signature(appeal)
    before = client.get("/fr/appeals/appel/").text
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.SUBSTANTIAL)
    draft.texts.filter(language="fr").update(body="## Pourquoi\n\nParce que **rien ne compte**.")
    publish_version(version=draft, now=database_now())
    pages.clear()

    page = client.get("/fr/appeals/appel/").text
    history = client.get("/fr/appeals/appel/versions/").text

    assert "Texte modifié le" not in before
    assert "Texte modifié le" in page
    assert "changement de fond" in page
    assert "/fr/appeals/appel/versions/" in page
    assert "[supprimé" in history
    assert "[ajouté" in history
    signed.refresh_from_db()
    assert signed.version.sha256 != draft.sha256
    assert signed.version.sha256 in history


def test_an_appeal_without_a_page_has_no_history(client: Client, db: None) -> None:
    assert client.get("/fr/appeals/rien/versions/").status_code == 404
