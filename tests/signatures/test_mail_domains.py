"""Rules of mail domains: the built-in ones, the list's, and the organisers' (R-04, R-09)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from signatures.addresses import canonical_email
from signatures.mail_domains import MANY_PEOPLE, domain_rule, forget_rules, list_version
from signatures.models import MailDomain

pytestmark = pytest.mark.django_db

NAMES = ("gmail.com", "a.example", "b.example", "c.example")


def enter(domain: str, **fields: object) -> MailDomain:
    row = MailDomain.objects.create(domain=domain, **fields)
    forget_rules()
    return row


@pytest.mark.requirement("R-09")
def test_listed_throw_away_domains_are_known_with_their_subdomains() -> None:
    assert domain_rule("yopmail.com").is_disposable
    assert domain_rule("inbox.mailinator.com").is_disposable
    assert not domain_rule("campus.example").is_disposable
    assert not any(domain_rule(domain).is_disposable for domain in MANY_PEOPLE)
    assert "disposable-email-domains 0." in list_version()


@pytest.mark.requirement("R-09")
def test_organisers_add_to_the_list_and_take_out_of_it() -> None:
    enter("jetable.example", is_disposable=True)
    enter("yopmail.com", note="our neighbours use it in earnest")

    assert domain_rule("jetable.example").is_disposable
    assert not domain_rule("yopmail.com").is_disposable


@pytest.mark.requirement("R-04")
def test_organisers_say_how_a_domain_spells_its_mailboxes() -> None:
    assert canonical_email("S.Uzie+x@etu.example") == "s.uzie@etu.example"
    enter("etu.example", alias_of="univ.example")
    enter("univ.example", ignores_dots=True, ignores_tags=False)

    assert canonical_email("S.Uzie+x@etu.example") == "suzie+x@univ.example"
    assert canonical_email("S.Uzie+x@univ.example") == "suzie+x@univ.example"


@pytest.mark.requirement("R-04")
@given(
    rules=st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(("", *NAMES)), st.booleans(), st.booleans()
        ),
        max_size=4,
        unique_by=lambda rule: rule[0],
    ),
    domain=st.sampled_from(NAMES),
)
def test_canonical_form_is_a_fixed_point_under_any_rules(
    rules: list[tuple[str, str, bool, bool]], domain: str
) -> None:
    MailDomain.objects.all().delete()
    for name, alias, dots, tags in rules:
        if name != alias:
            enter(name, alias_of=alias, ignores_dots=dots, ignores_tags=tags)
    forget_rules()

    canonical = canonical_email(f"Su.z.ie+tag@{domain}")

    assert canonical_email(canonical) == canonical


def test_chains_of_names_are_refused_where_they_are_typed() -> None:
    enter("b.example", alias_of="c.example")

    with pytest.raises(ValidationError, match=r"autre nom|third"):
        MailDomain(domain="a.example", alias_of="b.example").full_clean()
    with pytest.raises(ValidationError, match=r"autre nom|name of this one"):
        MailDomain(domain="c.example", alias_of="d.example").full_clean()
    MailDomain(domain="a.example", alias_of="c.example").full_clean()
