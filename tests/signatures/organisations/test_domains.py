"""Domains that can stand for one organisation, and those that never can."""

import pytest

from signatures.organisations.domains import (
    DomainRefusedError,
    clean_domain,
    is_top_level,
    lines_of_descent,
)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("umontpellier.fr", "umontpellier.fr"),
        ("  UMontpellier.FR. ", "umontpellier.fr"),
        ("etu.umontpellier.fr", "etu.umontpellier.fr"),
        ("@cnrs.fr", "cnrs.fr"),
        ("prenom.nom@cnrs.fr", "cnrs.fr"),
        ("https://www.chu-montpellier.fr/contact", "www.chu-montpellier.fr"),
        ("lycée-exemple.fr", "xn--lyce-exemple-deb.fr"),
        ("herault.gouv.fr", "herault.gouv.fr"),
        ("garrigues.example", "garrigues.example"),
    ],
)
def test_domain_is_kept_as_addresses_are_compared(typed: str, domain: str) -> None:
    assert clean_domain(typed) == domain
    assert clean_domain(domain) == domain


@pytest.mark.parametrize(
    "typed",
    [
        "gmail.com",
        "googlemail.com",
        "mail.gmail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
        "hotmail.fr",
        "outlook.com",
        "yahoo.fr",
        "protonmail.com",
        "icloud.com",
        "gmx.fr",
        "mailinator.com",
    ],
)
def test_domain_where_anybody_has_an_address_shows_no_organisation(typed: str) -> None:
    with pytest.raises(DomainRefusedError) as refusal:
        clean_domain(typed)

    assert typed in str(refusal.value)


@pytest.mark.parametrize("typed", ["fr", "gouv.fr", "co.uk", "asso.fr", "github.io"])
def test_public_suffix_is_no_domain_of_anybody(typed: str) -> None:
    with pytest.raises(DomainRefusedError):
        clean_domain(typed)


@pytest.mark.parametrize(
    "typed", ["", " ", "127.0.0.1", "a b.fr", "-a.fr", "exa_mple.fr", 300 * "é"]
)
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(DomainRefusedError):
        clean_domain(typed)


def test_nearest_domain_comes_first() -> None:
    assert lines_of_descent("etu.lab.example.org") == [
        "etu.lab.example.org",
        "lab.example.org",
        "example.org",
        "org",
    ]


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("fr", True),
        ("Shop", True),
        ("bd", True),
        ("москва", True),
        ("xn--80adxhks", True),
        ("Smith", False),
        ("", False),
    ],
)
def test_ends_of_internet_names_are_known(label: str, *, is_one: bool) -> None:
    assert is_top_level(label) == is_one
