"""数据开放: the page, the files with their manifests, dictionaries and schemas. No sign-in needed."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import public
from exports.lists import Blocks
from foundation.web.dates import chinese_date
from publicity.actions.open_data import find_file, find_stored
from publicity.feeds import ChangesFeed
from publicity.kept_pages import kept
from publicity.models import OpenDataFile
from publicity.open_data.datasets import DATASETS, LICENCE, Dataset, count_rows
from publicity.open_data.fields import SCHEMA_VERSION
from publicity.open_data.formats import CONTENT_TYPES, Format, dictionary
from publicity.open_data.rows import KEPT_DAYS, changes_of_days, first_kept_day

LATEST = "latest"
NAME = re.compile(r"(latest|[0-9]{4}-[0-9]{2}-[0-9]{2})\.([a-z]+)")
RETRY_SECONDS = 30
# Days with changes that the page names; the manifest has all.
DAYS_SHOWN = 14


class Refused(Exception):
    """The address leads to no file; the message says why, and what to do."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> None:
        super().__init__(message)
        self.message, self.status = message, status


@require_safe
@public
@kept
def open_data(request: HttpRequest) -> HttpResponse:
    """Describe the data sets with their fields, and link to their files."""
    days = changes_of_days()
    shown = [
        {
            "dataset": dataset,
            "as_of": dataset.as_of(),
            "rows": count_rows(dataset.make_rows(None)),
            "files": [(_address(dataset.key, LATEST, format), format.label) for format in Format],
        }
        for dataset in DATASETS.values()
    ]
    days_shown = [
        {"day": day, **counts, "files": [(_address("changes", str(day), format), format.label) for format in Format]}
        for day, counts in list(days.items())[:DAYS_SHOWN]
    ]
    context = {
        "datasets": shown,
        "days": days_shown,
        "has_more_days": len(days) > DAYS_SHOWN,
        "kept_days": KEPT_DAYS,
        "licence": LICENCE,
        "site_url": request.build_absolute_uri("/"),
    }
    return render(request, "publicity/open_data.html", context)


@require_safe
@public
def open_data_file(request: HttpRequest, dataset: str, name: str) -> HttpResponseBase:
    """Send a file of a data set: the whole set, or the difference of a day, with what the public sees now."""
    try:
        chosen = _dataset(dataset)
        day, format = _chosen_file(chosen, name)
    except Refused as refused:
        return _refuse(request, refused)
    row = find_stored(dataset=chosen, day=day, format=format)
    if row is None:
        return _wait(request)
    etag = f'"{row.sha256}"'
    answer: HttpResponseBase = get_conditional_response(request, etag=etag) or _send(row)
    answer["ETag"] = etag
    patch_cache_control(answer, no_cache=True)
    return answer


@require_safe
@public
def open_data_dictionary(request: HttpRequest, dataset: str) -> HttpResponse:
    """Send the dictionary of a data set as CSV."""
    try:
        chosen = _dataset(dataset)
    except Refused as refused:
        return _refuse(request, refused)
    return HttpResponse(dictionary(chosen.fields).encode("utf-8-sig"), content_type=CONTENT_TYPES[Format.CSV])


@require_safe
@public
def open_data_schema(request: HttpRequest, version: str, dataset: str) -> HttpResponse:
    """Send the JSON Schema of a data set in JSON."""
    try:
        chosen = _dataset(dataset)
        if version != SCHEMA_VERSION:
            raise Refused(f"没有第{version}版的数据结构，现在是第{SCHEMA_VERSION}版。")
    except Refused as refused:
        return _refuse(request, refused)
    return _json(chosen.schema, content_type="application/schema+json")


@require_safe
@public
def open_data_manifest(request: HttpRequest) -> HttpResponse:
    """List the files of today with rows, bytes and SHA-256, and the days whose differences are kept."""
    days = [
        {"day": day.isoformat(), **counts, "manifest": reverse("publicity:open_data_day", args=[day])}
        for day, counts in changes_of_days().items()
    ]
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "licence": LICENCE,
        "datasets": [_described(dataset, None) for dataset in DATASETS.values()],
        "differences": {"kept_days": KEPT_DAYS, "first_day": first_kept_day().isoformat(), "days": days},
    }
    return _json(manifest)


@require_safe
@public
def open_data_day(request: HttpRequest, day: str) -> HttpResponse:
    """List the files of the difference of a day with rows, bytes and SHA-256."""
    try:
        chosen = _chosen_day(DATASETS["changes"], day)
    except Refused as refused:
        return _refuse(request, refused)
    return _json({"schema_version": SCHEMA_VERSION, "licence": LICENCE, **_described(DATASETS["changes"], chosen)})


