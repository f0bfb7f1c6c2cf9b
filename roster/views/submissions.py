"""名单报送: upload a roster, follow its reading, confirm or withdraw it."""

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter, methodcaller
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.forms import parameters
from foundation.web.lists import paginate
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import receive_roster
from roster.filters import SubmissionFilter
from roster.forms import ChangesForm, ConfirmForm
from roster.models import Certification, RosterSubmission
from roster.models.submissions import CHANGE_LABELS
from roster.transfer_rows import TransferRow, transfers_of
from roster.verdicts import verdict_of_transfers
from spreadsheets.columns import ROSTER_COLUMNS
from uploads.actions import withdraw_file
from uploads.forms import FileForm
from uploads.policies import exceeds_tenth
from uploads.views import blank_table, file_context, original_file, show_progress

REMOVALS_SHOWN = 200
TRANSFERS_SHOWN = 200


def own_submission(request: HttpRequest, pk: int) -> RosterSubmission:
    """Return a submission that this user may see; raise Http404 otherwise."""
    submissions = RosterSubmission.objects.for_user(request.user)
    return get_object_or_404(submissions.select_related("office", "uploaded_by", "confirmed_by"), pk=pk)


COLUMNS = {
    "文件": attrgetter("filename"),
    "海关": attrgetter("office.name"),
    "方式": methodcaller("get_mode_display"),
    "截至日期": attrgetter("as_of"),
    "上传人": attrgetter("uploaded_by.full_name"),
    "上传时间": attrgetter("uploaded_at"),
    "行数": attrgetter("rows_total"),
    "状态": methodcaller("get_status_display"),
    "SHA-256": attrgetter("sha256"),
}


