"""The API for the systems of other sectors: push entries of a blacklist, look what became of them (docs/api.md)."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import by_token
from blacklists.actions.imports import receive_import
from blacklists.models import Blacklist, BlacklistImport, BlacklistProblem
from blacklists.pushed import as_pushed
from foundation.web.paging import PER_PAGE, asked_page
from spreadsheets.json_table import json_rows
from spreadsheets.sheets import SheetError
from uploads.models import Mode

MAX_ENTRIES = 10_000


class BytesParser(BaseParser):
    """The body as it came: it is kept, and read by the same reader as a file."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> bytes:
        body: bytes = stream.read(settings.UPLOAD_MAX_BYTES + 1)
        if len(body) > settings.UPLOAD_MAX_BYTES:
            raise ParseError(f"一次最多{settings.UPLOAD_MAX_BYTES // 1024 // 1024}MB，请分批发送。")
        return body


class PushSerializer(serializers.Serializer):
    """What stands beside the entries."""

    as_of = serializers.DateField(required=False, error_messages={"invalid": "日期应写作2026-07-10。"})
    mode = serializers.ChoiceField(
        choices=Mode.values, default=Mode.CHANGES, error_messages={"invalid_choice": "应为 changes 或 full。"}
    )

    def validate_as_of(self, day: date) -> date:
        if day > timezone.localdate():
            raise serializers.ValidationError("日期不能晚于今天。")
        return day


class ProblemSerializer(serializers.ModelSerializer):
    """One problem; of an import that was pushed, in the words of whoever pushes."""

    entry = serializers.SerializerMethodField()

    class Meta:
        model = BlacklistProblem
        fields = ("entry", "key", "code", "severity", "message", "hint", "cell", "suggestion")

    def get_entry(self, problem: BlacklistProblem) -> int:
        """Which entry of the list, from 1: the first line is the header."""
        return problem.line - 1

    def to_representation(self, problem: BlacklistProblem) -> dict[str, Any]:
        said: dict[str, Any] = super().to_representation(problem)
        if problem.submission.is_pushed:
            said |= {name: as_pushed(said[name]) for name in ("message", "hint")}
        return said


class ImportSerializer(serializers.ModelSerializer):
    """One import without its problems."""

    url = serializers.SerializerMethodField()
    blacklist = serializers.CharField(source="blacklist.code")
    failure = serializers.SerializerMethodField()

    class Meta:
        model = BlacklistImport
        fields = ("id", "url", "status", "step", "blacklist", "mode", "as_of", "sha256", "failure", "hold_reason")

    def get_url(self, submission: BlacklistImport) -> str:
        return reverse("blacklists_api:import_detail", args=[submission.pk])

    def get_failure(self, submission: BlacklistImport) -> str:
        return as_pushed(submission.failure) if submission.is_pushed else submission.failure


def _said(body: bytes) -> dict[str, Any]:
    """What stands beside the entries in a body that is what it should be; raises ParseError."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("请求体不是 UTF-8 编码的 JSON。") from error
    try:
        count = len(json_rows(text)) - 1
    except SheetError as error:
        raise ParseError(as_pushed(error.message)) from error
    said = json.loads(text, parse_int=str)
    if not isinstance(said, dict) or not isinstance(said.get("entries"), list):
        raise ParseError("请求体应为含有 entries 列表的 JSON 对象。")
    if count > MAX_ENTRIES:
        raise ParseError(f"一次最多{MAX_ENTRIES}条，现有{count}条，请分批发送。")
    return said


class EntriesPush(APIView):
    parser_classes = (BytesParser,)

    def post(self, request: Request, code: str) -> Response:
        """Take entries: 202 and the import's id; they take effect by themselves once they are read."""
        blacklist = get_object_or_404(Blacklist, code=code)
        body = request.data if isinstance(request.data, bytes) else b""
        said = PushSerializer(data=_said(body))
        said.is_valid(raise_exception=True)
        as_of = said.validated_data.get("as_of") or timezone.localdate()
        submission, _ = receive_import(
            blacklist=blacklist,
            upload=SimpleUploadedFile(f"{code}-{as_of:%Y%m%d}.json", body),
            mode=said.validated_data["mode"],
            as_of=as_of,
            automatic=True,
            by=request.user,
        )
        return Response(ImportSerializer(submission).data, status=status.HTTP_202_ACCEPTED)


class ImportDetail(APIView):
    def get(self, request: Request, pk: int) -> Response:
        """How an import fares: its counts, and a page of its problems."""
        submission = get_object_or_404(BlacklistImport.objects.select_related("blacklist"), pk=pk)
        page = asked_page(request)
        problems = submission.problems.all()[(page - 1) * PER_PAGE : page * PER_PAGE]
        counts = {
            "rows": submission.rows_total,
            "new": submission.new_count,
            "changed": submission.changed_count,
            "ended": submission.ended_count,
            "unchanged": submission.unchanged_count,
            "error": submission.error_count,
            "notice": submission.notice_count,
        }
        return Response(
            {
                **ImportSerializer(submission).data,
                "counts": counts,
                "problems": ProblemSerializer(problems, many=True).data,
                "page": page,
                "pages": max(-(-submission.problem_count // PER_PAGE), 1),
            }
        )


entries_push = by_token("blacklists.add_blacklistimport")(EntriesPush.as_view())
import_detail = by_token("blacklists.view_blacklist")(ImportDetail.as_view())
