"""Shared by all API views: errors as problem details and the size limit. Access is in accounts/access.py."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from foundation.denials import ActionDenied, denial_of_duplicate
from foundation.web.problems import MEDIA_TYPE, problem


class Denied(exceptions.APIException):
    """The action is not possible now; the detail is the message that the page shows."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "denied"


class KeyReused(exceptions.APIException):
    """The Idempotency-Key of the request was used for a request with another content."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"


class TooLarge(exceptions.APIException):
    """The body, or a file in it, is larger than the portal takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class Unscanned(exceptions.APIException):
    """The virus scanner does not answer, so that no file is taken."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "no_scanner"


def check_body_size(parser_context: Any, limit: int) -> None:
    """Raise TooLarge where the announced body is larger than `limit` bytes; the server reads no more than announced."""
    if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > limit:
        raise TooLarge(f"一次最多{limit / 1024 / 1024:.3g}MB，请分批发送。")


class LimitedJSONParser(JSONParser):
    """JSON of at most as many bytes as the setting `limit_setting` says."""

    limit_setting: str

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the parsed body.

        Raises ParseError also for one that nests too deeply for Python's decoder, and for one with half of a surrogate
        pair, which no answer could repeat.
        """
        check_body_size(parser_context, getattr(settings, self.limit_setting))
        try:
            parsed = super().parse(stream, media_type, parser_context)
            json.dumps(parsed, ensure_ascii=False).encode()
        except RecursionError as error:
            raise exceptions.ParseError from error
        except UnicodeEncodeError as error:
            raise exceptions.ParseError("请求体中有残缺的字符（半个代理项），不能读取。") from error
        return parsed


class SmallJSONParser(LimitedJSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    limit_setting = "DATA_UPLOAD_MAX_MEMORY_SIZE"


class LargeJSONParser(LimitedJSONParser):
    """JSON of at most UPLOAD_MAX_BYTES bytes, for a body of many rows."""

    limit_setting = "UPLOAD_MAX_BYTES"


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of an API view with problem details (RFC 9457).

    Returns None for an unexpected exception: Django logs it and calls `error_views.server_error`.
    """
    error = _as_api_exception(exception)
    response = exception_handler(error, context)
    if response is None:
        return None
    invalid = isinstance(error, exceptions.ValidationError)
    response.data = problem(
        error.default_code,
        instance=context["request"].path,
        detail="" if invalid else _detail(error),
        errors=field_errors(error.detail) if invalid else None,
    )
    response.content_type = MEDIA_TYPE
    return response


def _as_api_exception(exception: Exception) -> Any:
    if isinstance(exception, ActionDenied):
        return Denied(exception.message)
    if isinstance(exception, IntegrityError):
        return _as_api_exception(denial_of_duplicate(exception))
    if isinstance(exception, Http404):
        return exceptions.NotFound("")
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied("")
    return exception


def _detail(error: exceptions.APIException) -> str:
    """The detail where it is in Chinese; the parsers' details are in English."""
    detail = str(error.detail)
    return "" if detail.isascii() else detail


def field_errors(detail: Any, field: str = "") -> list[dict[str, str]]:
    """Return the wrong fields of a ValidationError's detail, one entry per message.

    `field` is the dotted path, empty for errors of the whole body.
    """
    if isinstance(detail, dict):
        return [
            error
            for name, part in detail.items()
            for error in field_errors(part, field if name == api_settings.NON_FIELD_ERRORS_KEY else _path(field, name))
        ]
    if isinstance(detail, list):
        return [error for part in detail for error in field_errors(part, field)]
    return [{"field": field, "detail": str(detail)}]


def _path(field: str, name: object) -> str:
    return f"{field}.{name}" if field else str(name)
