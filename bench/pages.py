"""Figures of pages: through nginx beside a file of the same bytes, straight beside nothing."""

import gzip
import json
from collections.abc import Iterator, Mapping

from bench import visits
from bench.figure import Figure
from bench.result import Sample
from bench.site import Site
from bench.wrk import Load, load
from demo.readiness import HOST
from stack.visitor import Visitor

READERS = 64  # connections
ORGANISERS = 4
WORDS = "martin"  # looked for on the wall
_NOTHING = "an empty Django view"


def page_figures(site: Site, *, seconds: float) -> Iterator[Figure]:
    """Give the figures of everything that is read."""

    def runs(
        url: str, headers: Mapping[str, str], script: str = "", connections: int = READERS
    ) -> Sample:
        path = url.partition("//")[2].partition("/")[2]
        asked = Load(
            url=url,
            headers=headers,
            script=script,
            arguments=(f"/{path}",) if script else (),
            connections=connections,
        )
        return load(asked, seconds=seconds, site=site).sample()

    def empty(connections: int = READERS) -> Sample:
        return runs(visits.floor_url(site), visits.DIRECT, connections=connections)

    def straight(key: str, what: str, path: str, target: float | None = None) -> Figure:
        searches = "?q=" in path
        return Figure(
            key=key,
            what=what,
            floor_is=_NOTHING,
            product=lambda: runs(
                visits.direct_url(site, path), visits.DIRECT, "visitors" if searches else ""
            ),
            floor=empty,
            target=target,
        )

    def through_nginx(key: str, what: str, encoding: str, port: int) -> Figure:
        url = f"https://{HOST}:{port}"
        headers = {**visits.BROWSER, "Accept-Encoding": encoding}
        return Figure(
            key=key,
            what=what,
            floor_is="the same bytes from nginx’s disk",
            product=lambda: runs(url + visits.PAGE, headers),
            floor=lambda: runs(f"{url}/floor/page.html", headers),
            target=0.9,
        )

    if site.front is not None:
        _copy_page(site, site.front.visitor())
        port = site.front.https
        yield through_nginx(
            "page-nginx", "appeal page through nginx, as browsers ask", "gzip", port
        )
        yield through_nginx(
            "page-nginx-plain", "appeal page through nginx, uncompressed", "identity", port
        )
    yield straight("page-gunicorn", "appeal page from gunicorn", visits.PAGE, 0.5)
    yield straight("figures-json", "figures.json from gunicorn", visits.FIGURES, 0.5)
    yield straight("wall", "first page of the wall", visits.WALL)
    yield straight("wall-search", "search on the wall", f"{visits.WALL}?q={WORDS}")
    cookie = _organiser(site)
    yield Figure(
        key="staff-list",
        what="list of signatures at the desk",
        floor_is=_NOTHING,
        product=lambda: runs(
            visits.direct_url(site, visits.STAFF_LIST),
            {**visits.DIRECT, "Cookie": cookie},
            connections=ORGANISERS,
        ),
        floor=lambda: empty(ORGANISERS),
    )


def _copy_page(site: Site, visitor: Visitor) -> None:
    """Put the page on the disk of the floor, plain and compressed."""
    body = visitor.get(visits.PAGE).body
    (site.static / "page.html").write_bytes(body)
    (site.static / "page.html.gz").write_bytes(gzip.compress(body, 5))


def _organiser(site: Site) -> str:
    accounts = json.loads((site.folder / "credentials.json").read_text())
    organiser = next(account for account in accounts if account["role"] == "organiser")
    return visits.staff_cookies(site, organiser["email"], organiser["password"])