def _submissions(request: HttpRequest) -> Table:
    submissions = RosterSubmission.objects.for_user(request.user).select_related("office", "uploaded_by")
    submissions = submissions.defer("reading")
    shown = SubmissionFilter(request.GET, queryset=submissions, request=request)
    return Table("名单报送", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("roster.view_rostersubmission")
@downloadable(_submissions)
def submission_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the submissions, the newest first."""
    return render_list(request, "roster/submission_list.html", table)


@takes(Body.FILE)
@requires("roster.add_rostersubmission")
def submission_create(request: HttpRequest) -> HttpResponse:
    """Upload a roster of the user's own office."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        receive = partial(receive_roster, upload=data["file"], mode=data["mode"], as_of=data["as_of"], by=request.user)
        if received := run_action(request, receive, ""):
            submission, is_new = received.result
            if not is_new:
                messages.info(request, _same_bytes_message(submission, data))
            return redirect("roster:submission_detail", submission.pk)
    return render(request, "roster/submission_form.html", {"form": form})


@require_safe
@requires("roster.add_rostersubmission")
def submission_blank(request: HttpRequest) -> HttpResponse:
    """Download an empty roster to be filled in."""
    return blank_table(ROSTER_COLUMNS, "高级认证企业名单（空白模板）")


def _same_bytes_message(earlier: RosterSubmission, data: Mapping[str, Any]) -> str:
    """The message that the same bytes were uploaded before, and how to have them read with another mode or day."""
    message = "这份文件与此前上传的内容完全相同，已为您打开那一次报送。"
    if earlier.can_withdraw and (earlier.mode, earlier.as_of) != (data["mode"], data["as_of"]):
        then = f"{earlier.get_mode_display()}、截至{chinese_date(earlier.as_of)}"
        advice = "请先撤回它，再按新的方式上传" if earlier.mode != data["mode"] else "如日期有误，请在本页改正截至日期"
        message += f"那一次是{then}，{advice}。"
    return message


@require_safe
@requires("roster.view_rostersubmission")
def submission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one submission: progress, reading, problems and difference, and the forms to correct and confirm it."""
    submission = own_submission(request, pk)
    return _show(request, submission, ConfirmForm(list(submission.removals.all())))


def _show(request: HttpRequest, submission: RosterSubmission, confirm_form: ConfirmForm) -> HttpResponse:
    counts = dict(submission.rows.exclude(kind="").order_by().values_list("kind").annotate(Count("pk")))
    removals = list(submission.removals.all())
    named = submission.offices_that_name(removal.uscc for removal in removals)
    for removal in removals[:REMOVALS_SHOWN]:
        removal.named_by = named.get(removal.uscc, "")
        removal.reason_field = confirm_form.reason_of(removal)
    counts["removed"] = len(removals)
    kind = parameters(ChangesForm(request.GET))["kind"]
    rows = submission.rows.filter(kind=kind) if kind else submission.rows.filter(kind__in=MOVING)
    in_force = Certification.objects.open().filter(office=submission.office).count()
    transfers = list(transfers_of(submission))
    context = file_context(request, submission)
    if submission.confirmed_at:
        context["verdict"] = verdict_of_transfers(transfers) or context["verdict"]
    context |= {
        "counts": [(kind, label, counts.get(kind, 0)) for kind, label in CHANGE_LABELS.items()],
        "kind": kind,
        "kind_label": CHANGE_LABELS.get(kind, ""),
        "removals": removals[:REMOVALS_SHOWN],
        "may_confirm": submission.is_checked
        and not submission.error_count
        and request.user.has_perm("roster.add_rostersubmission"),
        "confirm_form": confirm_form,
        "exceeds_tenth": exceeds_tenth(len(removals), in_force),
        "changes": paginate(request, rows),
        "transfers": transfers[:TRANSFERS_SHOWN],
        "other_office": _office_of_all(submission, transfers) if submission.is_checked else "",
        "screenings": submission.screenings.all(),
    }
    return render(request, "roster/submission_detail.html", context)


def _office_of_all(submission: RosterSubmission, transfers: Sequence[TransferRow]) -> str:
    """Return the office on whose roster every row of the file stands, "" where there is none; a single row may be one
    transfer."""
    rows = submission.rows.exclude(kind="transfer").exists()
    offices = {row.office for row in transfers if row.direction == "in"}
    return offices.pop() if submission.rows_total > 1 and not rows and len(offices) == 1 else ""


MOVING = ("added", "changed")


@require_safe
@requires("roster.view_rostersubmission")
def submission_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of reading; htmx requests it again until the file is read."""
    return show_progress(request, own_submission(request, pk))


@takes(Body.ROWS)
@require_POST
@requires("roster.add_rostersubmission")
def submission_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the roster as it was shown."""
    submission = own_submission(request, pk)
    form = ConfirmForm(list(submission.removals.all()), request.POST)
    if not form.is_valid():
        refuse(request, " ".join(dict.fromkeys(error for errors in form.errors.values() for error in errors)))
        return _show(request, submission, form)
    confirmation = form.confirmation()
    confirm = partial(confirm_roster, submission=submission, confirmation=confirmation, by=request.user)
    run_action(request, confirm, _confirmed(submission))
    return redirect("roster:submission_detail", pk)


def _confirmed(submission: RosterSubmission) -> Confirmation:
    return Confirmation(
        f"名单已确认生效：{submission.filename}",
        number=submission.number,
        follows=[
            "正在与各领域“黑名单”交叉比对，进度和结果在本页下方",
            "新成为或不再是联合激励对象的企业将通报各成员单位",
        ],
        links=[
            ("现行名单", reverse("roster:roster_detail")),
            ("名单报送列表", reverse("roster:submission_list")),
        ],
    )


@require_POST
@requires("roster.add_rostersubmission")
def submission_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a roster before it is confirmed."""
    submission = own_submission(request, pk)
    done = Confirmation(
        f"已撤回：{submission.filename}",
        number=submission.number,
        follows=["名单没有改变", "改正后的文件可以重新报送"],
        links=[
            ("报送名单", reverse("roster:submission_create")),
            ("名单报送列表", reverse("roster:submission_list")),
        ],
    )
    run_action(request, partial(withdraw_file, submission=submission, by=request.user), done)
    return redirect("roster:submission_detail", pk)


@require_safe
@requires("roster.view_rostersubmission")
def submission_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download the original file."""
    return original_file(request, own_submission(request, pk))
