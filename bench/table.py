"""The table that is printed, and that stands in docs/performance.md."""

from bench.result import Measured, Report

HEAD = ("what", "product", "floor", "ratio", "target", "p50 ms", "p99 ms", "queries", "failed")


def rows(report: Report) -> list[tuple[str, ...]]:
    """Give the cells of each line, the head first."""
    return [HEAD, *map(_row, report.measured)]


def in_plain_text(report: Report) -> str:
    """Give the table for a terminal."""
    lines = rows(report)
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def in_markdown(report: Report) -> str:
    """Give the table for a page."""
    head, *lines = rows(report)
    rule = ["---", *["---:"] * (len(HEAD) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def number(value: float) -> str:
    """Write a number with the digits that mean something."""
    if value >= 100:  # noqa: PLR2004 -- three digits
        return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"  # noqa: PLR2004


def _row(line: Measured) -> tuple[str, ...]:
    sign = "≤" if line.less_is_better else "≥"
    target = "" if line.target is None else f"{sign} {number(line.target)}"
    growth = line.product.middle("growth")
    what = line.product.what + (f" (+{growth:.0f} MB)" if growth is not None else "")
    return (
        what,
        f"{number(line.product.value)} {line.unit}",
        f"{number(line.floor.value)} {line.unit}",
        number(line.ratio) + {True: " ✓", False: " ✗", None: ""}[line.is_met],
        target,
        *(_milliseconds(line.product.middle(name)) for name in ("p50", "p99")),
        "" if line.queries is None else str(line.queries),
        str(line.product.failed + line.floor.failed),
    )


def _milliseconds(value: float | None) -> str:
    return "" if value is None else number(value)
