"""批量登记: log many applications of a department from one table."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from feedback.actions.application_tables import RowAnswer, log_rows
from feedback.forms.application_tables import COLUMNS, REQUIRED, ApplicationBatchForm
from foundation.web.actions import refuse, show_answer
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from incentives.models import MeasureVersion
from spreadsheets.columns import Column
from uploads.views import blank_table


@takes(Body.FILE)
@requires("feedback.add_measureapplication")
def application_batch(request: HttpRequest) -> HttpResponse:
    """Try a table of applications of the reader's department, and log it as it was tried."""
    versions = MeasureVersion.objects.last_of_department(request.user.department, on=timezone.localdate())
    form = ApplicationBatchForm(request.POST or None, request.FILES or None, versions=list(versions))
    answers: list[RowAnswer] = []
    if request.method == "POST" and form.is_valid():
        answers = log_rows(form.rows, is_trial=True, by=request.user)
        refused = [answer for answer in answers if answer.problems]
        if form.is_to_log and len(refused) < len(answers) and (form.cleaned_data["leave_out"] or not refused):
            answers = log_rows(form.rows, is_trial=False, by=request.user)
            show_answer(request, _logged(answers))
            return redirect("feedback:application_list")
        if form.is_to_log:
            refuse(request, f"有{len(refused)}行不能登记，没有登记任何一行；请改正，或勾选有误的行不登记。")
    context = {
        "form": form,
        "answers": answers,
        "good_count": sum(not answer.problems for answer in answers),
        "refused_count": sum(bool(answer.problems) for answer in answers),
        "columns": COLUMNS,
        "required": REQUIRED,
    }
    return render(request, "feedback/application_batch.html", context)


def _logged(answers: Sequence[RowAnswer]) -> Confirmation:
    refused = [answer for answer in answers if answer.problems]
    notices = [f"第{answer.row.line}行：{notice}" for answer in answers for notice in answer.notices]
    return Confirmation(
        f"已登记{len(answers) - len(refused)}项措施实施，并反馈至市发展改革委、泉城海关和莱芜海关",
        follows=[*notices, "15分钟内可在各项的页面撤回；证明材料可在各项的页面补充"],
        links=[("再登记一批", reverse("feedback:application_batch"))],
        refusals=[str(answer) for answer in refused],
    )


@require_safe
@requires("feedback.add_measureapplication")
def application_batch_blank(request: HttpRequest) -> HttpResponse:
    """Download an empty table of applications to be filled in."""
    return blank_table([Column(title, title) for title in COLUMNS], "措施实施登记表（空白模板）")
