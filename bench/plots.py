"""Two small drawings for docs/performance.md, as SVG: ratios to the floor, and growth."""

import math
from collections.abc import Sequence
from html import escape

from bench.result import Report
from bench.table import number

_WIDTH, _LEFT, _RIGHT = 760, 360, 70
_ROW, _TOP, _BOTTOM = 26, 34, 16
_LEAST, _MOST = 0.01, 10.0
_INK, _QUIET, _GOOD, _BAD = "#1f2937", "#d1d5db", "#1d4ed8", "#b91c1c"
_LINES = ("#1d4ed8", "#b91c1c", "#047857", "#7c3aed", "#b45309", "#0e7490")


def ratios(report: Report) -> str:
    """Draw each figure's ratio to its floor, and its target as an upright line."""
    height = _TOP + _ROW * len(report.measured) + _BOTTOM
    parts = [_grid(value, height) for value in (0.01, 0.1, 1.0, 10.0)]
    for position, line in enumerate(report.measured):
        y = _TOP + _ROW * position + _ROW / 2
        colour = _BAD if line.is_met is False else _GOOD
        x = _across(line.ratio)
        parts.append(_text(_LEFT - 10, y + 4, line.product.what, anchor="end"))
        parts.append(
            f'<line x1="{_LEFT}" x2="{x:.1f}" y1="{y}" y2="{y}" stroke="{colour}"'
            ' stroke-width="8"/>'
        )
        if line.target is not None:
            at = _across(line.target)
            parts.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y - 9}" y2="{y + 9}" stroke="{_INK}"'
                ' stroke-width="2"/>'
            )
        parts.append(_text(x + 12, y + 4, number(line.ratio)))
    return _drawing("Ratio to the floor of the same run", height, parts)


def growth(reports: Sequence[Report], keys: Sequence[str]) -> str:
    """Draw how the ratio of some figures changes with the number of signatures.

    Args:
        reports: of at least two sizes, the smallest first.
        keys: which figures.
    """
    height, bottom = 320, 270
    sizes = [report.signatures for report in reports]
    most = 2.0

    def x(size: int) -> float:
        share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return 60 + share * (_LEFT - 60)

    def y(value: float) -> float:
        return bottom - min(value, most) / most * (bottom - _TOP)

    parts = []
    for value in (0.0, 0.5, 1.0, 1.5, 2.0):
        parts.append(
            f'<line x1="60" x2="{_LEFT}" y1="{y(value):.1f}" y2="{y(value):.1f}"'
            f' stroke="{_QUIET}"/>'
        )
        parts.append(_text(50, y(value) + 4, number(value), anchor="end"))
    parts += [_text(x(size), bottom + 22, f"{size:,}", anchor="middle") for size in sizes]
    for position, key in enumerate(keys):
        colour = _LINES[position % len(_LINES)]
        found = [
            (report.signatures, line)
            for report in reports
            for line in report.measured
            if line.key == key and line.ratio
        ]
        if not found:
            continue
        base = found[0][1].ratio
        points = " ".join(f"{x(size):.1f},{y(line.ratio / base):.1f}" for size, line in found)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"/>'
        )
        label_y = _TOP + 22 * position + 14
        parts.append(
            f'<rect x="{_LEFT + 30}" y="{label_y - 10}" width="14" height="10" fill="{colour}"/>'
        )
        parts.append(_text(_LEFT + 52, label_y, found[0][1].product.what))
    title = f"Speed by number of signatures ({sizes[0]:,} = 1)"
    return _drawing(title, height, parts)


def _across(ratio: float) -> float:
    share = math.log(max(_LEAST, min(_MOST, ratio)) / _LEAST) / math.log(_MOST / _LEAST)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _grid(value: float, height: int) -> str:
    at = _across(value)
    line = (
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{height - _BOTTOM}" stroke="{_QUIET}"/>'
    )
    return line + _text(at, _TOP - 4, f"{value:g}", anchor="middle")


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(words)}</text>'
    )


def _drawing(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="sans-serif" font-size="13"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f"{_text(10, 16, title)}\n" + "\n".join(parts) + "\n</svg>\n"
    )
