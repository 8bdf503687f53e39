"""Every regular expression of the product, found by reading its source."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import accounts
import appeal
import config
import signatures
from stack.front import TEMPLATES
from stack.layout import ROOT

OURS = (accounts, appeal, config, signatures)
# Names of calls that take an expression, and whether they try it at one place only.
CALLS = {
    "compile": False,
    "search": False,
    "match": True,
    "fullmatch": True,
    "sub": False,
    "subn": False,
    "split": False,
    "findall": False,
    "finditer": False,
    "RegexField": False,
    "RegexValidator": False,
    "re_path": True,
}


@dataclass(frozen=True)
class Expression:
    """A regular expression.

    Attributes:
        place: where it stands.
        pattern: what it says.
        anchored: whether it is tried at one place of the text only.
    """

    place: str
    pattern: str
    anchored: bool = False

    def __str__(self) -> str:
        return self.place


def compiled() -> Iterator[Expression]:
    """Give each compiled expression that a module of ours keeps, however it was put together."""
    for package in OURS:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name or found.name == "config.gunicorn":
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield Expression(f"{found.name}.{name}", value.pattern)


def written() -> Iterator[Expression]:
    """Give each expression that stands in a call, in `__regex=` or in the name of a pattern."""
    for package in OURS:
        for file in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            if "migrations" in file.parts:
                continue
            name = file.relative_to(ROOT)
            for node in ast.walk(ast.parse(file.read_text())):
                for pattern, anchored in _of(node):
                    yield Expression(f"{name}:{getattr(node, 'lineno', 0)}", pattern, anchored)


def of_nginx() -> Iterator[Expression]:
    """Give the expressions of nginx, which tries each once, in Python's spelling."""
    for file in sorted(TEMPLATES.glob("*.template")):
        for pattern in re.findall(r'(?:"~\*?|location ~ )([^"\s{]+)', file.read_text()):
            yield Expression(f"{file.name} {pattern}", pattern.replace("(?<", "(?P<"))


def unread() -> Iterator[str]:
    """Give the files with an expression that is not written where it is used."""
    for package in OURS:
        for file in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and _calls_re(node) and not list(_of(node)):
                    first = node.args[0]
                    # A constant of that name is read where it is given its value.
                    if not (isinstance(first, ast.Name) and first.id.endswith("_PATTERN")):
                        yield str(file.relative_to(ROOT))


def _of(node: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in CALLS and (_calls_re(node) or name[0].isupper() or name == "re_path"):
            for text in _texts(node.args[:1]):
                yield text, CALLS[name]
        for keyword in node.keywords:
            if (keyword.arg or "").endswith("regex"):
                yield from ((text, False) for text in _texts([keyword.value]))
    elif isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if any(name.endswith("_PATTERN") for name in names):
            yield from ((text, True) for text in _texts([node.value]))


def _calls_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
