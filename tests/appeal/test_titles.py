"""At the desk an appeal is called by its title, in the language of who reads."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.clock import database_now
from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.titles import title_of, titled, with_titles
from appeal.versions import draft_next_version, publish_version
from signatures.models import Signature
from tests.factories import make_appeal, make_signature
from tests.staff import make_staff, signed_in


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in(make_staff("administrator"), "fr")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_the_title_is_that_of_the_published_text(appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.update(short_title="Neuf")
    drafted = title_of(appeal)
    publish_version(version=draft, now=database_now(), change_kind=ChangeKind.CORRECTION)

    assert (drafted, title_of(appeal)) == ("For responsible AI", "Neuf")


def test_it_is_in_the_readers_language_or_in_any_or_the_address(appeal: Appeal) -> None:
    with translation.override("fr"):
        french = title_of(appeal)
    bare = Appeal.objects.create(slug="neuf", publisher="x", contact_email="x@appel.example")
    draft_next_version(appeal=bare, change_kind=ChangeKind.FIRST)
    nothing = title_of(bare)
    text = {"short_title": "Pour nous", "title": "t", "summary": "s", "body": "b"}
    bare.versions.get().texts.create(language="fr", **text)

    assert (french, nothing, title_of(bare)) == ("Pour une IA responsable", "neuf", "Pour nous")
    assert str(Appeal.objects.get(pk=appeal.pk)) == "appel"  # nobody asked for the title


def test_many_rows_cost_one_query_more(
    appeal: Appeal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        make_signature(appeal)

    with django_assert_num_queries(2):
        names = [str(row.appeal) for row in with_titles(Signature.objects.all())]

    assert names == ["For responsible AI"] * 3
    with translation.override("fr"):  # a form keeps its queryset as long as the process lives
        assert [str(one) for one in titled()] == ["Pour une IA responsable"]


@pytest.mark.parametrize(
    "page",
    [
        "appeal/appeal/",
        "appeal/appeal/{pk}/life/",
        "appeal/appeal/add/",
        "appeal/appealversion/",
        "appeal/category/",
        "signatures/signature/{signature}/change/",
        "signatures/signature/?appeal__id__exact={pk}",
        "signatures/bodysignature/",
        "signatures/paperbatch/add/",
        "signatures/paperbatch/?appeal__id__exact={pk}",
        "signatures/invalidation/add/",
        "signatures/snapshot/add/",
        "signatures/newsletter/add/",
        "signatures/channel/add/",
        "mail/signature/{signature}/",
    ],
)
def test_pages_name_it_by_its_title(appeal: Appeal, desk: Client, page: str) -> None:
    make_appeal(slug="second", is_featured=False)  # filters are there to choose
    signature = make_signature(appeal)

    text = desk.get(f"/staff/{page.format(pk=appeal.pk, signature=signature.pk)}").text

    assert "Pour une IA responsable" in text
