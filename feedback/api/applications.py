"""Applications of measures (措施实施): list, log, correct, supplement, stop and cancel them."""

from functools import partial

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.access import by_token
from accounts.models import User
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.applications import log_application
from feedback.actions.changes import (
    cancel_application,
    correct_application,
    lock_to_correct,
    stop_application,
    supplement_application,
)
from feedback.filters import ApplicationsOfApiFilter
from feedback.models import MeasureApplication
from feedback.models.evidence import with_evidence
from feedback.serializers.applications import (
    ApplicationSerializer,
    CancellationSerializer,
    CorrectionSerializer,
    LoggedApplicationSerializer,
    NewApplicationSerializer,
    StopSerializer,
    SupplementSerializer,
)
from foundation.web.api import SmallJSONParser
from foundation.web.api_filtering import rows_of
from foundation.web.bodies import Body, takes

TAGS = ["企业与措施实施"]
STATES = ("valid", "running", "abolished", "stopped", "cancelled")


def _applications(user: User) -> QuerySet[MeasureApplication]:
    """Return the applications that the user may see, with what their answers need."""
    related = ("enterprise", "department", "in_charge", "version__measure", "measure__section__plan")
    return with_evidence(MeasureApplication.objects.for_user(user).with_corrections().select_related(*related))


@extend_schema_view(
    get=extend_schema(
        operation_id="list_applications",
        summary="措施实施的清单",
        description="令牌的账号可以查看的措施实施，新的在前：部门看本部门的，牵头单位和海关看全部。",
        parameters=[
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业的统一社会信用代码。"),
            OpenApiParameter("department", OpenApiTypes.STR, description="实施单位或承办单位的代码。"),
            OpenApiParameter("since", OpenApiTypes.DATE, description="实施日期自。"),
            OpenApiParameter("until", OpenApiTypes.DATE, description="实施日期至。"),
            OpenApiParameter(
                "state",
                enum=STATES,
                description="valid 未撤销；running 持续中；abolished 持续中、措施已废止；"
                "stopped 已停止；cancelled 已撤销。",
            ),
        ],
        responses=ApplicationSerializer(many=True),
        tags=TAGS,
    )
)
class ApplicationList(ListAPIView):
    # The body of a POST. The list is answered with ApplicationSerializer.
    serializer_class = NewApplicationSerializer
    parser_classes = (SmallJSONParser,)

    def get_serializer_class(self) -> type[Serializer]:
        return NewApplicationSerializer if self.request.method == "POST" else ApplicationSerializer

    def get_queryset(self) -> QuerySet[MeasureApplication]:
        """List the applications that the owner of the token may see, the newest first."""
        shown = ApplicationsOfApiFilter(
            self.request.query_params, queryset=_applications(self.request.user), request=self.request
        )
        return rows_of(shown, self.request, *shown.filters)

    @extend_schema(
        operation_id="log_application",
        summary="登记措施实施",
        description="登记本部门对一家企业实施的措施；规则和答复的文字与页面相同，不能登记的，答复 409 并说明原因。",
        parameters=[IDEMPOTENCY_KEY],
        responses={201: LoggedApplicationSerializer},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Log an application of the account's department."""
        return answer_once(request, self._log)

    def _log(self) -> Response:
        sent = NewApplicationSerializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        subject = {name: sent.validated_data[name] for name in ("enterprise", "measure")}
        logged = log_application(**subject, **sent.content(), by=self.request.user)
        application = _applications(self.request.user).get(pk=logged.pk)
        answer = LoggedApplicationSerializer(application, context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_201_CREATED)


@extend_schema_view(get=extend_schema(operation_id="read_application", summary="查询一项措施实施", tags=TAGS))
class ApplicationDetail(RetrieveAPIView):
    """Return one application."""

    serializer_class = ApplicationSerializer

    def get_queryset(self) -> QuerySet[MeasureApplication]:
        return _applications(self.request.user)


class ApplicationAct(GenericAPIView):
    """Base of the acts on one application. `serializer_class` reads the body of the request."""

    parser_classes = (SmallJSONParser,)

    def get_queryset(self) -> QuerySet[MeasureApplication]:
        return _applications(self.request.user)

    def post(self, request: Request, pk: int) -> Response:
        return answer_once(request, self._acted)

    def _acted(self) -> Response:
        application = self.get_object()
        sent = self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        self.act(application, sent)
        answer = ApplicationSerializer(self.get_object(), context=self.get_serializer_context())
        return Response(answer.data)

    def act(self, application: MeasureApplication, sent: Serializer) -> None:
        """Do what the valid body states. Raises ActionDenied."""
        raise NotImplementedError


act_schema = partial(extend_schema, parameters=[IDEMPOTENCY_KEY], responses=ApplicationSerializer, tags=TAGS)


@extend_schema_view(
    post=act_schema(
        operation_id="correct_application",
        summary="更正措施实施",
        description="只写须更正的各项和理由，其余不变；更正前的内容保留。",
    )
)
class ApplicationCorrect(ApplicationAct):
    """Correct an application of the account's department."""

    serializer_class = CorrectionSerializer

    def act(self, application: MeasureApplication, sent: Serializer) -> None:
        # What is not stated stays as a correction of the same moment leaves it.
        application, reason = lock_to_correct(application), sent.validated_data["reason"]
        correct_application(application=application, **sent.content(application), reason=reason, by=self.request.user)


@extend_schema_view(
    post=act_schema(
        operation_id="supplement_application",
        summary="补充材料",
        description="补充说明和证明材料，原有内容不变。",
    )
)
class ApplicationSupplement(ApplicationAct):
    """Add material to an application of the account's department."""

    serializer_class = SupplementSerializer
    parser_classes = (MultiPartParser,)

    def act(self, application: MeasureApplication, sent: Serializer) -> None:
        data = sent.validated_data
        supplement_application(
            application=application, evidence=data["evidence"], note=data["description"], by=self.request.user
        )


@extend_schema_view(
    post=act_schema(
        operation_id="stop_application",
        summary="停止适用",
        description="登记持续适用的措施停止的日期，同时答复待答复的停用建议。",
    )
)
class ApplicationStop(ApplicationAct):
    """Stop a running application of the account's department."""

    serializer_class = StopSerializer

    def act(self, application: MeasureApplication, sent: Serializer) -> None:
        data = sent.validated_data
        stop_application(
            application=application, stopped_on=data["stopped_on"], reason=data["reason"], by=self.request.user
        )


@extend_schema_view(
    post=act_schema(
        operation_id="cancel_application",
        summary="撤销措施实施",
        description="撤销误登的措施实施，须写明理由；撤销后不能恢复，记录保留。",
    )
)
class ApplicationCancel(ApplicationAct):
    """Cancel an application that the account's department logged by mistake."""

    serializer_class = CancellationSerializer

    def act(self, application: MeasureApplication, sent: Serializer) -> None:
        cancel_application(application=application, reason=sent.validated_data["reason"], by=self.request.user)


VIEW, CHANGE = "feedback.view_measureapplication", "feedback.change_measureapplication"
application_list = by_token(VIEW, post="feedback.add_measureapplication")(ApplicationList.as_view())
application_detail = by_token(VIEW)(ApplicationDetail.as_view())
application_correct = by_token(CHANGE)(ApplicationCorrect.as_view())
application_supplement = takes(Body.FILE)(by_token(CHANGE)(ApplicationSupplement.as_view()))
application_stop = by_token(CHANGE)(ApplicationStop.as_view())
application_cancel = by_token(CHANGE)(ApplicationCancel.as_view())
