"""The API by which a customs system submits rosters and confirms or withdraws them (docs/api.md)."""

from functools import partial

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from foundation.postgres.conflicts import retry_once
from foundation.web.api import SmallJSONParser
from foundation.web.bodies import Body, takes
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import receive_roster
from roster.models import RosterProblem, RosterRemoval, RosterRow, RosterSubmission
from roster.serializers import (
    RosterChangeSerializer,
    RosterConfirmationSerializer,
    RosterProblemSerializer,
    RosterRemovalSerializer,
    RosterSubmissionSerializer,
    RosterTransferSerializer,
    RosterUploadSerializer,
)
from roster.transfer_rows import TransferRow, transfers_of
from uploads.actions import withdraw_file

TAGS = ["名单报送"]


class SubmissionView(GenericAPIView):
    """Base of the views of one submission. Customs officers see those of their own office, other users all."""

    serializer_class = RosterSubmissionSerializer

    def get_queryset(self) -> QuerySet[RosterSubmission]:
        return RosterSubmission.objects.for_user(self.request.user).select_related("office")

    def answer(self, submission: RosterSubmission, code: int = status.HTTP_200_OK) -> Response:
        context = self.get_serializer_context()
        return Response(RosterSubmissionSerializer(submission, context=context).data, status=code)


class SubmissionCreate(SubmissionView):
    serializer_class = RosterUploadSerializer
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="send_roster",
        summary="报送名单",
        description="收下文件即答复，随后读取、校验、比较。同一文件再次报送，得到同一次报送。",
        responses={202: RosterSubmissionSerializer},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Receive a file; the same bytes again lead to the same submission."""
        upload = self.get_serializer(data=request.data)
        upload.is_valid(raise_exception=True)
        data = upload.validated_data
        named = {"mode": data["mode"], "as_of": data["as_of"]}
        submission, _ = retry_once(partial(receive_roster, upload=data["file"], **named, by=request.user))
        return self.answer(submission, status.HTTP_202_ACCEPTED)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_submission",
        summary="查询一次报送",
        description="报送的状态、各类变化和问题的数目，以及各清单的地址。",
        tags=TAGS,
    )
)
class SubmissionDetail(SubmissionView, RetrieveAPIView):
    """Return the state and the counts of a submission."""


class SubmissionConfirm(SubmissionView):
    serializer_class = RosterConfirmationSerializer
    parser_classes = (SmallJSONParser,)

    @extend_schema(
        operation_id="confirm_submission",
        summary="确认名单",
        description="按预览的结果生效；预览之后名单已有变化的，答复 409，须重新核对。",
        responses=RosterSubmissionSerializer,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put into force what the preview showed."""
        submission = self.get_object()
        answers = self.get_serializer(data=request.data)
        answers.is_valid(raise_exception=True)
        confirmation = answers.confirmation(submission)
        confirm = partial(confirm_roster, submission=submission, confirmation=confirmation, by=request.user)
        return self.answer(retry_once(confirm))


class SubmissionWithdraw(SubmissionView):
    @extend_schema(
        operation_id="withdraw_submission",
        summary="撤回名单",
        description="确认之前可以撤回；正在读取的即停止读取。",
        request=None,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw a submission that is not confirmed."""
        return self.answer(retry_once(partial(withdraw_file, submission=self.get_object(), by=request.user)))


class SubmissionPartList(ListAPIView):
    """A list that belongs to one submission, which `submission` finds or answers with 404."""

    @property
    def submission(self) -> RosterSubmission:
        found: RosterSubmission = get_object_or_404(
            RosterSubmission.objects.for_user(self.request.user), pk=self.kwargs["pk"]
        )
        return found


@extend_schema_view(get=extend_schema(operation_id="list_submission_problems", summary="名单的问题", tags=TAGS))
class ProblemList(SubmissionPartList):
    serializer_class = RosterProblemSerializer

    def get_queryset(self) -> QuerySet[RosterProblem]:
        """List the problems of a submission."""
        return self.submission.problems.all()


@extend_schema_view(get=extend_schema(operation_id="list_submission_changes", summary="新增、变更的企业", tags=TAGS))
class ChangeList(SubmissionPartList):
    serializer_class = RosterChangeSerializer

    def get_queryset(self) -> QuerySet[RosterRow]:
        """List the enterprises that a submission adds or changes."""
        return self.submission.rows.filter(kind__in=["added", "changed"])


@extend_schema_view(get=extend_schema(operation_id="list_submission_removals", summary="退出名单的企业", tags=TAGS))
class RemovalList(SubmissionPartList):
    serializer_class = RosterRemovalSerializer

    def get_queryset(self) -> QuerySet[RosterRemoval]:
        """List the enterprises that a submission removes."""
        return self.submission.removals.all()


@extend_schema_view(
    get=extend_schema(operation_id="list_submission_transfers", summary="两关之间移交的企业", tags=TAGS)
)
class TransferList(SubmissionPartList):
    serializer_class = RosterTransferSerializer

    def get_queryset(self) -> list[TransferRow]:
        """List the transfers that a submission asks for or agrees to."""
        return list(transfers_of(self.submission))


submission_create = takes(Body.FILE)(by_token("roster.add_rostersubmission")(SubmissionCreate.as_view()))
submission_detail = by_token("roster.view_rostersubmission")(SubmissionDetail.as_view())
submission_confirm = takes(Body.ROWS)(by_token("roster.add_rostersubmission")(SubmissionConfirm.as_view()))
submission_withdraw = by_token("roster.add_rostersubmission")(SubmissionWithdraw.as_view())
problem_list = by_token("roster.view_rostersubmission")(ProblemList.as_view())
change_list = by_token("roster.view_rostersubmission")(ChangeList.as_view())
removal_list = by_token("roster.view_rostersubmission")(RemovalList.as_view())
transfer_list = by_token("roster.view_rostersubmission")(TransferList.as_view())
