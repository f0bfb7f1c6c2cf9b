"""Requests of programs that act once: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header)."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from drafts.models import AnsweredRequest
from foundation.postgres.conflicts import retry_once
from foundation.web.api import KeyReused

HEADER = "Idempotency-Key"
# 8 to 100 visible ASCII characters without quotation marks; these may stand around them, as in a structured header.
KEY = re.compile(r'("?)([!#-~]{8,100})\1')
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="由调用方为每次办理生成的唯一标识，如 UUID，8至100个可见的 ASCII 字符。"
    "24小时内以同一标识重发同样的请求，得到第一次的答复，不重复办理；内容不同的，答复 422。"
    "没有办成的，可以用同一标识重发。",
    examples=[OpenApiExample("UUID", value="8e03978e-40d5-43dd-bc93-6894a57f9324")],
)


def answer_once(request: Request, act: Callable[[], Response]) -> Response:
    """Run the act once for the key of the request, and answer the same request with its first answer.

    What the act writes and its answer are stored in one transaction. The same request, sent again meanwhile, waits for
    the end of that transaction. A refused request leaves nothing, so its key may be used again. Raises ValidationError
    for a missing or wrong key, and KeyReused for the key of a request with another content.
    """
    key, digest = _key_of(request), _digest_of(request)
    return retry_once(partial(_answer, request, key, digest, act))


@transaction.atomic
def _answer(request: Request, key: str, digest: str, act: Callable[[], Response]) -> Response:
    """Claim the key and act, or return the stored answer. The insert waits for a transaction that claimed the key."""
    claim = AnsweredRequest(user=request.user, key=key, sha256=digest)
    AnsweredRequest.objects.bulk_create([claim], ignore_conflicts=True)
    row = AnsweredRequest.objects.get(user=request.user, key=key)
    if row.sha256 != digest:
        raise KeyReused("")
    if row.status is None:
        response = act()
        AnsweredRequest.objects.filter(pk=row.pk).update(status=response.status_code, answer=response.data)
        return response
    return Response(row.answer, status=row.status)


def _key_of(request: Request) -> str:
    found = KEY.fullmatch(request.headers.get(HEADER, ""))
    if not found:
        raise ValidationError({HEADER: [f"请求头 {HEADER} 必填，应为8至100个可见的 ASCII 字符，如 UUID。"]})
    return found[2]


def _digest_of(request: Request) -> str:
    """Return the SHA-256 of the method, the address and the parsed body; blanks and order in the JSON do not count."""
    content = json.dumps([request.method, request.get_full_path(), _content_of(request.data)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _content_of(data: Any) -> Any:
    """Return the body in a form that JSON can write; a file as its name and the SHA-256 of its content."""
    if not isinstance(data, QueryDict):
        return data
    return sorted((name, [_value_of(value) for value in values]) for name, values in data.lists())


def _value_of(value: str | UploadedFile) -> Any:
    if isinstance(value, str):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
