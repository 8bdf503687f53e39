"""A frozen figure under an appeal with a few names."""

import pytest

from appeal.models import Appeal
from signatures.enums import Display
from signatures.figures.snapshots import take_snapshot
from signatures.models import Snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature


@pytest.fixture
def snapshot(appeal: Appeal) -> Snapshot:
    make_signature(appeal, first_name="Zoé", last_name="Zwanzig", job_title="Chimiste")
    make_signature(appeal, first_name="Ada", last_name="Alpha", organisation="Observatoire")
    citizens = appeal.categories.get(code="citizen")
    make_signature(appeal, first_name="Bob", last_name="Beta", category=citizens)
    make_signature(appeal, last_name="Niemand", display=Display.HIDDEN)
    return take_snapshot(appeal, by=None, now=database_now())
