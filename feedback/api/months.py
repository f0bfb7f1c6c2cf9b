"""Months (月度确认): list them, read one, confirm it."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from accounts.models import User
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.months import confirm_month
from feedback.models import DepartmentMonth
from feedback.month_filters import MonthsOfApiFilter
from feedback.serializers.months import ConfirmationSerializer, MonthNowSerializer, MonthSerializer
from feedback.states import MonthState
from foundation.web.api import SmallJSONParser
from foundation.web.api_filtering import rows_of
from foundation.web.paging import CursorPagination

TAGS = ["反馈"]


def _months(user: User) -> QuerySet[DepartmentMonth]:
    """Return the months that the user may see, with what their answers need."""
    return DepartmentMonth.objects.for_user(user).with_confirmation().select_related("department", "in_charge")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_months",
        summary="月度确认的清单",
        description="令牌的账号可以查看的已结束的月份，新的在前：部门看本部门的，牵头单位和海关看全部。",
        parameters=[
            OpenApiParameter("department", OpenApiTypes.STR, description="实施单位或现在确认的单位的代码。"),
            OpenApiParameter("state", enum=MonthState.values, description="状态。"),
            OpenApiParameter("since", OpenApiTypes.DATE, description="月份的首日自。"),
            OpenApiParameter("until", OpenApiTypes.DATE, description="月份的首日至。"),
            OpenApiParameter("overdue", OpenApiTypes.BOOL, description="只列逾期未确认的。"),
        ],
        tags=TAGS,
    )
)
class MonthList(ListAPIView):
    """List the months that the owner of the token may see, the newest first."""

    serializer_class = MonthSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[DepartmentMonth]:
        over = _months(self.request.user).over(on=timezone.localdate())
        shown = MonthsOfApiFilter(self.request.query_params, queryset=over, request=self.request)
        return rows_of(shown, self.request, *shown.filters)


@extend_schema_view(get=extend_schema(operation_id="read_month", summary="查询一个月份的确认", tags=TAGS))
class MonthDetail(RetrieveAPIView):
    """Return one month with what a confirmation would be about now."""

    serializer_class = MonthNowSerializer

    def get_queryset(self) -> QuerySet[DepartmentMonth]:
        return _months(self.request.user)


class MonthConfirm(GenericAPIView):
    serializer_class = ConfirmationSerializer
    parser_classes = (SmallJSONParser,)

    @extend_schema(
        operation_id="confirm_month",
        summary="确认一个月份",
        description="确认本部门当月登记的措施实施；没有实施的，即为零报告。"
        "读取后又有变动的，答复 409，请重新读取、核对。",
        parameters=[IDEMPOTENCY_KEY],
        responses=MonthNowSerializer,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Confirm a month of the account's department."""
        return answer_once(request, self._confirm)

    def get_queryset(self) -> QuerySet[DepartmentMonth]:
        return _months(self.request.user)

    def _confirm(self) -> Response:
        month, sent = self.get_object(), self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        confirm_month(month=month, expected_version=sent.validated_data["version"], by=self.request.user)
        return Response(MonthNowSerializer(self.get_object(), context=self.get_serializer_context()).data)


month_list = by_token("feedback.view_departmentmonth")(MonthList.as_view())
month_detail = by_token("feedback.view_departmentmonth")(MonthDetail.as_view())
month_confirm = by_token("feedback.confirm_departmentmonth")(MonthConfirm.as_view())
