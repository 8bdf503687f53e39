"""The names of a dossier: which they are, what is said of them, and their SHA-256."""

from datetime import UTC, datetime

from appeal.models import Appeal
from signatures.dossier.edition import languages_of, prepare
from signatures.dossier.manuscript import write_manuscript
from signatures.dossier.names import names_sha256, public_names
from signatures.models import Signature, Snapshot
from signatures.models.clock import database_now
from signatures.organisations.affiliation import affiliate
from tests.factories import make_signature
from tests.signatures.organisations.records import make_organisation


def hashes(appeal: Appeal) -> list[str]:
    """Give the SHA-256 of the names of today, in French and in English."""
    return [names_sha256(public_names(appeal, language=language)) for language in ("fr", "en")]


def test_hash_of_the_same_names_is_the_same_in_both_languages(appeal: Appeal) -> None:
    make_organisation("Université", english_name="University")
    signature = make_signature(appeal, organisation="Université")
    affiliate(signature)
    signature.save()
    french, english = (public_names(appeal, language=language) for language in ("fr", "en"))
    before = hashes(appeal)

    Signature.objects.update(job_title="Chimiste")

    named = [names[0].signatories[0].organisation for names in (french, english)]
    assert named == ["Université", "University"]
    assert before[0] == before[1] != hashes(appeal)[0]


def test_note_says_that_the_figure_is_older_than_the_names(
    appeal: Appeal, snapshot: Snapshot
) -> None:
    for _after_the_figure in range(2):
        make_signature(appeal)
    edition = prepare(snapshot, languages=languages_of("both"), now=database_now())

    written = write_manuscript(
        snapshot,
        languages=edition.languages,
        names=edition.names,
        day=datetime(2026, 11, 27, 12, tzinfo=UTC),
    )

    french, english = (
        title["note"].replace("\N{NO-BREAK SPACE}", " ")
        for title in written.values["names"]["titles"]
    )
    assert english == (
        "5 names, as their owners show them publicly on 27 November 2026. The figure, 4, is that "
        "of the moment when it was frozen. This list leaves out people who chose not to be named "
        "or have withdrawn since, and names that the organisers do not show; it may name people "
        "who have signed since."
    )
    assert french == (
        "5 noms, tels que ces personnes les montrent publiquement le 27 novembre 2026. Le "
        "chiffre, 4, est celui du moment où il a été figé. Cette liste omet les personnes qui "
        "ont choisi de ne pas être nommées ou se sont retirées depuis, et les noms que l’équipe "
        "de l’appel ne montre pas ; elle peut nommer des personnes qui ont signé depuis."
    )
