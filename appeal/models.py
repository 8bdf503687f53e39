"""Appeals: the text, its versions and languages, who may sign as what, who supports it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeal.enums import AppealState, ChangeKind, Retraction

KEPT_AFTER_HEARING = timedelta(days=30)
LONGEST_KEPT = timedelta(days=365)


class AppealQuerySet(models.QuerySet["Appeal"]):
    """The appeals that a visitor may see."""

    def published(self) -> Self:
        """Those whose text is public: everything but drafts."""
        return self.exclude(state=AppealState.DRAFT)


class Appeal(models.Model):
    """One public letter and the campaign around it."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AppealState, default=AppealState.DRAFT
    )
    is_featured = models.BooleanField(
        _("on the front page"), default=False, help_text=_("One appeal at a time.")
    )
    publisher = models.CharField(
        _("publisher"), max_length=200, help_text=_("Who is responsible for the data.")
    )
    contact_email = models.EmailField(_("contact address"))
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    hearing_at = models.DateTimeField(_("hearing at"), null=True, blank=True)
    reminders = models.BooleanField(
        _("reminders"),
        default=False,
        db_default=False,
        help_text=_("One mail, after two days, to who has signed and not confirmed."),
    )
    retraction = models.CharField(
        _("what stays of a withdrawn signature"),
        max_length=7,
        choices=Retraction,
        default=Retraction.DATED,
        db_default=Retraction.DATED,
    )
    goal = models.PositiveIntegerField(_("goal"), null=True, blank=True)
    paper_needs_second_person = models.BooleanField(
        _("paper lists are checked by a second person"),
        default=False,
        db_default=False,
        help_text=_("Who has not typed a list types ten of its lines again before it counts."),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_featured"],
                condition=models.Q(is_featured=True),
                name="appeal_one_featured",
                violation_error_message=_(
                    "Another appeal is on the front page: take it off first."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=AppealState.values), name="appeal_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(retraction__in=Retraction.values),
                name="appeal_retraction_known",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="appeal_opens_before_it_closes",
                violation_error_message=_("An appeal opens before it closes."),
            ),
            models.CheckConstraint(
                condition=models.Q(goal__isnull=True) | models.Q(goal__gt=0),
                name="appeal_goal_positive",
                violation_error_message=_("A goal is one signature at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def kept_until(self) -> datetime:
        """When what names signatories is erased: a month after the hearing (R-63).

        Twelve months after the opening at the latest, whatever becomes of the hearing.
        """
        latest = (self.opens_at or self.created_at) + LONGEST_KEPT
        return min(self.hearing_at + KEPT_AFTER_HEARING, latest) if self.hearing_at else latest

    def may_be_signed(self, now: datetime) -> bool:
        """Say whether signatures are taken at `now`."""
        return (
            self.state == AppealState.OPEN
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )


class AppealVersion(models.Model):
    """The text as it stood from one moment on. A signature points at one (R-57)."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="versions", verbose_name=_("appeal")
    )
    number = models.PositiveIntegerField(_("number"))
    change_kind = models.CharField(
        _("kind of change"), max_length=12, choices=ChangeKind, default=ChangeKind.FIRST
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft.")
    )
    sha256 = models.CharField(_("SHA-256 of the texts"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of the text")
        verbose_name_plural = _("versions of the text")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "number"], name="appeal_version_unique_number"
            ),
            models.CheckConstraint(
                condition=models.Q(change_kind__in=ChangeKind.values),
                name="appeal_version_change_known",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, sha256="")
                | (models.Q(published_at__isnull=False) & ~models.Q(sha256="")),
                name="appeal_version_hashed_iff_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} v{self.number}"


class AppealText(models.Model):
    """One version in one language; a language is added by adding rows."""

    version = models.ForeignKey(
        AppealVersion, models.CASCADE, related_name="texts", verbose_name=_("version")
    )
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(
        _("short title"), max_length=80, help_text=_("For the subject of mails.")
    )
    summary = models.TextField(_("summary"), max_length=600)
    body = models.TextField(_("letter"), help_text=_("Written in Markdown."))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "language"], name="appeal_text_unique_language"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Category(models.Model):
    """What a person can sign as: student, researcher, citizen and so on."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="categories", verbose_name=_("appeal")
    )
    code = models.SlugField(_("code"), max_length=40, help_text=_("Stays in files for ever."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category of signatories")
        verbose_name_plural = _("categories of signatories")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "code"], name="category_unique_code"),
        ]

    def __str__(self) -> str:
        return self.code


class CategoryLabel(models.Model):
    """A category's name in one language."""

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="labels", verbose_name=_("category")
    )
    language = models.CharField(_("language"), max_length=10)
    label = models.CharField(_("label"), max_length=120)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category", "language"], name="category_label_unique_language"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class StoredImage(models.Model):
    """A picture that we made from an upload (`appeal.images`), kept where the backups are."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def url(self) -> str:
        """The address at which everybody can see it; it never shows another picture."""
        return reverse("image", args=[self.sha256])


class Partner(models.Model):
    """An organisation that carries the appeal; not a signature."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="partners", verbose_name=_("appeal")
    )
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("site"), blank=True)
    logo = models.ForeignKey(
        StoredImage, models.PROTECT, null=True, blank=True, verbose_name=_("logo")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "name"], name="partner_unique_name"),
        ]

    def __str__(self) -> str:
        return self.name
