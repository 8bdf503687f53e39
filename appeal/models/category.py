"""What people can sign as, with its name in every language."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeal.models.appeal import Appeal


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
        """Name it as visitors read it; a list fetches `labels` beside the categories."""
        labels = {label.language: label.label for label in self.labels.all()} if self.pk else {}
        return labels.get(get_language() or settings.LANGUAGE_CODE, self.code)


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
