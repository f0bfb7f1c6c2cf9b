"""What every API view shares: errors as one kind of answer. Who may enter is in access.py."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.policies import ActionDenied


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """{"code", "message"} and, for a wrong field, {"fields"}: 400, 401, 403, 404, 405, 409."""
    if isinstance(exception, ActionDenied):
        return Response({"code": "denied", "message": exception.sentence}, status=status.HTTP_409_CONFLICT)
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, ValidationError):
        response.data = {"code": "invalid", "message": "提交的内容有误。", "fields": response.data}
    else:
        said = response.data.get("detail", "")
        response.data = {"code": getattr(said, "code", "error"), "message": str(said)}
    return response
