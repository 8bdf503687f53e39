"""What the law wants said, edited on the appeal's page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import TextField
from django.forms import Textarea

from appeal.models import AccessibilityAudit, Appeal, Imprint, LegalText


class ImprintInline(admin.StackedInline[Imprint, Appeal]):
    """Who publishes, who hosts."""

    model = Imprint
    classes = ("collapse",)
    formfield_overrides: ClassVar = {TextField: {"widget": Textarea(attrs={"rows": 3})}}


class AuditInline(admin.StackedInline[Any, Appeal]):
    """Audits of accessibility, the last one first."""

    model = AccessibilityAudit
    extra = 0
    classes = ("collapse",)
    ordering = ("-audited_on",)


class LegalTextInline(admin.StackedInline[Any, Appeal]):
    """The organisers' own words in the place of ours."""

    model = LegalText
    extra = 0
    classes = ("collapse",)
    ordering = ("page", "language")


LEGAL = (ImprintInline, AuditInline, LegalTextInline)
