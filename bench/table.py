"""The tables that are printed, and that stand in docs/performance.md."""

from collections.abc import Sequence

from bench.result import Measured, Report, Runs

HEAD = ("what", "product", "floor", "ratio", "target", "p50 ms", "p99 ms", "queries", "failed")
# Every program of the product and of the floor that does work for a request.
PROGRAMS = ("web", "worker", "postgres", "valkey-server", "nginx", "sink", "load")

type Rows = Sequence[tuple[str, ...]]

MOST_GROWTH = 1.5  # how much dearer a unit may be at ten million signatures than at a thousand
_LEAST = 0.005  # milliseconds; what is less is not shown


def figures(report: Report) -> Rows:
    """Give the cells of each line, the head first."""
    return [HEAD, *map(_row, report.measured)]


def processors(report: Report) -> Rows:
    """Give the milliseconds of processor that each program used for one unit of work.

    The last column is the rate at which that keeps all processors busy.
    """
    cores = int(report.machine["cores"])
    counted = [line for line in report.measured if line.product.processor]
    sides = [runs for line in counted for runs in (line.product, line.floor)]
    head = ("processor time of one, ms", *PROGRAMS, "together", "at most")
    return [head, *(_processor_row(runs, cores) for runs in sides)]


def growth(reports: Sequence[Report], keys: Sequence[str]) -> Rows:
    """Give the milliseconds of processor for one unit of work at each size.

    The last column is the largest size over the smallest, which is to stay below `MOST_GROWTH`.

    Args:
        reports: of at least two sizes, the smallest first.
        keys: of figures; one that was not measured at both ends is left out.
    """
    head = ("processor time of one, ms", *(f"{report.signatures:,}" for report in reports))
    lines = [(*head, "growth")]
    for key in keys:
        found = [
            next((line.product for line in report.measured if line.key == key), None)
            for report in reports
        ]
        used = [sum(_used(runs).values()) if runs else 0.0 for runs in found]
        if found[0] and used[0] and used[-1]:
            grown = used[-1] / used[0]
            cells = (number(value) if value else "" for value in used)
            sign = " ✓" if grown <= MOST_GROWTH else " ✗"
            lines.append((found[0].what, *cells, number(grown) + sign))
    return lines


def layers(report: Report) -> Rows:
    """Give the milliseconds of one request by layer of the web process."""
    names = {name: None for found in report.layers.values() for name in found}
    head = ("layer of the web process, ms", *report.layers)
    lines = [
        (name, *(number(found.get(name, 0.0)) for found in report.layers.values()))
        for name in names
    ]
    if not names:
        return [head]
    total = ("together", *(number(sum(found.values())) for found in report.layers.values()))
    return [head, *lines, total]


def in_plain_text(lines: Rows) -> str:
    """Give a table for a terminal."""
    columns = range(len(lines[0]))
    widths = [max(len(line[column]) for line in lines) for column in columns]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def in_markdown(lines: Rows) -> str:
    """Give a table for a page."""
    head, *others = lines
    rule = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *others))


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


def _processor_row(runs: Runs, cores: int) -> tuple[str, ...]:
    shown = list(_used(runs).values())
    together = sum(shown)
    return (
        runs.what,
        *(number(value) if value >= _LEAST else "" for value in shown),
        number(together),
        f"{number(1000 * cores / together)} /s" if together else "",
    )


def _used(runs: Runs) -> dict[str, float]:
    used = dict.fromkeys(PROGRAMS, 0.0)
    for name, value in runs.processor.items():
        program = name.removeprefix("floor-")
        if program in used:
            used[program] += value
    return used


def _milliseconds(value: float | None) -> str:
    return "" if value is None else number(value)
