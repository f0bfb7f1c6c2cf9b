"""The API: a customs system sends a roster (docs/api.md)."""

from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import by_token
from foundation.web.paging import PER_PAGE, asked_page
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import receive_roster
from roster.forms import RosterForm
from roster.models import RosterProblem, RosterRemoval, RosterRow, RosterSubmission
from roster.policies import RosterConfirmation
from uploads.actions import withdraw_file


class ProblemSerializer(serializers.ModelSerializer):
    row = serializers.IntegerField(source="line")

    class Meta:
        model = RosterProblem
        fields = ("row", "column", "key", "code", "severity", "message", "hint", "cell", "suggestion")


class ChangeSerializer(serializers.ModelSerializer):
    row = serializers.IntegerField(source="line")

    class Meta:
        model = RosterRow
        fields = (
            "kind",
            "row",
            "uscc",
            "name",
            "customs_code",
            "certified_on",
            "address",
            "registration_number",
            "before",
        )


class RemovalSerializer(serializers.ModelSerializer):
    class Meta:
        model = RosterRemoval
        fields = ("uscc", "name", "customs_code", "certified_on", "address", "registration_number", "reason")


class SubmissionSerializer(serializers.ModelSerializer):
    """One submission without its lists."""

    url = serializers.SerializerMethodField()
    office = serializers.CharField(source="office.code")
    rows = serializers.IntegerField(source="rows_total")

    class Meta:
        model = RosterSubmission
        fields = ("id", "url", "status", "step", "office", "mode", "as_of", "filename", "sha256", "rows", "failure")

    def get_url(self, submission: RosterSubmission) -> str:
        return reverse("roster_api:submission_detail", args=[submission.pk])


class RosterConfirmationSerializer(serializers.Serializer):
    """What the one who confirms says to what was shown."""

    reasons = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)
    reason_for_rest = serializers.CharField(max_length=200, default="", allow_blank=True)
    questions_answered = serializers.BooleanField(default=False)
    removed_count = serializers.IntegerField(default=None, allow_null=True)


def _own(request: Request, pk: int) -> RosterSubmission:
    return get_object_or_404(RosterSubmission.objects.for_user(request.user).select_related("office"), pk=pk)


def _whole(submission: RosterSubmission, page: int) -> dict[str, Any]:
    """Status, counts, and a page of problems and of the difference, PER_PAGE of each."""
    part = slice((page - 1) * PER_PAGE, page * PER_PAGE)
    kinds = dict(submission.rows.exclude(kind="").order_by().values_list("kind").annotate(Count("pk")))
    counts = {kind: kinds.get(kind, 0) for kind in ("added", "changed", "unchanged")}
    counts |= {
        "removed": submission.removals.count(),
        "error": submission.error_count,
        "confirm": submission.confirm_count,
        "notice": submission.notice_count,
    }
    moving = submission.rows.filter(kind__in=["added", "changed"])
    longest = max(counts["added"] + counts["changed"], counts["removed"], submission.problem_count)
    return {
        **SubmissionSerializer(submission).data,
        "counts": counts,
        "problems": ProblemSerializer(submission.problems.all()[part], many=True).data,
        "difference": {
            "changes": ChangeSerializer(moving[part], many=True).data,
            "removed": RemovalSerializer(submission.removals.all()[part], many=True).data,
        },
        "page": page,
        "pages": max(-(-longest // PER_PAGE), 1),
    }


class SubmissionCreate(APIView):
    parser_classes = (MultiPartParser, FormParser)

    def post(self, request: Request) -> Response:
        """Take a file: 202 and its id; the same bytes again lead to the same submission."""
        form = RosterForm(request.data, request.FILES)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        own = request.user.own_department.code
        if request.data.get("office") != own:
            raise serializers.ValidationError({"office": [f"只能报送本关的名单，应为{own}。"]})
        said = form.cleaned_data
        submission, _ = receive_roster(upload=said["file"], mode=said["mode"], as_of=said["as_of"], by=request.user)
        return Response(SubmissionSerializer(submission).data, status=status.HTTP_202_ACCEPTED)


class SubmissionDetail(APIView):
    def get(self, request: Request, pk: int) -> Response:
        """How the submission fares."""
        return Response(_whole(_own(request, pk), asked_page(request)))


class SubmissionConfirm(APIView):
    parser_classes = (JSONParser,)

    def post(self, request: Request, pk: int) -> Response:
        """Put into force what was shown."""
        submission = _own(request, pk)
        said = RosterConfirmationSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        confirmation = said.validated_data
        rest = confirmation.pop("reason_for_rest")
        usccs = submission.removals.values_list("uscc", flat=True)
        confirmation["reasons"] = {uscc: confirmation["reasons"].get(uscc) or rest for uscc in usccs}
        confirmed = confirm_roster(
            submission=submission, confirmation=RosterConfirmation(**confirmation), by=request.user
        )
        return Response(_whole(confirmed, 1))


class SubmissionWithdraw(APIView):
    def post(self, request: Request, pk: int) -> Response:
        """Take it back before it is confirmed."""
        withdraw_file(submission=_own(request, pk), by=request.user)
        return Response(_whole(_own(request, pk), 1))


submission_create = by_token("roster.add_rostersubmission")(SubmissionCreate.as_view())
submission_detail = by_token("roster.view_rostersubmission")(SubmissionDetail.as_view())
submission_confirm = by_token("roster.add_rostersubmission")(SubmissionConfirm.as_view())
submission_withdraw = by_token("roster.add_rostersubmission")(SubmissionWithdraw.as_view())
