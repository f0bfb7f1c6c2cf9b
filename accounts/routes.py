"""Every URL of the portal with its required access, for docs/access.md and for the tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import ADMIN_ACCESS, PUBLIC, SIGNED_IN
from accounts.permissions import GRANTS, Role


@dataclass(frozen=True)
class Route:
    """One URL: its name with namespaces, its path pattern and the access that it requires (None: nobody has it)."""

    name: str
    path: str
    access: str | None

    @property
    def roles(self) -> frozenset[str]:
        """The roles that may open it; PUBLIC is among them for a public page."""
        if self.access == PUBLIC:
            return frozenset({PUBLIC, *Role.values})
        if self.access == SIGNED_IN:
            return frozenset(Role.values)
        return GRANTS[self.access].roles if self.access else frozenset()


def routes() -> list[Route]:
    """Return all URLs in the order in which they are tried. All URLs of the admin require ADMIN_ACCESS."""
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
            required = access or getattr(pattern.callback, "access", None)
            yield Route(":".join((*names, pattern.name or here)), here, required)
