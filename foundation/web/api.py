"""What every API view shares: errors as one kind of answer. Who may enter is in access.py."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from foundation.denials import ActionDenied

ABSENT = "没有找到；地址有误，或该内容不存在、不属于您。"
UNREADABLE = "请求体有误，无法读取。"


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """{"code", "message"} and, for a wrong field, {"fields"}: 400, 401, 403, 404, 405, 409."""
    if isinstance(exception, ActionDenied):
        return Response({"code": "denied", "message": exception.message}, status=status.HTTP_409_CONFLICT)
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, ValidationError):
        response.data = {"code": "invalid", "message": "提交的内容有误。", "fields": response.data}
    else:
        said = response.data.get("detail", "")
        response.data = {"code": getattr(said, "code", "error"), "message": _sentence(response, exception, str(said))}
    return response


def _sentence(response: Response, exception: Exception, said: str) -> str:
    """What was said, in Chinese also where the framework says it in English."""
    if response.status_code == status.HTTP_404_NOT_FOUND:
        return ABSENT
    return UNREADABLE if isinstance(exception, ParseError) and said.isascii() else said
