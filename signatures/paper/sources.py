"""The file that lines come from: kept with its batch, and looked at again when confirmed."""

import hashlib
import uuid

import tablib
from django.core.files.base import ContentFile

from signatures.models import PaperBatch
from signatures.models.paper import BatchState
from signatures.paper.batches import WrongStateError
from signatures.paper.tables import read_table


class OtherFileError(Exception):
    """The file that is kept is not the one whose preview was confirmed."""


def keep_table(batch: PaperBatch, file: ContentFile[bytes]) -> tablib.Dataset:
    """Read a file and keep it with its batch, in the place of an earlier one.

    Raises:
        TableError: it is no table of ours.
        WrongStateError: the batch is not being typed any more.
    """
    if batch.state != BatchState.TYPING:
        raise WrongStateError
    content = file.read()
    name = str(file.name)
    table = read_table(content, name)
    batch.source.delete(save=False)
    end = name.rpartition(".")[2].lower()
    batch.source.save(f"{uuid.uuid4().hex}.{end}", ContentFile(content), save=False)
    batch.source_sha256 = hashlib.sha256(content).hexdigest()
    batch.save(update_fields=["source", "source_sha256"])
    return table


def kept_table(batch: PaperBatch, *, seen: str) -> tablib.Dataset:
    """Read the file that is kept with a batch.

    Args:
        batch: the batch.
        seen: the file's SHA-256, as the preview showed it.

    Raises:
        OtherFileError: it is another file by now, or was stored already.
        TableError: it cannot be read any more.
    """
    if not batch.source or batch.source_sha256 != seen:
        raise OtherFileError
    with batch.source.open() as file:
        return read_table(file.read(), str(batch.source.name))
