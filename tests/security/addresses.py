"""Every address of the site, read from its own routes, with arguments to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """One route.

    Attributes:
        route: as it is written, such as `/fr/confirm/<str:token>/`.
        name: of the view, with its namespaces; "" for none.
        arguments: the names of the converters, in their order.
    """

    route: str
    name: str
    arguments: tuple[str, ...]

    def filled(self, value: str) -> str:
        """Give a path with `value` in the place of each argument."""
        path = self.route
        for argument in self.arguments:
            start = path.index("<")
            end = path.index(">", start) + 1
            assert argument in path[start:end]
            path = path[:start] + value + path[end:]
        return path


def every_address(prefix: str = "") -> list[Address]:
    """Give all routes whose path begins with `prefix`, in one language."""
    found = list(_walk(get_resolver().url_patterns, "/", ""))
    return [address for address in found if address.route.startswith(prefix)]


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, namespaces: str
) -> Iterator[Address]:
    for pattern in patterns:
        here = before + _text(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespaces}{pattern.namespace}:" if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern.pattern, RoutePattern):  # allauth has two written otherwise
            arguments = tuple(pattern.pattern.converters)
            yield Address(here, f"{namespaces}{pattern.name or ''}", arguments)


def _text(pattern: object) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    text = str(pattern)
    return "" if text.startswith("^") else text
