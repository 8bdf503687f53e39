"""`/api/v1/`: the addresses, what they take, what they answer. One call each into a room."""

from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from appeal.publishing import NoAppealError, published_appeal
from signatures.api import reading
from signatures.api.answers import from_memory, made_now, made_now_for_all, verbatim
from signatures.api.schemas import (
    AppealOut,
    AppealsOut,
    FiguresOut,
    MilestonesOut,
    Problem,
    SignatoriesOut,
    SnapshotOut,
    SnapshotsOut,
    TextOut,
    VersionsOut,
)
from signatures.figures import snapshots
from signatures.models.clock import database_now
from signatures.models.lagging import may_lag
from signatures.wall.public import wall_page

api = NinjaAPI(
    title="Paraphe",
    version="1",
    description="A public appeal, its verified figure and its text. Read only, no key.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)

Slug = Annotated[str, Path(..., pattern=r"^[-a-zA-Z0-9_]{1,80}$", description="The appeal.")]
Code = Annotated[str, Path(..., pattern=r"^[a-z2-9]{10}$", description="The frozen figure.")]
Number = Annotated[int, Path(..., ge=1, le=1_000_000, description="The version.")]
Language = Annotated[
    str,
    Query(
        pattern=f"^({'|'.join(code for code, _name in settings.LANGUAGES)})$",
        description="In which titles and labels are written.",
    ),
]
USUAL = settings.LANGUAGE_CODE
ANSWERS = {404: Problem, 422: Problem}


@api.exception_handler(NoAppealError)
def _no_appeal(request: HttpRequest, error: NoAppealError) -> HttpResponse:
    return api.create_response(request, {"detail": "There is no such appeal."}, status=404)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "There is nothing here."}, status=404)


@api.exception_handler(ValidationError)
def _bad(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return api.create_response(request, {"detail": said}, status=422)


@api.get(
    "/appeals",
    response={200: AppealsOut, 422: Problem},
    summary=gettext_noop("Every public appeal, the featured one first"),
)
def appeals(request: HttpRequest, language: Language = USUAL) -> HttpResponse:
    """List the appeals."""
    make = lambda: reading.appeals_values(language, database_now())  # noqa: E731
    return from_memory(request, f"appeals:{language}", AppealsOut, make)


@api.get(
    "/appeals/{slug}",
    response={200: AppealOut, **ANSWERS},
    summary=gettext_noop("One appeal: title, state, dates, figure"),
)
def appeal(request: HttpRequest, slug: Slug, language: Language = USUAL) -> HttpResponse:
    """Give one appeal."""
    name = f"appeal:{slug}:{language}"
    make = lambda: reading.appeal_values(published_appeal(slug), language, database_now())  # noqa: E731
    return from_memory(request, name, AppealOut, make)


@api.get(
    "/appeals/{slug}/figures",
    response={200: FiguresOut, **ANSWERS},
    summary=gettext_noop("The figure and its breakdowns, as they stand"),
)
def figures(request: HttpRequest, slug: Slug, language: Language = USUAL) -> HttpResponse:
    """Give the figure."""
    name = f"figures:{slug}:{language}"
    make = lambda: reading.figures_values(slug, language, database_now())  # noqa: E731
    return from_memory(request, name, FiguresOut, make)


@api.get(
    "/appeals/{slug}/snapshots",
    response={200: SnapshotsOut, **ANSWERS},
    summary=gettext_noop("The frozen figures, the latest first"),
)
def frozen(
    request: HttpRequest,
    slug: Slug,
    after: Annotated[
        str, Query(max_length=10, description="`next_after` of the page before.")
    ] = "",
) -> HttpResponse:
    """List what was frozen and is under no embargo."""
    values = reading.snapshots_values(slug, after.replace("\0", ""), database_now())
    return made_now_for_all(request, SnapshotsOut, values)


@api.get(
    "/appeals/{slug}/snapshots/{code}",
    response={200: SnapshotOut, **ANSWERS},
    summary=gettext_noop("One frozen figure, with what its hash covers"),
)
def frozen_figure(request: HttpRequest, slug: Slug, code: Code) -> HttpResponse:
    """Give one frozen figure; it never changes."""
    found = snapshots.public_snapshots(published_appeal(slug), now=database_now())
    snapshot = found.filter(code=code).first()
    if snapshot is None:
        raise Http404
    return verbatim(request, snapshots.as_json(snapshot))


@api.get(
    "/appeals/{slug}/milestones",
    response={200: MilestonesOut, **ANSWERS},
    summary=gettext_noop("The round numbers that the figure has reached, and when"),
)
def milestones(request: HttpRequest, slug: Slug) -> HttpResponse:
    """List the milestones."""
    return from_memory(
        request, f"milestones:{slug}", MilestonesOut, lambda: reading.milestones_values(slug)
    )


@api.get(
    "/appeals/{slug}/text",
    response={200: TextOut, **ANSWERS},
    summary=gettext_noop("The text that people sign now"),
)
def text(request: HttpRequest, slug: Slug, language: Language = USUAL) -> HttpResponse:
    """Give the current text."""
    name = f"text:{slug}:{language}"
    return from_memory(request, name, TextOut, lambda: reading.text_values(slug, None, language))


@api.get(
    "/appeals/{slug}/versions",
    response={200: VersionsOut, **ANSWERS},
    summary=gettext_noop("Every published version of the text, with its hash"),
)
def versions(request: HttpRequest, slug: Slug) -> HttpResponse:
    """List the versions of the text."""
    return from_memory(
        request, f"versions:{slug}", VersionsOut, lambda: reading.versions_values(slug)
    )


@api.get(
    "/appeals/{slug}/versions/{number}",
    response={200: TextOut, **ANSWERS},
    summary=gettext_noop("The text of one version"),
)
def version(
    request: HttpRequest, slug: Slug, number: Number, language: Language = USUAL
) -> HttpResponse:
    """Give the text of one version; it never changes."""
    name = f"version:{slug}:{number}:{language}"
    make = lambda: reading.text_values(slug, number, language)  # noqa: E731
    return from_memory(request, name, TextOut, make)


@api.get(
    "/appeals/{slug}/signatories",
    response={200: SignatoriesOut, **ANSWERS, 429: Problem},
    summary=gettext_noop("The public list of names, where its organisers open it to programs"),
)
def signatories(
    request: HttpRequest,
    slug: Slug,
    language: Language = USUAL,
    category: Annotated[str, Query(max_length=40, description="A category's code.")] = "",
    after: Annotated[
        str, Query(max_length=400, description="`next_after` of the page before.")
    ] = "",
) -> HttpResponse:
    """Give a page of what the wall shows; not open to scripts of other sites."""
    found = published_appeal(slug)
    if not found.signatories_in_api:
        raise Http404
    response = made_now(
        request,
        SignatoriesOut,
        may_lag(wall_page)(found, language=language, category=category, after=after),
    )
    # A list of opinions is not for search engines.
    response["X-Robots-Tag"] = "noindex"
    return response
