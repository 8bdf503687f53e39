"""What people type: each mistake has its sentence, and nothing is ticked for them."""

from typing import Any

import pytest
from django.utils import translation

from appeal.models import Appeal
from signatures.enums import Display
from signatures.signing.forms import CodeForm, DisplayForm, EmailForm, SigningForm
from tests.signatures.signing.entries import typed

NO_ADDRESS = "Leave out web addresses, and put a space after each full stop."
UNDER_15 = (
    "Tick the box if you are 15 or older. Under 15 one cannot sign here; nothing of what you "
    "typed was kept."
)
MISTAKES: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"first_name": None}, {"first_name": ["Type your first name."]}),
    ({"first_name": "  "}, {"first_name": ["Type your first name."]}),
    ({"last_name": ""}, {"last_name": ["Type your last name."]}),
    ({"email": ""}, {"email": ["Type your email address."]}),
    ({"category": ""}, {"category": ["Choose what you sign as."]}),
    ({"category": "minister"}, {"category": ["Choose what you sign as."]}),
    ({"country": "ZZ"}, {"country": ["Choose a country from the list."]}),
    ({"display": ""}, {"display": ["Choose what others may see of you."]}),
    (
        {"consent": None},
        {"consent": ["Tick the box: without your consent we may not count you."]},
    ),
    ({"age_15": None}, {"age_15": [UNDER_15]}),
    (
        {"email": "suzie@campus"},
        {"email": ["Type the address in full, such as name@example.org."]},
    ),
    ({"last_name": "casino.com"}, {"last_name": [NO_ADDRESS]}),
    ({"organisation": "=1+1"}, {"organisation": ["Start with a letter or a digit."]}),
    ({"city": "https://x"}, {"city": [NO_ADDRESS]}),
    ({"job_title": "-1"}, {"job_title": ["Start with a letter or a digit."]}),
    ({"message": "Bonjour\n=1+1"}, {"message": ["Start with a letter or a digit."]}),
    ({"first_name": "7"}, {"first_name": ["A name has at least one letter."]}),
    (
        {"first_name": "a@b"},
        {"first_name": ["Type a name here; the email address has its own field."]},
    ),
    (
        {"last_name": "e\u0300\u0301\u0302\u0303\u0304"},
        {"last_name": ["Use fewer accents on one letter."]},
    ),
    (
        {"last_name": "Le\u202efevre"},
        {"last_name": ["Remove the invisible characters: type the text instead of pasting it."]},
    ),
]


def errors_of(appeal: Appeal, *, language: str = "en", **fields: Any) -> dict[str, list[str]]:
    with translation.override(language):
        form = SigningForm(typed(appeal, **fields), appeal=appeal)
        return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_form_with_everything_typed_is_cleaned(appeal: Appeal) -> None:
    form = SigningForm(
        typed(
            appeal,
            first_name="  Anne \t Marie ",
            email=" Suzie@Campus.Example ",
            organisation=" Université  de Montpellier ",
            job_title="Étudiante",
            city="Montpellier",
            country="BE",
            message=" Bravo !\r\n  Merci. ",
            updates="on",
            channel="Poster-3",
        ),
        appeal=appeal,
    )

    assert form.errors == {}
    cleaned = {name: value for name, value in form.cleaned_data.items() if name != "form_token"}
    assert cleaned == {
        "first_name": "Anne Marie",
        "last_name": "Lefèvre",
        "email": "Suzie@campus.example",
        "category": "student",
        "organisation": "Université de Montpellier",
        "job_title": "Étudiante",
        "city": "Montpellier",
        "country": "BE",
        "department": "",
        "message": "Bravo !\nMerci.",
        "display": "full",
        "consent": True,
        "age_15": True,
        "updates": True,
        "channel": "poster-3",
        "website": "",
    }


def test_form_with_the_optional_fields_left_out_is_valid(appeal: Appeal) -> None:
    form = SigningForm(typed(appeal), appeal=appeal)

    assert form.errors == {}
    optional = ("organisation", "job_title", "city", "message", "channel")
    assert [form.cleaned_data[name] for name in optional] == [""] * 5
    assert form.cleaned_data["country"] == "FR"


@pytest.mark.parametrize(("fields", "errors"), MISTAKES)
def test_mistake_has_its_sentence(
    appeal: Appeal, fields: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    in_french = errors_of(appeal, language="fr", **fields)

    assert errors_of(appeal, **fields) == errors
    assert list(in_french) == list(errors)
    assert set(*in_french.values()).isdisjoint(*errors.values())


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("first_name", 80),
        ("last_name", 80),
        ("organisation", 160),
        ("job_title", 120),
        ("city", 80),
        ("message", 500),
    ],
)
def test_field_holds_so_many_characters(appeal: Appeal, field: str, most: int) -> None:
    longest = errors_of(appeal, **{field: "x" * most})
    too_long = errors_of(appeal, **{field: "x" * (most + 1)})

    assert longest == {}
    assert list(too_long) == [field]


