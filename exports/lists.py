"""List pages: one page of the rows as HTML, or all rows as a file.

A view states its list once, as a function that returns its Table; `@downloadable` answers `?format=` from the same
function, at once or by a worker.
"""

from collections.abc import Callable, Collection, Iterator
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.paginator import Page
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from audit.recording import record
from audit.types import EventType
from exports.actions import Asked, ask_for_export, name_of
from exports.files import CONTENT_TYPES, MOST_ROWS, Format, write_table
from exports.models import PUBLIC, Export, ExportQuerySet
from exports.tables import Table
from foundation.denials import ActionDenied
from foundation.web.lists import (
    KnownParametersForm,
    page_query,
    paginate,
    paginate_moving,
    refuse_list,
    remember_list,
)
from free_text.numbers import document_numbers

ListView = Callable[..., HttpResponseBase]
# Rows of a list that is made in the request; a longer one takes more than 0.2 s (docs/ops.md).
AT_ONCE = 1000
# Bytes of a file that are sent at once.
BLOCK = 64 * 1024


class ParametersForm(KnownParametersForm):
    """The parameters of a list that is a file too: the format in which all of it is asked for, none for its page."""

    format = forms.ChoiceField(
        label="下载格式",
        required=False,
        choices=Format.choices,
        error_messages={"invalid_choice": "没有这种格式，列表可以下载为Excel或CSV。"},
    )


def downloadable(make_table: Callable[..., Table], *, also: Collection[str] = ()) -> Callable[[ListView], ListView]:
    """Return the decorator of a list's view: `make_table` takes what the view takes, and the view takes the table too.

    With `?format=xlsx` or `?format=csv` the answer is all rows as a file. An unknown format or parameter is refused, so
    that no page and no file has other rows than those that were asked for. `also` are the parameters that the view
    reads beside those of the table.
    """

    def decorate(view: ListView) -> ListView:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            table = make_table(request, *args, **kwargs)
            form = ParametersForm(request.GET, filtered_by=[*table.form.fields, *also])
            if not form.is_valid():
                return _refuse(request, form, table)
            if form.cleaned_data["format"]:
                return _download(request, table, form.cleaned_data["format"])
            return view(request, table, *args, **kwargs)

        # A worker makes the table again (exports.actions).
        answer.make_table = make_table  # type: ignore[attr-defined]
        return answer

    return decorate


def render_list(request: HttpRequest, template: str, table: Table, **context: Any) -> HttpResponse:
    """Render one page of the rows, with the links to the files; keep for the way back what the reader sees."""
    keep_way_back(request, table)
    rows = table.rows
    if table.rows_move and isinstance(rows, QuerySet):
        page: Page[Any] = paginate_moving(request, rows, is_counted=table.is_counted)
    else:
        page = paginate(request, rows)
    shown = {"page": page, "table": table, "downloadable": True, "filter": table.filter}
    return render(request, template, {**shown, **context})


def keep_way_back(request: HttpRequest, table: Table) -> None:
    """Remember filter and page of the list for who is signed in; no filter with a number of an identity document."""
    if request.user.is_authenticated and table.form.is_valid() and not document_numbers(table.filter_text):
        pages = urlencode(page_query(request))
        remember_list(request, "&".join(filter(None, (table.query, pages))))


def _refuse(request: HttpRequest, form: forms.Form, table: Table) -> HttpResponse:
    return refuse_list(request, form, list_name=table.name, query=table.query)


def _download(request: HttpRequest, table: Table, format: str) -> HttpResponseBase:
    """Return all rows as a file; redirect to the page that waits for it where the list is long."""
    if not table.form.is_valid():
        return _refuse(request, table.form, table)
    if document_numbers(table.filter_text):
        raise ActionDenied("筛选内容中有个人证件号码，不能下载。请去掉后再试。")
    if format == Format.XLSX and table.count > MOST_ROWS:
        raise ActionDenied(f"共{table.count}条，超过Excel文件的{MOST_ROWS}条，没有生成。请缩小筛选范围，或下载CSV。")
    assert request.resolver_match is not None
    access = request.resolver_match.func.access  # type: ignore[attr-defined]
    asked = Asked(access, table.name, request.path_info, table.query, table.filter_text, format)
    if table.count > AT_ONCE:
        return _wait(request, asked)
    file = BytesIO()
    rows = write_table(table, format, file, made_by=name_of(request.user))
    return _send(request, file, asked, rows)


def _wait(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Redirect to the page of the file that a worker makes; of the one that the person waits for already."""
    export = ask_for_export(asked=asked, by=request.user)
    if not export.is_of(asked._asdict()):
        messages.warning(request, f"一次只生成一份文件。请等“{export}”完成，再下载“{asked.name}”。")
    return redirect(export)


def show_export(request: HttpRequest, exports: ExportQuerySet, pk: int) -> HttpResponse:
    """Show whether the file is made: the page of one of these exports that is still kept."""
    export = _readable(request, exports, pk)
    if export is None:
        return _gone(request)
    status = HTTPStatus.ACCEPTED if export.is_waiting else HTTPStatus.OK
    return render(request, "exports/export_detail.html", {"export": export}, status=status)


def send_export(request: HttpRequest, exports: ExportQuerySet, pk: int) -> HttpResponseBase:
    """Send the file of one of these exports that is still kept."""
    export = _readable(request, exports, pk)
    if export is None or not export.file:
        return _gone(request)
    asked = Asked(*(getattr(export, field) for field in Asked._fields))
    return _send(request, export.file.open("rb"), asked, export.row_count)


def _readable(request: HttpRequest, exports: ExportQuerySet, pk: int) -> Export | None:
    """Return the export. Raises PermissionDenied where its owner may not see the list any more."""
    export = exports.kept().filter(pk=pk).first()
    if export and not export.may_be_read_by(request.user):
        raise PermissionDenied
    return export


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "exports/export_gone.html", status=HTTPStatus.NOT_FOUND)


def _send(request: HttpRequest, file: IO[bytes] | File, asked: Asked, rows: int) -> StreamingHttpResponse:
    """Send a finished file, which has its length and its number of rows in the header; record who took it."""
    if asked.access != PUBLIC:
        data = {"list": asked.name, "filter": asked.filter_text, "format": Format(asked.format).label, "rows": rows}
        user = cast(Any, request.user)
        record(EventType.LIST_DOWNLOADED, target=user, data=data, by=user)
    name = f"{asked.name}{timezone.localdate():%Y%m%d}.{asked.format}"
    file.seek(0, 2)
    return StreamingHttpResponse(
        Blocks(file),
        content_type=CONTENT_TYPES[Format(asked.format)],
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Content-Length": str(file.tell()),
            "X-Row-Count": str(rows),
        },
    )


class Blocks:
    """The content of a file that is sent; the connection to the database is given back before the first block.

    The response closes the file, also where nobody has read it.
    """

    def __init__(self, file: IO[bytes] | File) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        if not connection.in_atomic_block:
            connection.close()
        self.file.seek(0)
        while block := self.file.read(BLOCK):
            yield block

    def close(self) -> None:
        self.file.close()
