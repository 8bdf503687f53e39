"""The letter's Markdown, made into safe HTML."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_RENDERER = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def render_markdown(source: str) -> str:
    """Turn Markdown into sanitised HTML.

    Raw HTML in the source is shown as text, and whatever tag is not part of a letter is
    dropped. Headings start at `h2`, because the page's `h1` is the appeal's title.
    """
    html: str = _RENDERER.render(source)
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "hreflang"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )


def markdown_tree(source: str) -> SyntaxTreeNode:
    """Give a text as a tree of blocks and words, for what is no web page."""
    return SyntaxTreeNode(_RENDERER.parse(source))


def plain_blocks(source: str) -> list[str]:
    """Give the paragraphs and headings of a text without their marks, in reading order.

    Where a link leads is part of what is read: it stands in parentheses behind its words.
    """
    return [
        text
        for token in _RENDERER.parse(source)
        if token.type == "inline" and (text := _plain(token.children or []).strip())
    ]


def _plain(tokens: list[Token]) -> str:
    words, target = "", ""
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            words += f" ({target})"
        elif token.type in ("softbreak", "hardbreak"):
            words += " "
        else:
            words += token.content
    return words
