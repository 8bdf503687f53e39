"""The appeal's page and its form, as a browser sees them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal, AppealVersion
from appeal.versions import draft_next_version, publish_version
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.signing.form_token import read_form_token
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import form_token, typed
from tests.signatures.signing.pages import Page

SIGN = "/fr/appeals/appel/sign/"
INBOX = "/fr/appeals/appel/check-your-inbox/"


@pytest.mark.parametrize("address", ["/fr/", "/fr/appeals/appel/"])
def test_page_shows_the_letter_and_an_empty_form(
    client: Client, appeal: Appeal, address: str
) -> None:
    response = client.get(address)

    page = Page(response)
    assert response.status_code == 200
    assert (page.language, page.heading) == ("fr", "Pour une IA responsable")
    assert "Parce que cela compte" in page.text
    assert {name: value for name, value in page.values.items() if value} == {
        "form_token": page.values["form_token"],
        "country": "FR",
    }
    assert (page.ticked, page.wrong) == (set(), set())


def test_fold_names_the_country_which_is_france_unless_said_otherwise(
    client: Client, appeal: Appeal
) -> None:
    summary = client.get("/fr/").text.partition("<summary>")[2].partition("</summary>")[0]

    assert "votre pays si ce n’est pas la France" in summary


def test_page_speaks_the_language_of_its_address(client: Client, appeal: Appeal) -> None:
    page = Page(client.get("/en/appeals/appel/", headers={"Accept-Language": "fr"}))

    assert (page.language, page.heading) == ("en", "For responsible AI")


def test_page_carries_a_token_of_the_version_on_it(client: Client, appeal: Appeal) -> None:
    token = Page(client.get("/fr/")).values["form_token"]

    assert read_form_token(token)[1] == appeal.versions.get().pk


def test_page_shows_the_figure_and_who_wants_to_be_seen(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, first_name="Suzie", last_name="Lefèvre")
    make_signature(appeal, first_name="Olga", last_name="Cachée", display="hidden")

    page = Page(client.get("/fr/"))

    assert "2" in page.text.split()
    assert "Suzie Lefèvre" in page.text
    assert "Cachée" not in page.text


@pytest.mark.parametrize("state", [AppealState.PAUSED, AppealState.CLOSED, AppealState.ARCHIVED])
def test_page_of_an_appeal_that_is_not_open_has_no_form(
    client: Client, appeal: Appeal, state: AppealState
) -> None:
    Appeal.objects.update(state=state)

    page = Page(client.get("/fr/"))

    assert page.heading == "Pour une IA responsable"
    assert "form_token" not in page.values


@pytest.mark.parametrize("state", [AppealState.PAUSED, AppealState.CLOSED])
def test_sheet_of_an_appeal_that_takes_none_asks_nobody_to_sign(
    client: Client, appeal: Appeal, state: str
) -> None:
    Appeal.objects.update(state=state)

    page = client.get("/fr/").content.decode()

    assert "Votre signature</h2>" in page
    assert "Signer l’appel" not in page


@pytest.mark.parametrize(
    ("address", "said", "in_calendar"),
    [
        ("/fr/", "le mardi 1er décembre 2099 à 8 h 05 (heure de Paris)", "Heures de Paris."),
        ("/en/", "on Tuesday 1 December 2099 at 08:05 (Paris time)", "All times are Paris time."),
    ],
)
def test_opening_that_is_to_come_is_told_by_the_hour(
    client: Client, appeal: Appeal, address: str, said: str, in_calendar: str
) -> None:
    Appeal.objects.update(opens_at=datetime(2099, 12, 1, 7, 5, tzinfo=UTC))

    page = Page(client.get(address)).text

    assert said in page
    assert page.count(said.partition(" (")[0].partition(" ")[2]) == 2
    assert in_calendar in page


def test_nobody_is_asked_for_more_when_signing_is_over(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)
    Appeal.objects.update(goal=1500, state=AppealState.CLOSED)

    page = client.get("/en/").content.decode()

    assert "more signatures" not in page
    assert "Goal: 1,500" in page


@pytest.mark.parametrize("suffix", ["", "sign/", "check-your-inbox/"])
@pytest.mark.parametrize("slug", ["nowhere", "draft", "unwritten"])
def test_appeal_that_is_not_public_is_not_found(
    client: Client, appeal: Appeal, slug: str, suffix: str
) -> None:
    make_appeal(slug="draft", is_featured=False, state=AppealState.DRAFT)
    # Opened by the organisers before they published its text.
    Appeal.objects.create(slug="unwritten", state=AppealState.OPEN)
    address = f"/fr/appeals/{slug}/{suffix}"

    response = client.post(address) if suffix == "sign/" else client.get(address)

    assert response.status_code == 404


def test_front_page_without_a_featured_appeal_is_not_found(client: Client, db: None) -> None:
    assert client.get("/fr/").status_code == 404


def test_channel_of_a_poster_goes_into_the_form(client: Client, appeal: Appeal) -> None:
    response = client.get("/fr/", {"via": "poster-3"})

    assert Page(response).values["channel"] == "poster-3"
    # And into no other visitor's.
    assert Page(client.get("/fr/")).values["channel"] == ""


def test_sign_leads_to_the_inbox_page_with_303(client: Client, appeal: Appeal) -> None:
    response = client.post(SIGN, typed(appeal, updates="on", channel="poster-3"))

    assert (response.status_code, response["Location"]) == (303, INBOX)
    signature, email = Signature.objects.get(), OutboundEmail.objects.get()
    assert (signature.last_name, signature.language, signature.channel) == (
        "Lefèvre",
        "fr",
        "poster-3",
    )
    assert signature.updates_consented_at is not None
    assert email.signature == signature


def test_sign_in_english_keeps_the_language_for_the_mail(client: Client, appeal: Appeal) -> None:
    client.post("/en/appeals/appel/sign/", typed(appeal))

    assert Signature.objects.get().language == "en"


def test_signature_points_at_the_version_that_was_on_screen(client: Client, appeal: Appeal) -> None:
    fields = typed(appeal)
    later = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    publish_version(version=later, now=database_now())

    client.post(SIGN, fields)

    assert Signature.objects.get().version.number == 1


def test_same_form_posted_ten_times_is_one_signature(client: Client, appeal: Appeal) -> None:
    fields = typed(appeal)

    answers = {client.post(SIGN, fields).status_code for _ in range(10)}

    assert answers == {303}
    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (1, 1)


def test_two_people_with_the_same_cached_page_are_two_signatures(
    client: Client, appeal: Appeal
) -> None:
    token = form_token(appeal.versions.get().pk)

    for email in ("suzie@campus.example", "olga@campus.example"):
        client.post(SIGN, typed(appeal, email=email, form_token=token))

    assert Signature.objects.count() == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_mistakes_are_told_with_what_was_typed(
    client: Client, appeal: Appeal, language: str
) -> None:
    fields = typed(
        appeal,
        first_name="",
        last_name='Lefèvre "<b>',
        email="suzie@campus",
        category="citizen",
        country="BE",
        message="Bravo\nMerci",
        display="initials",
        updates="on",
        consent=None,
    )

    response = client.post(f"/{language}/appeals/appel/sign/", fields)

    page = Page(response)
    assert response.status_code == 422
    assert page.title.startswith({"fr": "Erreur : ", "en": "Error: "}[language])
    kept = ("last_name", "email", "category", "country", "message", "form_token")
    assert {name: page.values[name] for name in kept} == {name: fields[name] for name in kept}
    assert page.ticked == {("display", "initials"), ("updates", "on"), ("age_15", "on")}
    assert page.wrong == {"first_name", "email", "consent"}
    links = [link for link in page.links if link.startswith("#id_")]
    assert links == ["#id_first_name", "#id_email", "#id_consent"]
    assert Signature.objects.count() == 0


def test_link_of_every_mistake_leads_to_its_field(client: Client, appeal: Appeal) -> None:
    token = form_token(appeal.versions.get().pk)
    bad = dict.fromkeys(("organisation", "job_title", "city", "country", "message"), "=1")

    page = Page(client.post(SIGN, {**bad, "form_token": token}))

    links = [link for link in page.links if link.startswith("#id_")]
    assert len(links) == 12
    assert {link.removeprefix("#") for link in links} <= page.ids


def test_form_may_be_sent_again_after_a_mistake(client: Client, appeal: Appeal) -> None:
    page = Page(client.post(SIGN, typed(appeal, email="")))

    again = typed(appeal, form_token=page.values["form_token"])

    assert client.post(SIGN, again).status_code == 303
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"website": "http://spam.example"}, id="honeypot"),
        pytest.param({"age_of_form": 0}, id="too fast"),
        pytest.param({"website": "x", "age_of_form": 1}, id="both"),
    ],
)
def test_program_gets_the_same_answer_and_nothing_is_stored(
    client: Client, appeal: Appeal, fields: dict[str, Any]
) -> None:
    people = client.post(SIGN, typed(appeal, email="olga@campus.example"))
    Signature.objects.all().delete()
    age = timedelta(seconds=fields.pop("age_of_form", 60))
    fields["form_token"] = form_token(appeal.versions.get().pk, age=age)

    response = client.post(SIGN, typed(appeal, **fields))

    assert (response.status_code, dict(response.headers)) == (303, dict(people.headers))
    assert (response.content, Signature.objects.count()) == (people.content, 0)


@pytest.mark.parametrize("token", ["", "forged", "stale", "other appeal", "draft version"])
def test_form_that_is_not_this_page_is_to_be_sent_again(
    client: Client, appeal: Appeal, token: str
) -> None:
    other = make_appeal(slug="other", is_featured=False)
    draft = AppealVersion.objects.create(appeal=appeal, number=2)
    tokens = {
        "stale": form_token(appeal.versions.get(number=1).pk, age=timedelta(hours=25)),
        "other appeal": form_token(other.versions.get().pk),
        "draft version": form_token(draft.pk),
    }

    fields = typed(appeal, form_token=tokens.get(token, token))
    response = client.post("/en/appeals/appel/sign/", fields)

    page = Page(response)
    assert response.status_code == 422
    assert "This page was open for a long time." in page.text
    assert (page.values["last_name"], Signature.objects.count()) == ("Lefèvre", 0)
    # Sent again at once, as people do, it counts.
    again = typed(appeal, form_token=page.values["form_token"])
    assert client.post(SIGN, again).status_code == 303
    assert Signature.objects.get().version.number == 1


def test_appeal_that_closed_meanwhile_says_so(client: Client, appeal: Appeal) -> None:
    fields = typed(appeal)
    Appeal.objects.update(state=AppealState.CLOSED)

    response = client.post("/en/appeals/appel/sign/", fields)

    assert response.status_code == 409
    assert Page(response).heading == "This appeal takes no signatures at the moment"
    assert Signature.objects.count() == 0


def test_page_is_the_same_for_every_visitor(client: Client, appeal: Appeal) -> None:
    first = client.get("/fr/")

    cookies = f"theme=dark; sessionid={'s' * 32}; csrftoken={'c' * 32}"
    second = Client().get("/fr/", headers={"Cookie": cookies, "User-Agent": "other"})

    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))


@pytest.mark.requirement("R-47")
@pytest.mark.parametrize("address", ["/fr/", "/fr/?via=poster", INBOX])
def test_page_runs_nothing_but_files_of_ours(client: Client, appeal: Appeal, address: str) -> None:
    pages.clear()

    response = client.get(address)

    ours = re.findall(
        r'<script src="/static/js/[a-z-]+\.js" defer></script>', str(response.content)
    )
    assert Page(response).scripts == len(ours)
    assert Page(response).handlers == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_inbox_page_says_whom_the_mail_comes_from(
    client: Client, appeal: Appeal, language: str
) -> None:
    page = Page(client.get(f"/{language}/appeals/appel/check-your-inbox/"))

    assert page.language == language
    assert "Appel <ne-pas-repondre@appel.example>" in page.text


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_sign_takes_nothing_but_post(client: Client, appeal: Appeal, method: str) -> None:
    assert getattr(client, method)(SIGN).status_code == 405


@pytest.mark.parametrize("language", ["fr", "en"])
def test_accessibility_is_not_claimed(client: Client, appeal: Appeal, language: str) -> None:
    page = Page(client.get(f"/{language}/accessibilite/"))

    assert (page.language, "RGAA 4.1" in page.text) == (language, True)


def test_page_names_its_whole_address_in_each_language(client: Client, appeal: Appeal) -> None:
    pages.clear()
    page = " ".join(client.get("/en/").content.decode().split())

    for wanted in (
        f'<link rel="canonical" href="{settings.SITE_URL}/en/appeals/appel/">',
        f'hreflang="fr" href="{settings.SITE_URL}/fr/appeals/appel/">',
    ):
        assert wanted in page


def test_signing_asks_the_database_as_little_as_its_checks_allow(
    client: Client, appeal: Appeal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.post(SIGN, typed(appeal, email="first@campus.example"))  # reads what is kept
    fields = typed(appeal, email="second@campus.example")

    # Appeal, categories, time; savepoint; lock, earlier rows, mails of the address; the two
    # inserts, the watch-list; the end of the savepoint.
    with django_assert_max_num_queries(11):
        client.post(SIGN, fields)

    assert Signature.objects.count() == 2
