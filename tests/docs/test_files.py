"""The look at every file (.ci/files.py), on what it has to refuse."""

import importlib.util
from collections.abc import Callable

import pytest

from stack.layout import ROOT

type Look = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def lost() -> Look:
    spec = importlib.util.spec_from_file_location("files", ROOT / ".ci/files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Look = module.lost
    return found


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Held (DESIGN, rule 5).", ["DESIGN"]),
        ("The outbox (trust.md R-43).", ["trust.md"]),
        ("As docs/security/wave.md says.", ["docs/security/wave.md"]),
        ("Past the outbox (docs/adr/9999).", ["docs/adr/9999"]),
    ],
)
def test_what_the_repository_lacks_is_not_cited(lost: Look, text: str, cited: list[str]) -> None:
    assert lost(text) == cited


def test_what_is_here_may_be_cited(lost: Look) -> None:
    assert lost("Rule 3 (docs/architecture.md), R-43, docs/adr/0036, a DESIGNER.") == []
