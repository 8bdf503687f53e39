"""A visitor without JavaScript, without cookies: HTTP and nothing else."""

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode, urlsplit

# Longer than `signing.form_token.MINIMUM_AGE`: people read before they sign.
READING_SECONDS = 3.3


@dataclass
class Page:
    """An answer."""

    status: int
    headers: HTTPMessage
    body: str


@dataclass
class _Forms(HTMLParser):
    """Collects the hidden fields and the options of the select fields."""

    hidden: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden" and values.get("name"):
            self.hidden[str(values["name"])] = values.get("value") or ""


@dataclass
class Visitor:
    """Someone who comes to a site."""

    site: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Page:
        return self._ask("GET", address, None)

    def post(self, address: str, fields: dict[str, str]) -> Page:
        return self._ask("POST", address, urlencode(fields).encode())

    def sign(self, page_address: str, slug: str, **fields: str) -> Page:
        """Open the appeal's page, read, fill in the form and send it."""
        forms = _Forms()
        forms.feed(self.get(page_address).body)
        time.sleep(READING_SECONDS)
        language = page_address.strip("/").split("/")[0]
        typed = {
            "first_name": "Suzie",
            "last_name": "Exemple",
            "email": "suzie@campus.example",
            "category": "student",
            "display": "full",
            "consent": "on",
            "age_15": "on",
        }
        hidden = {"form_token": forms.hidden["form_token"]}
        return self.post(f"/{language}/appeals/{slug}/sign/", {**hidden, **typed, **fields})

    def _ask(self, method: str, address: str, body: bytes | None) -> Page:
        parts = urlsplit(address if "://" in address else self.site + address)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return Page(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()
