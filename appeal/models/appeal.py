"""An appeal: its address, its state, its dates, its colour."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.clock import database_now
from appeal.colours import TooPaleError, check_accent
from appeal.enums import TO_COME, AppealState, Retraction

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
        help_text=_("One mail, after two days, to those who have signed and not confirmed."),
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
        help_text=_(
            "Somebody who has not typed the list types ten of its lines again before it counts."
        ),
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Of the figure, the names, links and buttons, such as #20369c. Empty: our blue."
        ),
    )
    asks_department = models.BooleanField(
        _("people are asked for their department"),
        default=False,
        db_default=False,
        help_text=_(
            "A list to choose from, which nobody has to answer. The figures then say how many sign "
            "from each department; departments with fewer than five are grouped."
        ),
    )
    signatories_in_api = models.BooleanField(
        _("programs may read the list of signatories"),
        default=False,
        db_default=False,
        help_text=_(
            "What the public list shows, at /api/v1/. Off: it can only be read on the page."
        ),
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
                condition=models.Q(opens_at__isnull=True)
                | models.Q(hearing_at__isnull=True)
                | models.Q(opens_at__lt=models.F("hearing_at")),
                name="appeal_opens_before_its_hearing",
                violation_error_message=_("An appeal opens before its hearing."),
            ),
            models.CheckConstraint(
                condition=models.Q(goal__isnull=True) | models.Q(goal__gt=0),
                name="appeal_goal_positive",
                violation_error_message=_("A goal is one signature at least."),
            ),
            models.CheckConstraint(
                condition=models.Q(accent__regex="^(#[0-9a-f]{6})?$"),
                name="appeal_accent_hexadecimal",
                violation_error_message=_("A colour is # and six digits or letters from a to f."),
            ),
        ]

    def __str__(self) -> str:
        """Give its title where that was fetched (`appeal.titles`), else its address."""
        return getattr(self, "called", None) or self.slug

    def clean(self) -> None:
        """Refuse what would be regretted: a colour nobody can read, a clock that has run out."""
        self._check_clock()
        self._check_accent()

    def _check_clock(self) -> None:
        """Refuse dates after which all names would be erased in the night that comes.

        A year that was mistyped must not cost the signatories. Who means it archives first.
        """
        if self.state in (AppealState.DRAFT, AppealState.ARCHIVED):
            return
        dates = {"opens_at": self.opens_at, "hearing_at": self.hearing_at}
        is_new = not Appeal.objects.filter(pk=self.pk, **dates).exists()
        if is_new and self.kept_until <= database_now():
            raise ValidationError(
                _(
                    "With these dates the time for which names are kept is over: everything that "
                    "names the signatories would be erased tonight. Correct the date of the "
                    "opening or of the hearing; if you mean it, archive the appeal first."
                )
            )

    def _check_accent(self) -> None:
        """Say which colour can be read instead (WCAG 1.4.3)."""
        self.accent = self.accent.lower()
        try:
            check_accent(self.accent)
        except TooPaleError as error:
            message = _("Too pale to be read: the nearest colour that can be is %s.")
            raise ValidationError({"accent": message % error.nearest}) from error

    @property
    def kept_until(self) -> datetime:
        """When what names signatories is erased: a month after the hearing (R-63).

        Twelve months after the opening at the latest, whatever becomes of the hearing.
        """
        latest = (self.opens_at or self.created_at) + LONGEST_KEPT
        return min(self.hearing_at + KEPT_AFTER_HEARING, latest) if self.hearing_at else latest

    def is_over(self, now: datetime) -> bool:
        """Say whether no signature is to come any more."""
        is_ended = self.closes_at is not None and self.closes_at <= now
        # Who signed after the end of the clock would be erased the night after.
        is_ended = is_ended or self.kept_until <= now
        return is_ended or self.state in (AppealState.CLOSED, AppealState.ARCHIVED)

    def state_at(self, now: datetime) -> str:
        """Give the state in which visitors find the appeal at `now`, its dates included.

        Returns:
            A value of `AppealState`, or `TO_COME`. A closing date that has passed ends what
            was open or paused, before anybody at the desk says so.
        """
        if self.state in (AppealState.DRAFT, AppealState.ARCHIVED):
            return str(self.state)
        if self.is_over(now):
            return AppealState.CLOSED.value
        begins_later = self.opens_at is not None and now < self.opens_at
        if self.state == AppealState.OPEN and begins_later:
            return TO_COME
        return str(self.state)

    def may_be_signed(self, now: datetime) -> bool:
        """Say whether signatures are taken at `now`."""
        return self.state_at(now) == AppealState.OPEN
