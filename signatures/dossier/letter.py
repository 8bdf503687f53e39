"""The letter's Markdown as plain values that the dossier's template reads."""

from typing import Any

from markdown_it.tree import SyntaxTreeNode

from appeal.markdown import markdown_tree

# What stands for itself; everything else is shown by its parts.
_TEXTS = {"text", "code_inline", "fence", "code_block"}
_SPACES = {"softbreak": " ", "hardbreak": "\n"}


def letter_blocks(source: str, language: str) -> list[dict[str, Any]]:
    """Give the blocks of a letter, each with its kind, words and parts, in reading order.

    Kinds are those of CommonMark: `heading`, `paragraph`, `bullet_list`, `ordered_list`,
    `list_item`, `blockquote`, `hr`, `table` and its parts; `text`, `strong`, `em`, `link`.
    """
    return [_node(child) for child in markdown_tree(source, language).children]


def _node(node: SyntaxTreeNode) -> dict[str, Any]:
    if node.type in _TEXTS:
        return {"kind": "text", "text": node.content}
    if node.type in _SPACES:
        return {"kind": "text", "text": _SPACES[node.type]}
    values: dict[str, Any] = {
        "kind": node.type,
        "parts": [_node(child) for child in node.children],
    }
    if node.type == "heading":
        # The page's own title stands above: a letter begins at the second level.
        values["level"] = max(int(node.tag.removeprefix("h")), 2)
    if node.type == "link":
        values["address"] = str(node.attrs.get("href", ""))
    return values
