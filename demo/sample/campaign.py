"""The sample appeal: dates that are always near, the letter, who may sign, who supports it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from appeal.enums import AppealState
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel, Partner
from appeal.versions import publish_version
from demo.sample.letters import LANGUAGES, read_letter
from signatures.models import BodySignature, Signature

SLUG = "montpellier-ia"
DAYS_OPEN = 33
GOAL = 1500
_DAYS_TO_HEARING = 10  # at least; then the next Monday
_BATCH = 10_000

# Code, French label, English label.
CATEGORIES = (
    ("student", "Étudiantes et étudiants", "Students"),
    ("teacher", "Enseignantes et enseignants", "Teachers"),
    ("researcher", "Chercheuses et chercheurs", "Researchers"),
    ("engineer", "Ingénieures et ingénieurs", "Engineers"),
    ("leader", "Dirigeantes et dirigeants d’entreprise", "Company and startup leaders"),
    ("industry", "Représentantes et représentants de l’industrie", "Industry representatives"),
    ("authority", "Élues, élus et agents des collectivités", "Local authorities"),
    ("health", "Personnel des établissements de santé", "Healthcare staff"),
    ("citizen", "Citoyennes et citoyens", "Citizens"),
)
PARTNERS = (
    ("Université de Montpellier", "https://www.umontpellier.fr/"),
    ("Montpellier Méditerranée Métropole", "https://www.montpellier.fr/"),
    ("CHU de Montpellier", "https://www.chu-montpellier.fr/"),
    ("Institut du cancer de Montpellier (ICM)", "https://www.icm.unicancer.fr/"),
    ("Région Occitanie", "https://www.laregion.fr/"),
    ("Département de l’Hérault", "https://herault.fr/"),
    ("Rectorat de l’académie de Montpellier", "https://www.ac-montpellier.fr/"),
    ("CINES", "https://www.cines.fr/"),
    ("CIRAD", "https://www.cirad.fr/"),
    ("INRAE", "https://www.inrae.fr/"),
    ("Inria", "https://www.inria.fr/"),
    ("IRD", "https://www.ird.fr/"),
)


@transaction.atomic
def draft_campaign(now: datetime) -> Appeal:
    """Create the appeal as a draft, which nobody sees before its signatures are there.

    Args:
        now: the database's time; the campaign began 33 days before.
    """
    hearing_at = _hearing(now)
    appeal = Appeal.objects.create(
        slug=SLUG,
        asks_department=True,
        publisher=(
            "Université de Montpellier et Montpellier Méditerranée Métropole "
            "(exemple de démonstration)"
        ),
        contact_email="contact@demo.example",
        opens_at=_local(now, -DAYS_OPEN, time(9)),
        closes_at=hearing_at - timedelta(days=2),
        hearing_at=hearing_at,
        goal=GOAL,
    )
    version = AppealVersion.objects.create(appeal=appeal, number=1)
    AppealText.objects.bulk_create(
        AppealText(version=version, **vars(read_letter(language))) for language in LANGUAGES
    )
    for position, (code, *labels) in enumerate(CATEGORIES):
        category = Category.objects.create(appeal=appeal, code=code, position=position)
        CategoryLabel.objects.bulk_create(
            CategoryLabel(category=category, language=language, label=label)
            for language, label in zip(LANGUAGES, labels, strict=True)
        )
    Partner.objects.bulk_create(
        Partner(appeal=appeal, name=name, url=url, position=position)
        for position, (name, url) in enumerate(PARTNERS)
    )
    return appeal


@transaction.atomic
def open_campaign(appeal: Appeal) -> None:
    """Publish the letter as of the opening, and put the appeal on the front page if it is free."""
    assert appeal.opens_at is not None  # noqa: S101 -- draft_campaign sets it
    publish_version(version=appeal.versions.get(), now=appeal.opens_at)
    appeal.state = AppealState.OPEN
    appeal.is_featured = not Appeal.objects.filter(is_featured=True).exists()
    appeal.save(update_fields=["state", "is_featured"])


def find_campaign() -> Appeal | None:
    """Find the sample appeal of an earlier run, once it was loaded to the end."""
    return Appeal.objects.filter(slug=SLUG, versions__published_at__isnull=False).first()


def clear_interrupted() -> None:
    """Delete a sample appeal whose loading was interrupted, in bounded transactions."""
    for appeal in Appeal.objects.filter(slug=SLUG):
        signatures = Signature.objects.filter(appeal=appeal)
        while ids := list(signatures.values_list("pk", flat=True)[:_BATCH]):
            signatures.filter(pk__in=ids).delete()
        BodySignature.objects.filter(appeal=appeal).delete()
        appeal.delete()


def _hearing(now: datetime) -> datetime:
    earliest = _local(now, _DAYS_TO_HEARING, time(10))
    return earliest + timedelta(days=-earliest.weekday() % 7)


def _local(now: datetime, days: int, hour: time) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, hour, zone)
