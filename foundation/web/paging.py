"""Pages of the API's lists."""

from typing import Any

from rest_framework.pagination import PageNumberPagination


class ListPagination(PageNumberPagination):
    """200 items a page: `?page=2` is the second; a page that does not exist is answered with 404."""

    page_size = 200
    page_query_description = "第几页，从1起；没有这一页的，答复 404。"
    invalid_page_message = "没有这一页。"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page in OpenAPI 3.1, where null is a type; Django REST framework writes 3.0."""
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "总数。"},
                "next": {"type": ["string", "null"], "format": "uri", "description": "下一页的地址。"},
                "previous": {"type": ["string", "null"], "format": "uri", "description": "上一页的地址。"},
                "results": schema,
            },
        }
