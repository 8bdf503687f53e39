"""What an organiser typed is refused in words, not by the name of a constraint."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation

from accounts.models import User
from signatures.models import MailDomain, NetworkRule, SendingPace
from signatures.models.clock import database_now
from signatures.models.network import NetworkKind
from tests.staff import make_staff

pytestmark = pytest.mark.django_db


def refusals(row: Model) -> dict[str, list[str]]:
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        return refused.value.message_dict


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (MailDomain(domain="no domain"), "Type a domain such as campus.example."),
        (
            MailDomain(domain="a.example", alias_of="A.example"),
            "A domain is no other name of itself.",
        ),
    ],
)
def test_a_mail_domain_says_why_it_is_refused(row: MailDomain, words: str) -> None:
    assert refusals(row) == {"__all__": [words]}


def test_a_domain_may_be_typed_in_capitals() -> None:
    row = MailDomain(domain="Campus.EXAMPLE", alias_of="Uni.EXAMPLE")

    row.full_clean()

    assert (row.domain, row.alias_of) == ("campus.example", "uni.example")


def test_a_rule_that_ends_before_it_begins_is_refused_in_words() -> None:
    now = database_now()
    kind = NetworkKind.values[0]
    row = NetworkRule(
        network="192.0.2.0/24", kind=kind, starts_at=now, ends_at=now - timedelta(days=1)
    )

    assert refusals(row) == {"__all__": ["A rule begins before it ends."]}


def test_a_second_pace_for_all_others_is_refused_in_words() -> None:
    assert SendingPace.objects.filter(domains=[]).exists()

    refused = refusals(SendingPace(name="Rest", domains=[], per_minute=5))

    [words] = refused["__all__"]
    assert words.startswith("Another pace already is for all domains")


@pytest.mark.parametrize("field", ["per_minute", "start_per_minute"])
def test_a_pace_of_nothing_is_refused_at_its_field(field: str) -> None:
    row = SendingPace(name="Nobody", domains=["nobody.example"], **{field: 0})

    assert list(refusals(row)) == [field]


@pytest.mark.parametrize("capitals", [False, True])
def test_a_colleague_who_is_there_already_is_said_to_be(*, capitals: bool) -> None:
    there = make_staff()
    email = there.email.upper() if capitals else there.email

    refused = refusals(User(email=email, password="unusable"))

    assert ["Somebody of the team has this address already."] in refused.values()