@require_safe
@public
@kept
def open_data_feed(request: HttpRequest) -> HttpResponse:
    """Answer the newest changes of the list as an Atom feed."""
    return ChangesFeed()(request)


def _dataset(key: str) -> Dataset:
    if key not in DATASETS:
        titles = "、".join(f"{each}（{each.key}）" for each in DATASETS.values())
        raise Refused(f"没有数据集“{key[:50]}”。开放的数据集有：{titles}。")
    return DATASETS[key]


def _chosen_file(dataset: Dataset, name: str) -> tuple[date | None, Format]:
    """Return the day and the format that the name of a file says. Raises Refused."""
    found = NAME.fullmatch(name)
    if found is None or found[2] not in Format.values:
        raise Refused(f"没有文件“{name[:50]}”。文件名是latest或者日期（如2026-12-01），加上.csv、.json或.xlsx。")
    return (None if found[1] == LATEST else _chosen_day(dataset, found[1])), Format(found[2])


def _chosen_day(dataset: Dataset, text: str) -> date | None:
    """Return the day of a difference, None for the whole set of today. Raises Refused."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise Refused(f"没有“{text[:50]}”这个日期，日期如2026-12-01。") from error
    if dataset.is_daily:
        _check_kept(day)
        return day
    if day > timezone.localdate():
        raise Refused(f"{chinese_date(day)}还没有到，没有这一天的文件。")
    if day < timezone.localdate():
        raise Refused(
            f"“{dataset}”不提供往日的全量文件：移出的企业不再列名。请下载最新的文件；每天的变动见“名单变动”。",
            HTTPStatus.GONE,
        )
    return None


def _check_kept(day: date) -> None:
    """Raise Refused where the difference of the day is not kept, or the day has not come."""
    if day > timezone.localdate():
        raise Refused(f"{chinese_date(day)}还没有到，没有这一天的变动。")
    if day < first_kept_day():
        since = chinese_date(first_kept_day())
        raise Refused(f"变动只保留{KEPT_DAYS}天，最早是{since}。请下载最新的名单，重新制作副本。", HTTPStatus.GONE)


def _refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    return render(request, "publicity/open_data_refused.html", {"reason": refused.message}, status=refused.status)


def _wait(request: HttpRequest) -> HttpResponse:
    """Answer that a worker makes the file."""
    reason = f"数据刚有变化，文件正在重新生成。请{RETRY_SECONDS}秒后再下载。"
    response = render(
        request, "publicity/open_data_refused.html", {"reason": reason}, status=HTTPStatus.SERVICE_UNAVAILABLE
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _send(row: OpenDataFile) -> StreamingHttpResponse:
    as_of = f"{row.day or row.as_of or timezone.localdate():%Y%m%d}"
    return StreamingHttpResponse(
        Blocks(row.file.open("rb")),
        content_type=CONTENT_TYPES[Format(row.format)],
        headers={
            "Content-Disposition": f'attachment; filename="{row.dataset}-{as_of}.{row.format}"',
            "Content-Length": str(row.size),
            "X-Row-Count": str(row.row_count),
            "X-Robots-Tag": "noindex",
        },
    )


def _json(data: Mapping[str, Any], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=content_type)
    patch_cache_control(response, no_cache=True)
    return response


def _address(dataset: str, name: str, format: str) -> str:
    return reverse("publicity:open_data_file", args=[dataset, f"{name}.{format}"])


def _described(dataset: Dataset, day: date | None) -> dict[str, Any]:
    """Return what a manifest says of a data set, or of the difference of a day."""
    found = {format: find_file(dataset=dataset, day=day, format=format) for format in Format.values}
    as_of = day or dataset.as_of()
    return {
        "dataset": dataset.key,
        "title": dataset.title,
        "as_of": as_of and as_of.isoformat(),
        "schema": dataset.schema_url,
        "dictionary": reverse("publicity:open_data_dictionary", args=[dataset.key]),
        "files": [
            {
                "url": _address(dataset.key, str(day or LATEST), format),
                "format": format,
                "rows": row.row_count,
                "bytes": row.size,
                "sha256": row.sha256,
                "made_at": timezone.localtime(row.made_at).isoformat(timespec="seconds"),
            }
            for format, row in found.items()
            if row
        ],
        # A worker makes these at present.
        "being_made": [format for format, row in found.items() if row is None],
    }
