"""Lists, a page at a time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 20


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    """The page that `?page=` asks for; the nearest one when there is no such page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
