"""The public API: what the public sees, without a token (docs/api.md, docs/adr/0022-open-data.md)."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import condition
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import public
from accounts.lock_out import counted
from accounts.tokens import AddressThrottle
from foundation.web.paging import CursorPagination, ListPagination
from foundation.web.problems import problem_response
from publicity.change_pages import ChangePagination
from publicity.models.content_changes import content_version
from publicity.open_data.fields import CASE_FIELDS
from publicity.open_data.rows import case_rows, listed, measure_rows, statistic_rows
from publicity.serializers import (
    PublicCase,
    PublicChange,
    PublicEnterprise,
    PublicMeasure,
    PublicMeasures,
    PublicStatistic,
    PublicStatistics,
)
from roster.models import Enterprise

TAGS = ["数据开放"]
NOT_FOUND = (
    "名单中没有这个编号或代码。未查到，不等于不是：请核对统一社会信用代码、海关注册编码或公布编号，或者按名称查询。"
)
View = Callable[..., HttpResponseBase]


class PublicThrottle(AddressThrottle):
    """So many requests of an address without a token."""

    scope = "public"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return f"public-{counted(request)}"


def open_to_all(view: View) -> View:
    """Return the API view for everybody: so many requests of an address, and 304 to who has the present answer."""
    conditional = condition(etag_func=_etag)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        throttle = PublicThrottle()
        if throttle.allow_request(request, None):
            answered: HttpResponseBase = conditional(request, *args, **kwargs)
            return answered
        refused = problem_response(request, "throttled")
        refused["Retry-After"] = str(int(throttle.wait()) + 1)
        return refused

    return public(answer)


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Return what the answer depends on: the content, the day, and the address."""
    asked = f"{content_version()} {timezone.localdate()} {request.get_host()} {request.get_full_path()}"
    return f'"{hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()}"'


class PublicView(GenericAPIView):
    """A view without accounts."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


@extend_schema_view(
    get=extend_schema(
        operation_id="list_public_enterprises",
        summary="联合激励对象名单",
        description="已公布、现在是联合激励对象的企业，按名称的拼音排列。",
        tags=TAGS,
    )
)
class EnterpriseList(PublicView, ListAPIView):
    """List the public enterprises."""

    serializer_class = PublicEnterprise
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Any]:
        return listed().select_related("enterprise")


class EnterpriseDetail(PublicView):
    serializer_class = PublicEnterprise

    @extend_schema(
        operation_id="read_public_enterprise",
        summary="查询一家企业",
        description="按公布编号、统一社会信用代码、海关注册编码或AEO编码查询。"
        "不在名单中的，答复 404：未查到，不等于不是。",
        tags=TAGS,
    )
    def get(self, request: Request, key: str) -> Response:
        """Return the public enterprise with the number or code, in any spelling."""
        found = listed().filter(
            Q(number=key.strip().upper()) | Q(enterprise__in=Enterprise.objects.with_code(key).values("pk"))
        )
        publication = found.order_by("pk").first()
        if publication is None:
            raise NotFound(NOT_FOUND)
        return Response(PublicEnterprise(publication).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="list_public_changes",
        summary="名单变动",
        description="最近185天的变动，从早到晚。新增、变更的企业列出全部字段；移出的企业只有日期和公布编号。"
        "保存本次答复的 after，下次从这里接着读。最近15分钟的变动可能再次列出，请按变动和公布编号去重。",
        parameters=[OpenApiParameter("since", OpenApiTypes.DATE, description="自哪一天起；默认为保留的第一天。")],
        tags=TAGS,
    )
)
class ChangeList(PublicView, ListAPIView):
    """List the changes of the list since a mark, a day, or the first kept day."""

    serializer_class = PublicChange
    pagination_class = ChangePagination

    def get_queryset(self) -> None:
        return None


@extend_schema_view(
    get=extend_schema(
        operation_id="list_public_cases",
        summary="联合激励案例",
        description="已公布的案例，新的在前。",
        tags=TAGS,
    )
)
class CaseList(PublicView, ListAPIView):
    """List the public cases."""

    serializer_class = PublicCase
    pagination_class = ListPagination

    def get_queryset(self) -> Any:
        keys = [field.key for field in CASE_FIELDS]
        return [dict(zip(keys, row, strict=True)) for row in case_rows()]


class MeasureList(PublicView):
    serializer_class = PublicMeasures

    @extend_schema(operation_id="read_public_measures", summary="今天施行的激励措施", tags=TAGS)
    def get(self, request: Request) -> Response:
        """Return the measures in force today."""
        return _all_of(PublicMeasure, measure_rows())


class StatisticList(PublicView):
    serializer_class = PublicStatistics

    @extend_schema(operation_id="read_public_statistics", summary="统计数字", tags=TAGS)
    def get(self, request: Request) -> Response:
        """Return the figures of today."""
        return _all_of(PublicStatistic, statistic_rows())


def _all_of(serializer: Any, rows: list[Any]) -> Response:
    """Return all rows, which are few, with the day."""
    keys = list(serializer().fields)
    results = serializer([dict(zip(keys, row, strict=True)) for row in rows], many=True).data
    return Response({"as_of": timezone.localdate().isoformat(), "results": results})


enterprise_list = open_to_all(EnterpriseList.as_view())
enterprise_detail = open_to_all(EnterpriseDetail.as_view())
change_list = open_to_all(ChangeList.as_view())
case_list = open_to_all(CaseList.as_view())
measure_list = open_to_all(MeasureList.as_view())
statistic_list = open_to_all(StatisticList.as_view())
