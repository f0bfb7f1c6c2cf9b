"""The whole material of a submission as one file, and the document of rules."""

import csv
import io
import json
import platform
import zipfile
from importlib.metadata import version
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from roster.models import ListRules, RosterSubmission

READERS = ("python-calamine", "python-stdnum", "django", "psycopg2-binary")
PROBLEM_TITLES = ("行", "列", "字段", "规则", "程度", "问题", "怎样改正", "单元格内容")


def send_rules(rules: ListRules) -> FileResponse:
    """Return the document as a download. The browser never shows it as a page, which might run scripts."""
    file = rules.file.open("rb")
    return FileResponse(file, as_attachment=True, filename=rules.filename, content_type="application/octet-stream")


def bundle_of(submission: RosterSubmission) -> bytes:
    """Return a .zip of the original file, how it was read, its problems, and the versions of the software."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if submission.file:
            with submission.file.open("rb") as stored:
                archive.writestr(f"原文件/{submission.filename}", stored.read())
        archive.writestr("读取方式.json", json.dumps(_reading(submission), ensure_ascii=False, indent=2))
        archive.writestr("问题.csv", "\ufeff" + _problems_csv(submission))
        archive.writestr("版本.txt", "\n".join(_versions()))
    return stream.getvalue()


def _reading(submission: RosterSubmission) -> dict[str, Any]:
    return {
        "报送": submission.pk,
        "海关": submission.office.name,
        "SHA-256": submission.sha256,
        "方式": submission.get_mode_display(),
        "截至日期": submission.as_of.isoformat(),
        "状态": submission.get_status_display(),
        "失败原因": submission.failure,
        "处理次数": submission.attempts,
        "指定的读法": submission.layout,
        "页面改正": submission.cell_edits,
        "读法": {**submission.reading, "notes": submission.reading_notes},
    }


def _problems_csv(submission: RosterSubmission) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(PROBLEM_TITLES)
    for p in submission.problems.all():
        severity = p.get_severity_display()
        # The apostrophe prevents a spreadsheet program from evaluating the content as a formula.
        writer.writerow([p.line, p.column, p.get_key_display(), p.rule, severity, p.message, p.hint, f"'{p.cell}"])
    return stream.getvalue()


def _versions() -> list[str]:
    lines = [f"{name} {version(name)}" for name in READERS]
    return [f"生成于 {timezone.localtime():%Y-%m-%d %H:%M:%S}", f"Python {platform.python_version()}", *lines]
