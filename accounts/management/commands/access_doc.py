"""Write docs/access.md from the table of grants and the URLs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.access import PUBLIC
from accounts.permissions import GRANTS, Role
from accounts.routes import Route, routes

ROLES = [(PUBLIC, "公众"), *Role.choices]


def _table(head: str, rows: list[tuple[str, frozenset[str]]]) -> list[str]:
    lines = [
        f"| {head} | " + " | ".join(label for _, label in ROLES) + " |",
        "|---|" + ":-:|" * len(ROLES),
    ]
    for label, roles in rows:
        lines.append(f"| {label} | " + " | ".join("✓" if role in roles else "" for role, _ in ROLES) + " |")
    return lines


def _page_row(route: Route) -> tuple[str, frozenset[str]]:
    return f"`{route.path}` {route.name}", route.roles


def document() -> str:
    """The whole text of docs/access.md."""
    grants = [(f"{grant.label} `{name}`", frozenset(grant.roles)) for name, grant in GRANTS.items()]
    pages = [_page_row(route) for route in routes() if not route.path.startswith("/admin/")]
    admin = ("`/admin/…` Django admin", GRANTS["accounts.use_admin"].roles)
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Made by `manage.py access_doc` from `accounts/permissions.py` and the URLs; tested to be current.",
            "",
            "## Grants",
            "",
            *_table("权限", grants),
            "",
            "## Pages",
            "",
            "Rows within a page are bounded further: what is not one's own answers 404.",
            "",
            *_table("页面", [*pages, admin]),
            "",
        ]
    )


class Command(BaseCommand):
    help = "按权限表生成 docs/access.md"

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, "docs", "access.md").write_text(document(), encoding="utf-8")
