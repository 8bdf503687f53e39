"""What a page says, found as a browser would find it."""

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    ClientResponse = _MonkeyPatchedWSGIResponse
else:
    ClientResponse = HttpResponse


class Page(HTMLParser):
    """The parts of a page that the tests ask for."""

    def __init__(self, response: ClientResponse) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.values: dict[str, str] = {}
        self.ticked: set[tuple[str, str]] = set()
        self.wrong: set[str] = set()
        self.scripts = 0
        self.handlers: set[str] = set()
        self.words: list[str] = []
        self.title = self.heading = ""
        self.language = ""
        self._inside: list[str] = []
        self._field = ""
        self.feed(response.content.decode())
        self.text = " ".join(" ".join(self.words).split())
        self.title, self.heading = (" ".join(t.split()) for t in (self.title, self.heading))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self.ids |= {given["id"]} if "id" in given else set()
        self.wrong |= {name} if given.get("aria-invalid") == "true" else set()
        self.scripts += tag == "script"
        self.handlers |= {name for name in given if name.startswith("on")}
        self._inside.append(tag)
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "a":
                self.links.append(given.get("href", ""))
            case "input":
                self._input(name, given)
            case "select" | "textarea":
                self._field = name
                self.values[name] = ""
            case "option" if "selected" in given:
                self.values[self._field] = given["value"]

    def _input(self, name: str, given: dict[str, str]) -> None:
        if given.get("type") not in {"radio", "checkbox"}:
            self.values[name] = given.get("value", "")
        elif "checked" in given:
            self.ticked.add((name, given.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data
        elif inside == "textarea":
            self.values[self._field] += data.removeprefix("\n")
        elif inside != "style":
            self.words.append(data)
        if "h1" in self._inside:
            self.heading += data
