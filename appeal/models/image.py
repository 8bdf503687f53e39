"""Pictures that staff upload, made anew."""

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


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
