"""What a person sees and a browser posts, read from a page of the desk."""

import re
from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the fields of a page as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name, value = values.get("name") or "", values.get("value") or ""
        if tag == "input" and name and values.get("type") not in ("checkbox", "radio", "submit"):
            self.fields[name] = value
        elif tag == "input" and name and "checked" in values:
            self.fields[name] = value or "on"
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in values or self._select not in self.fields):
            self.fields[self._select] = value
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
            self._textarea = ""


def typed(page: str) -> dict[str, str]:
    """What the button "Save" of an admin page posts, when nothing was changed."""
    form = _Form()
    form.feed(page)
    form.close()
    # The bar of actions at the top has a button of its own.
    own = {name: value for name, value in form.fields.items() if not name.startswith("CHANGE_")}
    return {**own, "_save": "Save"}


def said(page: str) -> list[str]:
    """What the desk answers, above the page."""
    found = re.findall(r'<li class="(?:success|error|warning|info)">(.*?)</li>', page)
    return [re.sub(r"<[^>]+>", "", text) for text in found]
