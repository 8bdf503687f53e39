"""A file of lines becomes lines of a batch: looked at first, then stored all or none.

django-import-export walks through the rows and keeps what is wrong with each; the lines
themselves are cleaned by the form with which they are typed by hand.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from import_export import resources

from accounts import audit
from accounts.models import User
from appeal.models import Appeal
from signatures.folding import search_key
from signatures.models import PaperBatch, PaperSignature
from signatures.paper.batches import add_lines
from signatures.paper.duplicates import SURE, Finding, Known, find_duplicates
from signatures.paper.entries import LABELS, Entry, EntryForm, labels_of
from signatures.paper.tables import COLUMNS


class StoredAlreadyError(Exception):
    """The lines of this file are in a list already."""


class FaultyLinesError(Exception):
    """Some lines have faults, and nobody said that they are to be left out."""


@dataclass(frozen=True)
class Row:
    """One line of the file.

    Attributes:
        number: its line in the file; the header is line 1.
        cells: what stands there, in the order of `COLUMNS`.
        faults: what is wrong, by column.
        findings: who may have signed already.
    """

    number: int
    cells: list[str]
    faults: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def said(self) -> list[tuple[str, str]]:
        """Give the name of each faulty column with what is wrong there."""
        return [(str(LABELS.get(name, name)), " ".join(s)) for name, s in self.faults.items()]


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    Attributes:
        rows: every line of the file.
        entries: the lines without a fault.
        by_category: how many of those for each label.
    """

    rows: list[Row]
    entries: list[Entry]
    by_category: list[tuple[str, int]]

    @property
    def number(self) -> int:
        """How many lines the file has."""
        return len(self.rows)

    @property
    def storable(self) -> int:
        """How many can be stored."""
        return len(self.entries)

    @property
    def faulty_number(self) -> int:
        """How many cannot."""
        return len(self.faulty)

    @property
    def doubtful_number(self) -> int:
        """How many people may have signed already."""
        return len(self.doubtful)

    @property
    def faulty(self) -> list[Row]:
        """The lines that cannot be stored as they are."""
        return [row for row in self.rows if row.faults]

    @property
    def doubtful(self) -> list[Row]:
        """The lines without a fault whose people may have signed already."""
        return [row for row in self.rows if row.findings and not row.faults]

    @property
    def known(self) -> int:
        """How many lines will be stored and not counted: their address has signed."""
        return sum(any(one in SURE for one in row.findings) for row in self.doubtful)


class LineResource(resources.ModelResource):
    """Looks at each row, as the typing form would; stores nothing itself."""

    class Meta:
        model = PaperSignature
        fields = COLUMNS
        force_init_instance = True
        skip_diff = True
        use_bulk = True
        store_row_values = True

    def __init__(self, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.labels = labels_of(appeal)
        self.codes = _category_codes(appeal)
        self.entries: dict[int, Entry] = {}

    def import_instance(self, instance: Any, row: Mapping[str, str], **kwargs: Any) -> None:
        """Clean one row.

        Raises:
            ValidationError: with what is wrong, by column.
        """
        cells = {name: row[name] or "" for name in COLUMNS}
        cells["category"] = self.codes.get(search_key(cells["category"]), cells["category"])
        form = EntryForm(cells, labels=self.labels)
        if not form.is_valid():
            raise ValidationError({name: list(said) for name, said in form.errors.items()})
        self.entries[kwargs["row_number"]] = form.entry()

    def validate_instance(self, instance: Any, errors: Any = None, **kwargs: Any) -> None:
        """Raise what was found; the model's own rules are the batch's to meet."""
        if errors:
            raise ValidationError(errors)

    def save_instance(self, *args: Any, **kwargs: Any) -> None:
        """Store nothing: `import_lines` does, in one transaction."""

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """Store nothing."""


type Entries = dict[int, Entry]
type Faults = dict[int, dict[str, list[str]]]


def clean_lines(appeal: Appeal, table: tablib.Dataset) -> tuple[Entries, Faults]:
    """Give the lines without a fault, and what is wrong with the others, by their number."""
    resource = LineResource(appeal)
    result = resource.import_data(table, dry_run=True, raise_errors=False, use_transactions=False)
    return resource.entries, {row.number: row.error.message_dict for row in result.invalid_rows}


def preview_lines(appeal: Appeal, table: tablib.Dataset) -> Preview:
    """Say what is wrong with each line, who may have signed already, and what would be stored."""
    return preview_of(appeal, table, *clean_lines(appeal, table))


def preview_of(appeal: Appeal, table: tablib.Dataset, entries: Entries, faults: Faults) -> Preview:
    """Say the same of lines that are cleaned."""
    findings = find_duplicates(
        appeal,
        (
            Known(number, entry.name_key, str(entry.as_fields()["canonical_email"]))
            for number, entry in entries.items()
        ),
    )
    rows = [
        Row(number + 1, list(cells), faults.get(number, {}), findings.get(number, []))
        for number, cells in enumerate(table, 1)
    ]
    counts = Counter(entry.category_id for entry in entries.values())
    return Preview(
        rows=rows,
        entries=list(entries.values()),
        by_category=[
            (label, counts[pk]) for pk, (_code, label) in labels_of(appeal).items() if counts[pk]
        ],
    )


@transaction.atomic
def import_lines(
    batch: PaperBatch, table: tablib.Dataset, *, sha256: str, without_faulty: bool = False
) -> Preview:
    """Store the lines of a file in a batch: all of them, or none, and once.

    Args:
        batch: being typed.
        table: from `tables.read_table`.
        sha256: of the file.
        without_faulty: store the others when some lines have faults.

    Raises:
        FaultyLinesError: there are faults, or nothing but faults.
        StoredAlreadyError: this file is in this list or another one.
        WrongStateError: the batch is not being typed any more.
    """
    preview = preview_lines(batch.appeal, table)
    store_lines(batch, preview, sha256=sha256, without_faulty=without_faulty)
    return preview


@transaction.atomic
def store_lines(
    batch: PaperBatch,
    preview: Preview,
    *,
    sha256: str,
    without_faulty: bool,
    by: User | None = None,
) -> None:
    """Store what a preview says can be stored, as `import_lines`; `by` is for jobs."""
    if not preview.entries or (preview.faulty and not without_faulty):
        raise FaultyLinesError
    try:
        with transaction.atomic():
            new = PaperBatch.objects.filter(pk=batch.pk).exclude(imported_sha256=sha256)
            is_new = new.update(imported_sha256=sha256)
    except IntegrityError as error:
        raise StoredAlreadyError from error
    if not is_new:
        raise StoredAlreadyError
    add_lines(batch, preview.entries)
    audit.record(
        "paper.import",
        target=batch,
        target_label=f"#{batch.pk}",
        after={
            "sha256": sha256,
            "lines": len(preview.entries),
            "faulty_lines": [row.number for row in preview.faulty][:100],
        },
        by=by,
    )


def _category_codes(appeal: Appeal) -> dict[str, str]:
    """Give the code of each category by its code and its labels in every language, folded."""
    codes: dict[str, str] = {}
    for category in appeal.categories.prefetch_related("labels"):
        codes[search_key(category.code)] = category.code
        codes |= {search_key(label.label): category.code for label in category.labels.all()}
    return codes
