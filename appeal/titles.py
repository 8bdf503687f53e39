"""What an appeal is called at the desk: its short title, in the language of who reads.

`str` of an appeal that was fetched by `titled` is that title; of any other, its address.
"""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    When,
)
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import get_language

from appeal.models import Appeal, AppealText
from appeal.models.appeal import AppealQuerySet

# Asked when a query runs: a form keeps its queryset for as long as the process lives.
_READER = lazy(lambda: get_language() or settings.LANGUAGE_CODE, str)()


def titled() -> AppealQuerySet:
    """Give all appeals, each with its short title.

    Of the published text, else of the draft; in the reader's language, else in any.
    """
    mine_first = Case(
        When(language=_READER, then=0),
        When(language=settings.LANGUAGE_CODE, then=1),
        default=2,
        output_field=IntegerField(),
    )
    texts = (
        AppealText.objects.filter(version__appeal=OuterRef("pk"))
        .exclude(short_title="")
        .order_by(
            F("version__published_at").desc(nulls_last=True),
            "-version__number",
            mine_first,
            "language",
        )
    )
    title = Subquery(texts.values("short_title")[:1], output_field=CharField())
    return cast(AppealQuerySet, Appeal.objects.annotate(called=title))


def with_titles[Rows: QuerySet[Any]](rows: Rows, path: str = "appeal") -> Rows:
    """Fetch the appeals of rows beside them, in one query, with their titles.

    Args:
        rows: of any kind that belongs to an appeal.
        path: from a row to its appeal.
    """
    return rows.prefetch_related(Prefetch(path, titled()))


def title_of(appeal: Appeal) -> str:
    """Say what one appeal is called."""
    return str(titled().get(pk=appeal.pk))


class NamesAppeals(admin.ModelAdmin[Any]):
    """Shows and offers appeals by their titles, in lists, pages and forms of rows below them."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the titles beside the rows."""
        return with_titles(super().get_queryset(request))

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer appeals by their titles."""
        if db_field.related_model is Appeal:
            kwargs.setdefault("queryset", titled().order_by("-is_featured", "-pk"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AppealFilter(admin.RelatedFieldListFilter):
    """By appeal, under its title; for `list_filter = (("appeal", AppealFilter),)`."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer every appeal."""
        return [
            (str(appeal.pk), str(appeal)) for appeal in titled().order_by("-is_featured", "-pk")
        ]
