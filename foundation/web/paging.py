"""Pages of the API's lists."""

from rest_framework.pagination import PageNumberPagination


class ListPagination(PageNumberPagination):
    """200 items a page: `?page=2` is the second; a page that does not exist is answered with 404."""

    page_size = 200
    invalid_page_message = "没有这一页。"
