"""What the organisers know of a domain that writes email addresses."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class MailDomain(models.Model):
    """One domain's rules, which go before those that come with the program (R-04, R-09).

    They hold for signatures made from now on; earlier ones keep the spelling under which
    they were counted.
    """

    domain = models.CharField(
        _("domain"),
        max_length=253,
        help_text=_("In lower case, as it travels: xn--bcher-kva.example, not bücher.example."),
    )
    alias_of = models.CharField(
        _("other name of"),
        max_length=253,
        blank=True,
        help_text=_("The domain under which the same mailboxes are known."),
    )
    ignores_dots = models.BooleanField(
        _("ignores dots"),
        default=False,
        help_text=_("As gmail.com does: a.b@ and ab@ are one mailbox."),
    )
    ignores_tags = models.BooleanField(
        _("ignores +tags"),
        default=True,
        help_text=_("a+x@ and a@ are one mailbox: true of almost every provider."),
    )
    is_disposable = models.BooleanField(
        _("throw-away"),
        default=False,
        help_text=_("Anybody reads mail there without a password: held for review."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering: ClassVar = ["domain"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain"], name="mail_domain_unique"),
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="mail_domain_lower_case",
                violation_error_message=_("Type a domain such as campus.example."),
            ),
            models.CheckConstraint(
                condition=~Q(alias_of=F("domain")),
                name="mail_domain_no_alias_of_itself",
                violation_error_message=_("A domain is no other name of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        """Take capitals as what they mean; refuse chains of names.

        Each mailbox has one canonical spelling (R-04).
        """
        self.domain, self.alias_of = self.domain.lower(), self.alias_of.lower()
        others = MailDomain.objects.exclude(pk=self.pk)
        if not self.alias_of:
            return
        if others.filter(alias_of=self.domain).exists():
            message = _("Another domain is already called another name of this one.")
            raise ValidationError({"alias_of": message})
        if others.filter(domain=self.alias_of).exclude(alias_of="").exists():
            message = _("That domain is itself another name of a third one: name the third.")
            raise ValidationError({"alias_of": message})
