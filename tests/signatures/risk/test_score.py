"""The score is the sum of its reasons, and says them in words."""

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from signatures.risk.reasons import DECISIVE, RiskReason
from signatures.risk.score import UNSUSPECTED, assess


def test_every_reason_has_its_points() -> None:
    assert set(settings.RISK_POINTS) == set(RiskReason.values)
    assert all(settings.RISK_POINTS[reason] >= settings.RISK_THRESHOLD for reason in DECISIVE)


@given(st.sets(st.sampled_from(RiskReason)))
def test_score_is_the_sum_and_one_more_reason_never_releases(reasons: set[RiskReason]) -> None:
    assessment = assess(reasons)

    assert assessment.score == sum(settings.RISK_POINTS[reason] for reason in reasons)
    assert set(assessment.reasons) == reasons
    for more in RiskReason:
        assert assess({*reasons, more}).is_held or not assessment.is_held


def test_crowd_of_a_campus_is_not_held_for_being_one() -> None:
    crowd = {RiskReason.NETWORK_BUSY, RiskReason.DOMAIN_BURST, RiskReason.MAILBOX_GENERATED}
    tool_of_a_class = {RiskReason.NO_BROWSER, RiskReason.TOO_QUICK}

    assert not assess(crowd).is_held
    assert not assess((crowd - {RiskReason.MAILBOX_GENERATED}) | tool_of_a_class).is_held
    assert not UNSUSPECTED.is_held


def test_thresholds_are_settings(settings: Settings) -> None:
    settings.RISK_THRESHOLD = 10

    assert assess({RiskReason.NETWORK_BUSY}).is_held


def test_reasons_are_explained_in_the_language_of_the_desk() -> None:
    explained = assess({RiskReason.TOO_QUICK, RiskReason.NAME_REPEATED}).explained()

    assert explained.index("(+30)") < explained.index("(+15)")
    assert " · " in explained