def test_every_mistake_is_told_at_once(appeal: Appeal) -> None:
    with translation.override("en"):
        form = SigningForm({}, appeal=appeal)

    assert list(form.errors) == [
        "category",
        "first_name",
        "last_name",
        "email",
        "display",
        "consent",
        "age_15",
    ]


@pytest.mark.parametrize("value", ["on", "full", "initials", "", "everything"])
def test_display_is_one_of_three(appeal: Appeal, value: str) -> None:
    errors = errors_of(appeal, display=value)

    assert ("display" not in errors) == (value in Display.values)


def test_nothing_is_chosen_for_the_visitor(appeal: Appeal) -> None:
    form = SigningForm(appeal=appeal)

    for name in ("consent", "age_15", "updates", "display"):
        assert form.initial.get(name) is None
        assert "checked" not in str(form[name])


@pytest.mark.parametrize("updates", ["on", None])
@pytest.mark.parametrize("display", Display.values)
def test_refusing_news_or_being_shown_never_blocks_signing(
    appeal: Appeal, updates: str | None, display: str
) -> None:
    form = SigningForm(typed(appeal, updates=updates, display=display), appeal=appeal)

    assert form.errors == {}
    assert (form.cleaned_data["updates"], form.cleaned_data["display"]) == (bool(updates), display)


@pytest.mark.parametrize("consent", ["on", None])
@pytest.mark.parametrize("age_15", ["on", None])
@pytest.mark.parametrize("updates", ["on", None])
def test_boxes_in_all_8_combinations(
    appeal: Appeal, consent: str | None, age_15: str | None, updates: str | None
) -> None:
    errors = errors_of(appeal, consent=consent, age_15=age_15, updates=updates)

    missing = [name for name, box in (("consent", consent), ("age_15", age_15)) if not box]
    assert list(errors) == missing


@pytest.mark.parametrize(
    ("typed_channel", "kept"),
    [
        ("poster-3", "poster-3"),
        ("POSTER", "poster"),
        ("", ""),
        ("a b", ""),
        ("é", ""),
        ("x" * 40, "x" * 40),
        ("x" * 41, ""),
        ("<script>", ""),
    ],
)
def test_channel_that_is_none_never_costs_a_signature(
    appeal: Appeal, typed_channel: str, kept: str
) -> None:
    form = SigningForm(typed(appeal, channel=typed_channel), appeal=appeal)

    assert form.errors == {}
    assert form.cleaned_data["channel"] == kept


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("fr", ["Choisissez…", "Étudiantes et étudiants", "Citoyens"]),
        ("en", ["Choose…", "Students", "Citizens"]),
    ],
)
def test_categories_are_named_in_the_language_of_the_page(
    appeal: Appeal, language: str, labels: list[str]
) -> None:
    with translation.override(language):
        form = SigningForm(appeal=appeal)
        offered = [str(label) for _code, label in form.fields["category"].choices]  # type: ignore[attr-defined]

    assert offered == labels
    assert form.fields["country"].choices[0] == ("FR", "France")  # type: ignore[attr-defined]


@pytest.mark.requirement("R-75")
@pytest.mark.parametrize(
    ("name", "autocomplete"),
    [
        ("first_name", "given-name"),
        ("last_name", "family-name"),
        ("email", "email"),
        ("organisation", "organization"),
        ("job_title", "organization-title"),
        ("city", "address-level2"),
        ("country", "country"),
    ],
)
def test_field_tells_the_browser_what_it_is(appeal: Appeal, name: str, autocomplete: str) -> None:
    form = SigningForm(appeal=appeal)

    assert form.fields[name].widget.attrs["autocomplete"] == autocomplete


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("1.2.3.4.5.6", "123456"),
    ],
)
def test_code_is_taken_as_people_paste_it(code: str, digits: str) -> None:
    form = CodeForm({"email": "suzie@campus.example", "code": code})

    assert form.errors == {}
    assert form.cleaned_data["code"] == digits


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345x"])
def test_code_that_is_not_six_digits_is_refused(code: str) -> None:
    form = CodeForm({"email": "suzie@campus.example", "code": code})

    assert list(form.errors) == ["code"]


@pytest.mark.parametrize("email", ["", "suzie", "suzie@campus.example\x00", "x" * 255 + "@a.fr"])
def test_email_that_is_none_is_refused(email: str) -> None:
    assert list(EmailForm({"email": email}).errors) == ["email"]


@pytest.mark.parametrize(("data", "errors"), [({"display": "hidden"}, []), ({}, ["display"])])
def test_display_form_needs_a_choice(data: dict[str, str], errors: list[str]) -> None:
    assert list(DisplayForm(data).errors) == errors
