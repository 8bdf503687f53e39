"""The API keeps to its OpenAPI document, whatever is asked (schemathesis)."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from appeal.models import Appeal
from signatures.figures.snapshots import take_snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature

HELD = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let requests share the test's transaction: Django would close what it stands on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.broad  # hundreds of requests
def test_answers_keep_to_the_document(appeal: Appeal, one_connection: None) -> None:
    Appeal.objects.update(signatories_in_api=True)
    make_signature(appeal)
    snapshot = take_snapshot(appeal, by=None, now=database_now())
    there = {"slug": appeal.slug, "code": snapshot.code, "number": 1}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    assert schema.specification.version == "3.1.0"
    asked = set()

    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @HELD
        @given(case=operation.as_strategy(), known=st.booleans())
        def keeps(case: schemathesis.Case, *, known: bool) -> None:
            if known:  # what is made up is hardly ever there
                case.path_parameters.update(
                    {name: value for name, value in there.items() if name in case.path_parameters}
                )
            # The client under it does not unpack what pages are sent in.
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        keeps()
        asked.add(operation.path)

    assert len(asked) == 10
