"""Every address that the site has, as the resolver knows them."""

from collections.abc import Iterator

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

type Patterns = list[URLPattern | URLResolver]


def all_addresses() -> dict[str, str]:
    """Give `{name: path}`; a path keeps `<name>` where an argument goes.

    The name is the one for `reverse`, namespace included; an address without a name goes by
    its path.
    """
    return dict(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: Patterns, start: str, space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = start + _text(pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, path, inside)
        elif pattern.name:
            yield f"{space}{pattern.name}", path
        else:
            yield path, path


def _text(pattern: URLPattern | URLResolver) -> str:
    route = pattern.pattern
    if isinstance(route, LocalePrefixPattern):
        return "fr/"
    if isinstance(route, RoutePattern):
        return (
            str(route)
            .replace("<path:", "<")
            .replace("<int:", "<")
            .replace("<slug:", "<")
            .replace("<str:", "<")
        )
    return simplify_regex(str(route)).removeprefix("/")
