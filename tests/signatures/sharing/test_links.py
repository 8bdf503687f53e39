"""Links to share: whole, escaped, and without a person in them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import translation

from appeal.enums import AppealState
from appeal.models import Appeal
from appeal.publishing import current_letter
from signatures.figures.breakdowns import breakdowns
from signatures.figures.counting import figures
from signatures.figures.own_channels import colleagues_channel
from signatures.figures.published import as_dict
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.sharing.links import sharing
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.signing.links import link


def test_services_get_the_address_and_the_words(appeal: Appeal) -> None:
    with translation.override("en"):
        shared = sharing(
            appeal,
            current_letter(appeal, "en"),
            now=database_now(),
            channel="colleagues-student",
        )

    found = {one.label: urlsplit(one.address) for one in shared.links}
    assert shared.address.endswith("/en/appeals/appel/?via=colleagues-student")
    assert parse_qs(found["X"].query)["url"] == [shared.address]
    assert parse_qs(found["LinkedIn"].query)["url"] == [shared.address]
    assert parse_qs(found["WhatsApp"].query)["text"] == [f"{shared.text} {shared.address}"]
    assert "For responsible AI" in shared.text


def test_nobody_is_asked_to_sign_what_is_over(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(state=AppealState.CLOSED)

    page = client.get("/en/appeals/appel/share/").content.decode()
    confirmed = client.get(link(make_signature(appeal), Purpose.CONFIRM, language="en"))

    assert "to be read here" in page
    for words in ("sign if you agree", "one more signature"):
        assert words not in page + confirmed.content.decode()


@pytest.mark.parametrize("category", ["student", "x" * 60, "a-" * 30])
def test_channel_fits_the_form(category: str) -> None:
    channel = colleagues_channel(category)

    assert len(channel) <= 40
    assert not channel.endswith("-")


def test_two_people_share_one_link(client: Client, appeal: Appeal) -> None:
    pages = [
        client.get(link(make_signature(appeal), Purpose.CONFIRM)).content.decode()
        for _number in range(2)
    ]

    for page in pages:
        assert 'value="http' in page
        assert "?via=colleagues-student" in page


def test_what_a_link_brings_is_counted(client: Client, appeal: Appeal) -> None:
    page = client.get("/fr/appeals/appel/?via=colleagues-student")
    make_signature(appeal, channel="colleagues-student")

    assert 'value="colleagues-student"' in page.content.decode()
    counted = figures(appeal, language="fr", now=database_now())
    assert ("colleagues-student", 1) in counted.by_channel
    assert Signature.objects.count() == 1


def test_our_own_links_are_told_in_words(appeal: Appeal) -> None:
    for channel in ("", "colleagues-student", "embed", "poster"):
        for _person in range(5):
            make_signature(appeal, channel=channel)

    counted = figures(appeal, language="en", now=database_now())
    tables = breakdowns(as_dict(counted), "en")

    [rows] = [table.rows for table in tables if table.name == "channel"]
    assert {row.key: row.label for row in rows if row.key} == {
        "colleagues-student": "Links passed on by signatories: Students",
        "embed": "The counter on other sites",
        "poster": "poster",
    }
