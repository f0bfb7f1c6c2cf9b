"""Acts on a violation report (失信线索): supplement, withdraw, receive and decide it."""

from functools import partial

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.access import by_token
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.report_changes import supplement_report, withdraw_report
from feedback.actions.report_decisions import decide_report
from feedback.actions.report_receipts import receive_report
from feedback.api.violation_reports import TAGS, reports_of
from feedback.models import ViolationReport
from feedback.serializers.report_acts import FurtherFactsSerializer, OutcomeSerializer, WithdrawalSerializer
from feedback.serializers.violation_reports import ViolationReportSerializer
from foundation.web.api import SmallJSONParser
from foundation.web.bodies import Body, takes


class ReportAct(GenericAPIView):
    """Base of the acts on one report. `serializer_class` reads the body of the request."""

    parser_classes = (SmallJSONParser,)

    def get_queryset(self) -> QuerySet[ViolationReport]:
        return reports_of(self.request.user)

    def post(self, request: Request, pk: int) -> Response:
        return answer_once(request, self._acted)

    def _acted(self) -> Response:
        report, sent = self.get_object(), self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        self.act(report, sent)
        return Response(ViolationReportSerializer(self.get_object(), context=self.get_serializer_context()).data)

    def act(self, report: ViolationReport, sent: Serializer) -> None:
        """Do what the valid body states. Raises ActionDenied."""
        raise NotImplementedError


act_schema = partial(extend_schema, parameters=[IDEMPOTENCY_KEY], responses=ViolationReportSerializer, tags=TAGS)


@extend_schema_view(
    post=act_schema(
        operation_id="supplement_report",
        summary="补充失信线索",
        description="在处理之前补充情况和证明材料，原有内容不变。",
    )
)
class ReportSupplement(ReportAct):
    """Add facts and evidence to an open report of the account's department."""

    serializer_class = FurtherFactsSerializer
    parser_classes = (MultiPartParser,)

    def act(self, report: ViolationReport, sent: Serializer) -> None:
        data = sent.validated_data
        supplement_report(report=report, facts=data["facts"], evidence=data["evidence"], by=self.request.user)


@extend_schema_view(
    post=act_schema(
        operation_id="withdraw_report",
        summary="撤回失信线索",
        description="在处理之前撤回，须写明理由；撤回后不能恢复，记录保留。",
    )
)
class ReportWithdraw(ReportAct):
    """Withdraw an open report of the account's department."""

    serializer_class = WithdrawalSerializer

    def act(self, report: ViolationReport, sent: Serializer) -> None:
        withdraw_report(report=report, reason=sent.validated_data["reason"], by=self.request.user)


@extend_schema_view(
    post=act_schema(
        operation_id="receive_report",
        summary="签收失信线索",
        description="代表本单位签收，记下人员和时间；已签收的，答复 409。",
        request=None,
    )
)
class ReportReceive(ReportAct):
    """Acknowledge a report for the account's department."""

    serializer_class = Serializer

    def act(self, report: ViolationReport, sent: Serializer) -> None:
        receive_report(report=report, by=self.request.user)


@extend_schema_view(
    post=act_schema(
        operation_id="decide_report",
        summary="处理失信线索",
        description="主管海关处理：不成立、警示、暂停资格、取消资格、并入已有决定；规则和答复的文字与页面相同。",
    )
)
class ReportDecide(ReportAct):
    """Decide a report about an enterprise of the account's customs office."""

    serializer_class = OutcomeSerializer

    def act(self, report: ViolationReport, sent: Serializer) -> None:
        decide_report(report=report, **sent.decision(), by=self.request.user)


CHANGE = "feedback.change_violationreport"
report_supplement = takes(Body.FILE)(by_token(CHANGE)(ReportSupplement.as_view()))
report_withdraw = by_token(CHANGE)(ReportWithdraw.as_view())
report_receive = by_token("feedback.receive_violationreport")(ReportReceive.as_view())
report_decide = by_token("feedback.decide_violationreport")(ReportDecide.as_view())
