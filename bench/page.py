"""Write docs/performance.md and its drawings from docs/performance/*.json.

Run as `python -m bench.page`. Keep there only what was measured on an idle machine.
"""

import json
from pathlib import Path

from bench import table
from bench.plots import growth, ratios
from bench.result import Report
from stack.layout import ROOT

DOCS = ROOT / "docs"
VIRAL = "viral.json"  # what `make viral` has written
# What must cost the same however many have signed.
FLAT = ("page-gunicorn", "figures-json", "wall", "wall-search", "staff-list", "sign", "confirm")
_HEAD = """# Performance

*Written by `python -m bench.page` from the files in [performance/](performance/).*

`make bench` starts what production starts (nginx, gunicorn, Celery, beat, PostgreSQL with its
default durability, Valkey) and a mail server that counts, loads the sample appeal
(`SIZE=1k`, `100k`, `1m`, `10m`), and measures each figure beside a **floor**: the least that
the same parts need for the same work, in the same run, by the same tool. Product and floor take
turns; the first round warms up; the median of the others counts. Load generator and servers
share the processors. Quote ratios: the rates themselves move by a factor of two from hour to hour.

- *Pages through nginx*: the floor is the very same nginx with a file of the same bytes,
  compressed beforehand. Browsers ask for gzip; the second line asks for none.
- *Pages from gunicorn*: the floor is an empty view of a bare Django project, under gunicorn with
  our own settings. The wall, its search and the desk compute more than nothing: their ratio
  serves to compare sizes and versions.
- *Signing*: real forms, each with an address, a name and a network of its own, all checks on;
  each answer is compared with the rows. Mail is stopped by the organisers’ switch, so that this
  line is about accepting. The floor checks a form of three fields and inserts one row.
- *Confirming*: links of waiting signatures, each opened once, and each compared with the rows.
- *Mail*: rates are those of the sink, from the first to the last mail; *until their mails are
  at the sink* runs from the first form to the last mail. Providers’ paces are lifted.
- *Files*: the product’s own writers and readers, each in a process of its own; in brackets how
  much memory an export grew by. An export looks at the first character of each typed cell, names
  categories and organisations and writes local time: with `COPY … TO '/dev/null'` PostgreSQL
  takes 1.9 times as long for that as for the bare rows, which is the limit where the target is
  missed. Nothing is asked of an import and of the dossier but to be known.

Below each table stands what it consists of. *Processor time of one* is what each program used
for one unit of work, and at which rate that keeps all processors busy: where a target is not met,
this is the limit. *Layers* are what a profiler sees within one process of the web while it
signs and confirms; it makes calls of Python dearer than they are, so read the shares.

What does not depend on the clock is a test: `tests/growth` asks every address of the site when
few and when many have signed, and compares the buffers of PostgreSQL that its queries touch.

`python -m bench.compare OLD NEW` compares two runs and names what became worse over noise.
"""
_GROWTH = """## Growth

![Speed by number of signatures](performance/growth.svg)

What one unit of work costs at each size, the load generator’s share included: it is to stay
below one and a half times. Ratios, below, move with the floor; this does not.

The search is for a word that nobody in the sample bears, the dearest there is: PostgreSQL looks
for its trigrams, whose lists in the index (GIN) grow with the signatures. That is its limit. A
family name that somebody bears is found in the index of the wall, where it stands in its place.

"""
_NOTHING = """
No run on an idle machine has been kept yet: `make bench`, then copy `var/bench/1m.json` to
`docs/performance/`.
"""


def page(reports: list[Report], viral: str = "") -> str:
    """Give the page.

    Args:
        reports: the smallest first.
        viral: the section of the viral hour, when one was measured.
    """
    if not reports:
        return _HEAD + _NOTHING
    parts = [_HEAD]
    if len({report.signatures for report in reports}) > 1:
        parts.append(_GROWTH + table.in_markdown(table.growth(reports, FLAT)) + "\n")
    parts += [_section(report) for report in reversed(reports)]
    return "\n".join([*parts, *([viral] if viral else [])])


def drawings(reports: list[Report]) -> dict[str, str]:
    """Give the drawings by the names of their files."""
    drawn = {f"ratios-{report.signatures}.svg": ratios(report) for report in reports}
    if len({report.signatures for report in reports}) > 1:
        drawn["growth.svg"] = growth(reports, FLAT)
    return drawn


def read(folder: Path) -> list[Report]:
    """Read all results that are kept, the smallest first."""
    found = [Report.read(file) for file in folder.glob("*.json") if file.name != VIRAL]
    return sorted(found, key=lambda report: report.signatures)


def read_viral(folder: Path) -> str:
    """Give the section of the viral hour that is kept; "" without one."""
    if not (folder / VIRAL).exists():
        return ""
    said = json.loads((folder / VIRAL).read_text())
    mix = " : ".join(f"{share:g} {what}" for what, share in said["mix"].items())
    promises = "\n".join(
        f"| {one['promise']} | {one['seen']} | {'✓' if one['kept'] else '✗'} |"
        for one in said["promises"]
    )
    return f"""## A viral hour

`make viral` on two cores that also make the load: {mix}, first at rising rates until answers are
late ({said["rate"]:.0f} requests a second), then {said["minutes"]:g} minutes at 80 % of that, then
at 300 %, then back.

| promise | seen | kept |
| --- | ---: | --- |
{promises}
"""


def _section(report: Report) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in report.machine.items())
    memory = ", ".join(f"{name} {size:.0f} MB" for name, size in report.memory.items())
    skipped = "".join(f"\nNot measured: {sentence}.\n" for sentence in report.skipped)
    return f"""## {report.signatures:,} signatures

{report.at[:10]}, version `{report.commit}`, {report.seconds:g} s for each run. {machine}.

![Ratios to the floor](performance/ratios-{report.signatures}.svg)

{table.in_markdown(table.figures(report))}
{_where(report)}
Memory at the end, shared pages counted once: {memory}.
{skipped}"""


def _where(report: Report) -> str:
    """Give the tables that say where the time goes; runs of before had none."""
    found = [lines for lines in (table.processors(report), table.layers(report)) if lines[1:]]
    return "".join(f"\n{table.in_markdown(lines)}\n" for lines in found)


def main() -> None:
    """Write the page and its drawings."""
    folder = DOCS / "performance"
    reports = read(folder)
    (DOCS / "performance.md").write_text(page(reports, read_viral(folder)))
    for name, drawing in drawings(reports).items():
        (folder / name).write_text(drawing)


if __name__ == "__main__":
    main()
