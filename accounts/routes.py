"""Every URL of the portal with who may enter: for docs/access.md, and for the test that walks them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import ADMIN_ACCESS, PUBLIC, SIGNED_IN
from accounts.permissions import GRANTS, Role


@dataclass(frozen=True)
class Route:
    """One URL: its name with namespaces, its path as written, and what it asks for (None: nobody enters)."""

    name: str
    path: str
    access: str | None

    @property
    def roles(self) -> frozenset[str]:
        """The roles that may enter; `public` among them for a public page."""
        if self.access == PUBLIC:
            return frozenset({PUBLIC, *Role.values})
        if self.access == SIGNED_IN:
            return frozenset(Role.values)
        return GRANTS[self.access].roles if self.access else frozenset()


def routes() -> list[Route]:
    """All URLs in the order in which they are tried; the admin's as they come, since one door guards them all."""
    return list(_walk(get_resolver().url_patterns, names=(), path="/", access=None))


def _walk(
    patterns: list[URLPattern | URLResolver], *, names: tuple[str, ...], path: str, access: str | None
) -> Iterator[Route]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            inner_access = ADMIN_ACCESS if pattern.app_name == "admin" else access
            yield from _walk(pattern.url_patterns, names=inner, path=here, access=inner_access)
        else:
            asked = access or getattr(pattern.callback, "access", None)
            yield Route(":".join((*names, pattern.name or here)), here, asked)
