"""Whether the HTML of a mail is valid: every tag known, closed, and where it may stand."""

import email
import email.policy
from html.parser import HTMLParser

VOID = {"br", "hr", "meta", "img", "link"}
KNOWN = VOID | {
    *("html", "head", "title", "style", "body", "div", "p", "h1", "h2", "h3", "a", "strong"),
    *("em", "span", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"),
}
# What may not stand within a paragraph; a browser would close it there.
BLOCKS = {"p", "div", "h1", "h2", "h3", "ul", "ol", "blockquote", "table", "hr"}


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        self.seen.append(tag)
        if tag not in KNOWN:
            self.faults.append(f"<{tag}> has no place in a mail")
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag in BLOCKS and {"p", "a", "span", "h1"} & set(self.open):
            self.faults.append(f"<{tag}> stands within {self.open}")
        if tag == "a" and "a" in self.open:
            self.faults.append("a link within a link")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")

    def handle_decl(self, decl: str) -> None:
        self.seen.append(decl)


def faults_of(raw: bytes) -> list[str]:
    """List what is wrong with the HTML part."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    part = mail.get_body(("html",))
    if part is None:
        return ["there is no HTML part"]
    checker = _Checker()
    checker.feed(part.get_content())
    checker.close()
    faults = checker.faults + [f"<{tag}> stays open" for tag in checker.open]
    if checker.seen[:2] != ["DOCTYPE html", "html"]:
        faults.append("it does not begin with a doctype")
    return faults + [f"{tag}: not once" for tag in ("title", "h1") if checker.seen.count(tag) != 1]
