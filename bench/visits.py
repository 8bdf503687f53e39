"""Who asks: the headers of a browser, and of the proxy through which it comes."""

import re

from bench.site import SLUG, Site
from demo.readiness import HOST
from stack.variables import SITE_HOST
from stack.visitor import Visitor

BROWSER = {
    "Host": SITE_HOST,
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "fr,en;q=0.5",
    "Accept-Encoding": "gzip",
}
# What nginx adds, for requests that go to gunicorn directly.
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
DIRECT = {**BROWSER, **PROXY}
FORM = {**DIRECT, "Origin": f"https://{SITE_HOST}", "Sec-Fetch-Site": "same-origin"}
PAGE = "/fr/"
SIGN = f"/fr/appeals/{SLUG}/sign/"
FIGURES = f"/fr/appeals/{SLUG}/figures.json"
WALL = f"/fr/appeals/{SLUG}/signatories/"
STAFF_LIST = "/staff/signatures/signature/"


def direct_url(site: Site, path: str) -> str:
    """Give an address at the product's gunicorn."""
    return f"http://{HOST}:{site.port}{path}"


def floor_url(site: Site, path: str = "/") -> str:
    """Give an address at the floor's gunicorn."""
    return f"http://{HOST}:{site.floor_port}{path}"


def form_token(site: Site) -> str:
    """Read the token of the form from the appeal's page."""
    page = _visitor(site).get(PAGE, **_spelled(PROXY)).text
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    if found is None:
        raise LookupError("the appeal's page has no form")
    return found[1]


def staff_cookies(site: Site, email: str, password: str) -> str:
    """Sign in at the desk; returns the value of the header `Cookie`."""
    visitor = _visitor(site)
    page = visitor.get("/accounts/login/", **_spelled(DIRECT | {"Accept-Encoding": "identity"}))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    fields = {"csrfmiddlewaretoken": token[1] if token else ""}
    answer = visitor.post(
        "/accounts/login/", {**fields, "login": email, "password": password}, **_spelled(PROXY)
    )
    if answer.status != 302:  # noqa: PLR2004 -- found: the desk
        raise LookupError(f"nobody is let in at the desk: {answer.status}")
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def _visitor(site: Site) -> Visitor:
    return Visitor(SITE_HOST, site.port, None)


def _spelled(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items() if name != "Host"}
