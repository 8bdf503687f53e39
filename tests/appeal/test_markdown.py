"""The letter's Markdown: letters come through, everything else does not."""

import pytest

from appeal.markdown import render_markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Titre", "<h2>Titre</h2>"),
        ("## Pourquoi", "<h2>Pourquoi</h2>"),
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("> cité", "<blockquote>\n<p>cité</p>\n</blockquote>"),
        ("l’IA « juste »", "<p>l’IA « juste »</p>"),
    ],
)
def test_a_letter_is_rendered(source: str, html: str) -> None:
    assert render_markdown(source, "en").strip() == html


def test_a_link_leads_out_and_tells_nothing() -> None:
    html = render_markdown("[ici](https://appel.example/)", "fr")

    assert html.strip() == '<p><a href="https://appel.example/" rel="noopener">ici</a></p>'


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://evil.example/pixel.png)",
        "<iframe src='https://evil.example'></iframe>",
        "<style>*{display:none}</style>",
        '<a href="x" onclick="y">z</a>',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(source: str) -> None:
    html = render_markdown(source, "en")

    for forbidden in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'):
        assert forbidden not in html
    assert "<a" not in html or "onclick" not in html.split("<a", 1)[1].split(">", 1)[0]
