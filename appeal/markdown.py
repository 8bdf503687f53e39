"""The letter's Markdown, made into safe HTML."""

import nh3
from markdown_it import MarkdownIt

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
