"""Pages of the API's lists."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination, PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from foundation.web.forms import parameters
from foundation.web.keyset import KeysetForm, KeysetPage

PAGE_SIZE = 200
NO_PAGE = "没有这一页。"
COUNT = {"type": "integer", "description": "总数。", "example": 1}


def _address(description: str) -> dict[str, Any]:
    """Describe an address that may be null; in OpenAPI 3.1 null is a type, while Django REST framework writes 3.0."""
    return {"type": ["string", "null"], "format": "uri", "description": description, "example": None}


def _page_schema(results: dict[str, Any], **others: Any) -> dict[str, Any]:
    properties = {**others, "next": _address("下一页的地址。"), "previous": _address("上一页的地址。")}
    properties["results"] = results
    return {"type": "object", "required": list(properties), "properties": properties}


class ListPagination(PageNumberPagination):
    """200 items a page: `?page=2` is the second; a page that does not exist is answered with 404."""

    page_size = PAGE_SIZE
    page_query_description = "第几页，从1起；没有这一页的，答复 404。"
    invalid_page_message = NO_PAGE

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return _page_schema(schema, count=COUNT)


class CursorPagination(BasePagination):
    """200 items a page of a list whose rows move (foundation/web/keyset.py): `next` has the cursor of the next page."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        marks = parameters(KeysetForm(request.query_params))
        after, before = marks["after"] or "", marks["before"] or ""
        try:
            self.page = KeysetPage(queryset, PAGE_SIZE, after=after, before=before, is_counted=False)
        except ValidationError as error:
            raise NotFound(NO_PAGE) from error
        self.url = request.build_absolute_uri()
        return list(self.page)

    def get_paginated_response(self, data: Any) -> Response:
        addresses = {
            "next": self._address("after", self.page.after),
            "previous": self._address("before", self.page.before),
        }
        return Response({**addresses, "results": data})

    def _address(self, name: str, mark: str) -> str | None:
        """Return the address of the page beside the row with the mark."""
        bare = remove_query_param(remove_query_param(self.url, "after"), "before")
        return replace_query_param(bare, name, mark) if mark else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return _page_schema(schema)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        described = {
            "after": "游标：从哪一行之后列起，取自 next；不是本清单游标的，答复 404。",
            "before": "游标：列到哪一行之前，取自 previous。",
        }
        return [
            {"name": name, "required": False, "in": "query", "description": text, "schema": {"type": "string"}}
            for name, text in described.items()
        ]
