"""Every URL of the portal with its required access, for docs/access.md and for the tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import ADMIN_ACCESS, PUBLIC, SIGNED_IN
from accounts.permissions import GRANTS, Role
from accounts.steps import STEPS, is_confirmed_act


@dataclass(frozen=True)
class Route:
    """One URL: its name with namespaces, its path pattern and the access that it requires (None: nobody has it).

    A program opens it by a token (`by_token`), and its POST may require another access (`post_access`). What is posted
    to it asks for the password, or the second factor, where the last one was given more than ten minutes before
    (`asks_again`).
    """

    name: str
    path: str
    access: str | None
    by_token: bool = False
    post_access: str | None = None
    asks_again: bool = False

    @property
    def needs_session(self) -> bool:
        """Whether only a signed-in person opens it: who is locked out does not sign in."""
        return self.access != PUBLIC and not self.by_token

    @property
    def needs_factor(self) -> bool:
        """Whether who lacks the second factor that the role needs is led to it first."""
        return self.needs_session and self.name not in STEPS

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
            view, name = pattern.callback, ":".join((*names, pattern.name or here))
            yield Route(
                name,
                here,
                access or getattr(view, "access", None),
                by_token=getattr(view, "by_token", False),
                post_access=getattr(view, "post_access", None),
                asks_again=is_confirmed_act(name, view),
            )
