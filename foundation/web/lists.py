"""Lists: a page at a time on the screen, or the whole of it as a file."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

PER_PAGE = 20
CHUNK = 2000
# A spreadsheet would run a cell that begins so as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Columns = Mapping[str, Callable[[Any], object]]
"""Title → what stands in that column of a row."""


def order_by(**fields: str) -> django_filters.OrderingFilter:
    """A filter's choice of order: field → what it is called; each up and down, the list's own order first."""
    up_and_down = [
        (prefix + field, title + way) for field, title in fields.items() for prefix, way in (("", " ↑"), ("-", " ↓"))
    ]
    return django_filters.OrderingFilter(
        label="排序", empty_label="默认", choices=up_and_down, fields=[(field, field) for field in fields]
    )


def only_filter(label: str, shown: str, method: str) -> django_filters.BooleanFilter:
    """A filter that shows everything, or only what the method of the filter set finds."""
    return django_filters.BooleanFilter(
        label=label, method=method, widget=forms.Select(choices=[("", "全部"), ("true", shown)])
    )


def paginate(request: HttpRequest, rows: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    """The page that `?page=` asks for; the nearest one when there is no such page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def render_list(
    request: HttpRequest, template: str, rows: QuerySet[Any], *, name: str, columns: Columns, **context: Any
) -> HttpResponseBase:
    """A page of the rows in the template, or with `?format=csv` all of them as a file of that name."""
    if request.GET.get("format") == "csv":
        return _download(rows, name=name, columns=columns)
    return render(request, template, {"page": paginate(request, rows), "downloadable": True, **context})


def _download(rows: QuerySet[Any], *, name: str, columns: Columns) -> StreamingHttpResponse:
    """UTF-8 with a byte order mark, which Excel wants."""
    filename = content_disposition_header(as_attachment=True, filename=f"{name}{timezone.localdate():%Y%m%d}.csv")
    return StreamingHttpResponse(
        _lines(rows, columns),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": filename},
    )


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: QuerySet[Any], columns: Columns) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows.iterator(chunk_size=CHUNK):
        yield writer.writerow([_text(of(row)) for of in columns.values()])


def _text(value: object) -> str:
    """A cell: days in ISO, local time to the minute, nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
