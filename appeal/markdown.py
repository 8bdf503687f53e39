"""The letter's Markdown, made into safe HTML."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from appeal.spacing import set_pieces

_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
# What stands in a line for what is no prose: it is no space, and no mark that wants one.
_NO_PROSE = "\N{OBJECT REPLACEMENT CHARACTER}"


def _set_spaces(state: StateCore) -> None:
    """Set the spaces of each line of prose; code and addresses are other tokens."""
    for block in state.tokens:
        words = block.children
        if not words:
            continue
        pieces = set_pieces([_piece(word) for word in words], state.env.get("language", ""))
        for word, piece in zip(words, pieces, strict=True):
            if word.type == "text" or (word.type == "softbreak" and piece != "\n"):
                word.type, word.content = "text", piece


def _piece(word: Token) -> str:
    if word.type == "text":
        return word.content
    if word.type == "softbreak":
        return "\n"
    return "" if word.nesting else _NO_PROSE


def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    renderer.core.ruler.push("set_spaces", _set_spaces)
    return renderer


_RENDERER = _renderer()


def render_markdown(source: str, language: str) -> str:
    """Turn Markdown into sanitised HTML, with spaces as they are set in its language.

    Raw HTML in the source is shown as text, and whatever tag is not part of a letter is
    dropped. Headings start at `h2`, because the page's `h1` is the appeal's title.
    """
    html: str = _RENDERER.render(source, {"language": language})
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "hreflang"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )


def markdown_tree(source: str, language: str) -> SyntaxTreeNode:
    """Give a text as a tree of blocks and words, for what is no web page."""
    return SyntaxTreeNode(_RENDERER.parse(source, {"language": language}))


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
