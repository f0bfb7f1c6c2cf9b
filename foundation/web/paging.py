"""Pages of the API's lists."""

import re

from rest_framework import serializers
from rest_framework.request import Request

PER_PAGE = 200


def asked_page(request: Request) -> int:
    """Which page of the lists the program asks for, from 1."""
    page = request.query_params.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,5}", page, re.ASCII):
        raise serializers.ValidationError({"page": ["页码应为正整数。"]})
    return int(page)
