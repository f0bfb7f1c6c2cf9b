"""The pages of the changes of the list in the public API, each of which begins after a mark.

A mark is the moment, the kind and the number of a change, signed. A change has the moment of its statement and is seen
when its transaction commits, so one that is seen later may be earlier than the last one that was read. The mark from
which a reader goes on therefore lies OVERLAP in the past; what was read since is listed again.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from foundation.web.paging import NO_PAGE, PAGE_SIZE
from publicity.open_data.fields import CHANGE_FIELDS
from publicity.open_data.rows import changes, first_kept_day, joined_parts, start_of

OVERLAP = timedelta(minutes=15)
SALT = "publicity.change_pages"
Mark = tuple[datetime, str, str]


class ChangesForm(forms.Form):
    """The parameters of the list: the day from which it begins, or the mark after which it goes on."""

    since = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": "日期无法识别，请写作2026-12-01。"}
    )
    after = forms.CharField(required=False)


class ChangePagination(BasePagination):
    """200 changes a page, the earliest first."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[dict[str, Any]]:
        form = ChangesForm(request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        begin = start_of(max(form.cleaned_data["since"] or first_kept_day(), first_kept_day()))
        after = _read(form.cleaned_data["after"]) if form.cleaned_data["after"] else (begin, "", "")
        found = list(_changes_after(max(after, (begin, "", "")))[: PAGE_SIZE + 1])
        self.has_more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
        last: Mark = (rows[-1][0], rows[-1][1], rows[-1][2]) if rows else after
        self.mark = _write(last if self.has_more else min(last, (timezone.now() - OVERLAP, "", "")))
        self.url = request.build_absolute_uri()
        keys = [field.key for field in CHANGE_FIELDS]
        return [dict(zip(keys, (timezone.localdate(row[0]), *row[1:]), strict=True)) for row in rows]

    def get_paginated_response(self, data: Any) -> Response:
        following = replace_query_param(remove_query_param(self.url, "since"), "after", self.mark)
        return Response({"next": following if self.has_more else None, "after": self.mark, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri", "description": "下一页的地址。", "example": None}
        mark = {"type": "string", "description": "下次接着读的游标。", "example": "WyIyMDI2Il0:x"}
        properties = {"next": address, "after": mark, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = "游标：从哪一项变动之后列起，取自 after；不是本清单游标的，答复 404。"
        return [{"name": "after", "required": False, "in": "query", "description": text, "schema": {"type": "string"}}]


def _changes_after(mark: Mark) -> QuerySet[Any]:
    """Return the changes after the mark, by moment, kind and number."""
    at, kind, number = mark
    parts = {}
    for each, publications in changes().items():
        same = Q(at=at) if each > kind else Q(at=at, number__gt=number) if each == kind else Q(pk__in=[])
        parts[each] = publications.filter(Q(at__gt=at) | same)
    return joined_parts(parts, "at").order_by("at", "change", "number")


def _write(mark: Mark) -> str:
    return signing.Signer(salt=SALT).sign_object([mark[0].isoformat(), *mark[1:]])


def _read(text: str) -> Mark:
    """Return the mark. Raises NotFound where it is none."""
    try:
        at, kind, number = signing.Signer(salt=SALT).unsign_object(text)
        moment = parse_datetime(at)
    except (signing.BadSignature, ValueError) as error:
        raise NotFound(NO_PAGE) from error
    assert moment is not None
    return moment, kind, number
