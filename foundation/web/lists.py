"""List pages: one page of the rows as HTML, or all rows as a CSV file."""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from foundation.web.forms import parameters

PER_PAGE = 20
CHUNK = 2000
# Bytes of a download that are kept in memory, and that are sent at once.
IN_MEMORY = 1024 * 1024
BLOCK = 64 * 1024
# A spreadsheet runs a cell that begins with one of these as a formula.
FORMULA_PREFIXES = tuple("=+-@＝＋－＠\t\r")

Columns = Mapping[str, Callable[[Any], object]]
"""Title of a column → function that returns its value for a row."""


class ListForm(forms.Form):
    """Which page of a list is shown, or in which format all of it."""

    page = forms.CharField(required=False)
    format = forms.CharField(required=False)


class ListFilterForm(forms.Form):
    """The form above a list; a period must not end before it begins."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期。")
        return data


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filter of a list. While one of its fields is invalid, it finds nothing, and the form says why."""

    @property
    def qs(self) -> QuerySet[Any]:
        found: QuerySet[Any] = super().qs if not self.is_bound or self.is_valid() else self.queryset.none()
        return found

    def get_form_class(self) -> type[forms.Form]:
        return type(f"{type(self).__name__}Form", (ListFilterForm, super().get_form_class()), {})


class ListOrder(django_filters.OrderingFilter):  # type: ignore[misc]
    """Sorts a list; a value of nothing but commas keeps the order of the list."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str] | None) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().filter(qs, [field for field in value or () if field])
        return ordered


def order_by(**fields: str) -> django_filters.OrderingFilter:
    """Return the filter that sorts a list: field → its label. Each field is offered ascending and descending."""
    choices = [
        (prefix + field, label + arrow)
        for field, label in fields.items()
        for prefix, arrow in (("", " ↑"), ("-", " ↓"))
    ]
    return ListOrder(label="排序", empty_label="默认", choices=choices, fields=[(field, field) for field in fields])


def only_filter(label: str, shown: str, method: str) -> django_filters.BooleanFilter:
    """Return the filter that shows all rows, or those that the filter set's method finds; `shown` is their label."""
    return django_filters.BooleanFilter(
        label=label, method=method, widget=forms.Select(choices=[("", "全部"), ("true", shown)])
    )


def paginate(request: HttpRequest, rows: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of the parameter `page`; the first or the last one where that page does not exist."""
    return Paginator(rows, per_page).get_page(parameters(ListForm(request.GET))["page"])


def render_list(
    request: HttpRequest,
    template: str,
    rows: QuerySet[Any],
    *,
    name: str,
    columns: Columns,
    is_public: bool = False,
    **context: Any,
) -> HttpResponseBase:
    """Render one page of the rows; with `?format=csv`, answer all rows as a file named `name` and the day.

    The file of a public list is made before it is sent, so that a slow reader keeps no query open.
    """
    if parameters(ListForm(request.GET))["format"] == "csv":
        return _download(_made(_lines(rows, columns)) if is_public else _lines(rows, columns), name=name)
    return render(request, template, {"page": paginate(request, rows), "downloadable": True, **context})


def _download(content: Iterator[str] | Iterator[bytes], *, name: str) -> StreamingHttpResponse:
    """Stream the content of a CSV file."""
    filename = content_disposition_header(as_attachment=True, filename=f"{name}{timezone.localdate():%Y%m%d}.csv")
    return StreamingHttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": filename},
    )


def _made(lines: Iterator[str]) -> Iterator[bytes]:
    """Write the lines to a file, on disk where it is large, and return its content in blocks."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (_blocks closes it)
    for line in lines:
        file.write(line.encode())
    return _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of the file, after giving the connection to the database back."""
    with file:
        if not connection.in_atomic_block:
            connection.close()
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


class _Echo:
    """A file for csv.writer whose `write` returns the line instead of storing it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: QuerySet[Any], columns: Columns) -> Iterator[str]:
    """Yield the lines of the CSV file, in UTF-8 with a byte order mark, which Excel needs."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows.iterator(chunk_size=CHUNK):
        yield writer.writerow([_text(value_of(row)) for value_of in columns.values()])


def _text(value: object) -> str:
    """Return the text of a cell: days in ISO 8601, moments in local time to the minute, formulas as plain text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text
