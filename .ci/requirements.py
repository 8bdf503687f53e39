"""docs/requirements.md: which test shows which requirement, read from the tests themselves.

A test says what it shows: `@pytest.mark.requirement("R-21")`, on a function or, as
`pytestmark`, on a file. docs/requirements.toml says in words what each number asks for. What
only the full run of the faults does (`@pytest.mark.long`) is told apart, and so is what a
decision leaves unbuilt: it stands in the table that has the name of that page of docs/adr.
Without `--write` this only compares: a page that is out of step is a fault.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path("docs/requirements.toml")
PAGE = Path("docs/requirements.md")
HEAD = """# Requirements and the tests that show them

Made by `python .ci/requirements.py --write` from the tests' marks and `requirements.toml`;
`make check` refuses a page that is out of step. *open*: no test shows it yet.
*not built*: by a decision, which says what stands in its place.
⏳: `make test-faults` alone runs it; what no shorter test shows is *shown by the full run*.

| | Asks for | Shown by | |
|---|---|---|---|
"""


def _numbers(node: ast.expr) -> list[str]:
    """Give the numbers of a `pytest.mark.requirement(...)`, none for any other mark."""
    if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.requirement"):
        return []
    return [str(ast.literal_eval(argument)) for argument in node.args]


def _is_long(marks: list[ast.expr]) -> bool:
    return any(ast.unparse(mark) == "pytest.mark.long" for mark in marks)


def _marks(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Give each (number, test, whether only the full run has it) that a file of tests claims."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            for mark in marks:
                for number in _numbers(mark):
                    yield number, str(path), _is_long(marks)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                for number in _numbers(decorator):
                    yield number, f"{path}::{node.name}", _is_long(node.decorator_list)


def _state(tests: dict[str, bool]) -> str:
    if not tests:
        return "open"
    return "shown by the full run" if all(tests.values()) else "shown"


def _asked() -> tuple[dict[str, str], dict[str, str]]:
    """Give what each number asks for, and which decision leaves it unbuilt, if one does."""
    asked: dict[str, str] = {}
    decisions: dict[str, str] = {}
    for key, value in tomllib.loads(SOURCE.read_text(encoding="utf-8")).items():
        if isinstance(value, str):
            asked[key] = value
        else:
            asked |= value
            decisions |= dict.fromkeys(value, key)
    return asked, decisions


def main() -> int:
    """Write or compare the page; 1 when something is out of step."""
    asked, decisions = _asked()
    shown: dict[str, dict[str, bool]] = defaultdict(dict)
    for path in sorted(Path("tests").rglob("test_*.py")):
        for number, test, is_long in _marks(path):
            shown[number][test] = is_long
    unknown = sorted(set(shown) - set(asked))
    rows = []
    for number, words in asked.items():
        tests = "<br>".join(
            f"`{test.removeprefix('tests/')}`{' ⏳' * is_long}"
            for test, is_long in shown[number].items()
        )
        state = _state(shown[number])
        if decision := decisions.get(number):
            state = f"not built, [ADR {int(decision[:4])}](adr/{decision}.md)"
        rows.append(f"| {number} | {words} | {tests} | {state} |")
    page = HEAD + "\n".join(rows) + "\n"
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    out_of_step = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page
    faults = [f"{number}: no such requirement in {SOURCE}" for number in unknown]
    faults += [f"{n}: shown, and said to be not built" for n in decisions if shown[n]]
    faults += [
        f"{SOURCE}: no such decision: {name}"
        for name in sorted(set(decisions.values()))
        if not Path(f"docs/adr/{name}.md").is_file()
    ]
    faults += [f"{PAGE}: out of step (python .ci/requirements.py --write)"] if out_of_step else []
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
