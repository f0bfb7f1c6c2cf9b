"""The API for the systems of other sectors: push entries of a blacklist and read their import (docs/api.md)."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from blacklists.actions.imports import receive_import
from blacklists.models import Blacklist, BlacklistImport, BlacklistProblem
from blacklists.serializers import ImportProblemSerializer, ImportSerializer, PushedEntriesSerializer, PushSerializer
from foundation.postgres.conflicts import retry_once
from foundation.web.api import check_body_size
from foundation.web.bodies import Body, takes
from spreadsheets.json_table import read_json, table_of
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text

MAX_ENTRIES = 10_000
TAGS = ["“黑名单”"]


class BytesParser(BaseParser):
    """Parser that leaves the body as bytes, which are stored unchanged."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> bytes:
        check_body_size(parser_context, settings.UPLOAD_MAX_BYTES)
        body: bytes = stream.read()
        return body


def _parse_body(body: bytes) -> tuple[dict[str, Any], list[list[str]]]:
    """Parse a pushed body once: the object, whose other keys are the envelope, and the table of its entries.

    Raises ParseError.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("请求体不是 UTF-8 编码的 JSON。") from error
    try:
        document = read_json(text)
        rows = table_of(document)
    except SheetError as error:
        raise ParseError(
            failure_text(error.code, error.params, columns=BlacklistImport.columns, channel="push")
        ) from error
    # The table is that of the only list with content.
    entries = document.value.get("entries") if isinstance(document.value, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ParseError("请求体应为含有 entries 列表的 JSON 对象。")
    if (count := len(rows) - 1) > MAX_ENTRIES:
        raise ParseError(f"一次最多{MAX_ENTRIES}条，现有{count}条，请分批发送。")
    return document.value, rows


class EntriesPush(GenericAPIView):
    serializer_class = PushSerializer
    parser_classes = (BytesParser,)

    @extend_schema(
        operation_id="push_entries",
        summary="推送“黑名单”条目",
        description="收下即答复，读取后自行生效；有误的条目不予采用，列在问题中。同样的内容再次推送，得到同一次导入。",
        request=PushedEntriesSerializer,
        responses={202: ImportSerializer},
        tags=TAGS,
    )
    def post(self, request: Request, code: str) -> Response:
        """Receive entries; a worker reads them and puts them into force without a person."""
        blacklist = get_object_or_404(Blacklist, code=code)
        body = request.data if isinstance(request.data, bytes) else b""
        envelope_data, rows = _parse_body(body)
        envelope = self.get_serializer(data=envelope_data)
        envelope.is_valid(raise_exception=True)
        as_of = envelope.validated_data.get("as_of") or timezone.localdate()
        receive = partial(
            receive_import,
            blacklist=blacklist,
            upload=SimpleUploadedFile(f"{code}-{as_of:%Y%m%d}.json", body),
            mode=envelope.validated_data["mode"],
            as_of=as_of,
            rows=rows,
            automatic=True,
            by=request.user,
        )
        submission, _ = retry_once(receive)
        answer = ImportSerializer(submission, context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_202_ACCEPTED)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_import",
        summary="查询一次导入",
        description="导入的状态、各类条目和问题的数目，以及问题清单的地址。",
        tags=TAGS,
    )
)
class ImportDetail(RetrieveAPIView):
    """Return the state and the counts of an import."""

    serializer_class = ImportSerializer
    queryset = BlacklistImport.objects.select_related("blacklist", "approval")


@extend_schema_view(get=extend_schema(operation_id="list_import_problems", summary="导入的问题", tags=TAGS))
class ProblemList(ListAPIView):
    """List the problems of an import."""

    serializer_class = ImportProblemSerializer

    def get_queryset(self) -> QuerySet[BlacklistProblem]:
        submission = get_object_or_404(BlacklistImport, pk=self.kwargs["pk"])
        problems: QuerySet[BlacklistProblem] = submission.problems.all()
        return problems


entries_push = takes(Body.FILE)(by_token("blacklists.add_blacklistimport")(EntriesPush.as_view()))
import_detail = by_token("blacklists.view_blacklist")(ImportDetail.as_view())
problem_list = by_token("blacklists.view_blacklist")(ProblemList.as_view())
