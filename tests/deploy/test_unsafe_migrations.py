"""The linter of migrations (.ci/migrations.py), on migrations that it has to refuse.

None of these tests has a database, and neither has the linter.
"""

import importlib.util
from collections.abc import Callable, Sequence

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from stack.layout import ROOT

pytestmark = pytest.mark.requirement("R-41")
NEW = models.Index(fields=["city"], name="signature_city_idx")
KNOWN = models.CheckConstraint(condition=~models.Q(city="?"), name="signature_city_known")
NOTE = models.TextField(default="")
TABLE = "signatures_signature"

type Lint = Callable[..., set[str]]


@pytest.fixture(scope="module")
def lint() -> Lint:
    spec = importlib.util.spec_from_file_location("linter", ROOT / ".ci/migrations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def rules(operations: Sequence[Operation], **attributes: object) -> set[str]:
        """Give the rules that a migration of these operations breaks."""
        body = {"operations": list(operations), **attributes}
        migration = type("Migration", (migrations.Migration,), body)("9999_next", "signatures")
        return {line.split(": ")[1] for line in module.findings(migration, _today())}

    return rules


def _today() -> ProjectState:
    signature = migrations.CreateModel(
        "Signature", [("id", models.BigAutoField(primary_key=True)), ("city", models.TextField())]
    )
    state = ProjectState()
    signature.state_forwards("signatures", state)
    return state


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        # Django fills the rows and takes the default away: the old code could sign no more.
        (
            migrations.AddField("Signature", "note", models.TextField(default="")),
            "ban-drop-default",
        ),
        (migrations.RunSQL(f"ALTER TABLE {TABLE} ADD note text NOT NULL"), "adding-required-field"),
        (migrations.AddIndex("Signature", NEW), "require-concurrent-index-creation"),
        (migrations.AddConstraint("Signature", KNOWN), "constraint-missing-not-valid"),
        (migrations.RemoveField("Signature", "city"), "ban-drop-column"),
        (migrations.RenameField("Signature", "city", "town"), "renaming-column"),
        (migrations.AlterField("Signature", "city", models.IntegerField()), "changing-column-type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_blocks_signing_or_breaks_the_running_release_is_refused(
    lint: Lint, operation: Operation, rule: str
) -> None:
    assert rule in lint([operation])


def test_what_is_safe_is_let_through(lint: Lint) -> None:
    note = models.TextField(default="", db_default="")

    assert lint([migrations.AddField("Signature", "note", note)]) == set()
    assert lint([AddConstraintNotValid("Signature", KNOWN)]) == set()
    assert lint([AddIndexConcurrently("Signature", NEW)], atomic=False) == set()
    assert lint([migrations.CreateModel("Next", [("id", models.BigAutoField())])]) == set()


def test_a_risk_may_be_accepted_with_its_reason(lint: Lint) -> None:
    operations = [migrations.AddConstraint("Signature", KNOWN)]

    assert not lint(operations, accepted={"constraint-missing-not-valid": "twelve rows"})
