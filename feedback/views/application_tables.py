"""批量登记: log many applications of a department from one table."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from feedback.actions.application_tables import TableAnswer, log_rows
from feedback.forms.application_tables import (
    COLUMNS,
    MOST_ROWS,
    REQUIRED,
    ApplicationBatchForm,
    FoundEnterprisesForm,
    table_for,
)
from feedback.lookup_answers import LookupAnswers
from feedback.models import LookupBatch
from feedback.states import LookupState
from foundation.web.actions import refuse, show_answer
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from incentives.models import MeasureVersion
from spreadsheets.columns import Column
from uploads.views import blank_table


@takes(Body.FILE)
@requires("feedback.add_measureapplication")
def application_batch(request: HttpRequest) -> HttpResponse:
    """Try a table of applications of the reader's department, and log it as it was tried.

    Where the address names a look-up of many, the table begins with the enterprises that were found.
    """
    versions = list(MeasureVersion.objects.last_of_department(request.user.department, on=timezone.localdate()))
    form = ApplicationBatchForm(
        request.POST or None, request.FILES or None, versions=versions, initial=_found_by_lookup(request, versions)
    )
    answer = TableAnswer()
    if request.method == "POST" and form.is_valid():
        leave_out = form.cleaned_data["leave_out"]
        answer = log_rows(form.rows, is_trial=not form.is_to_log, leave_out=leave_out, by=request.user)
        if answer.is_logged:
            show_answer(request, _logged(answer))
            return redirect("feedback:application_list")
        if form.is_to_log:
            refuse(request, f"有{len(answer.refused)}行不能登记，没有登记任何一行；请改正，或勾选有误的行不登记。")
    context = {
        "form": form,
        "answers": answer.rows,
        "good_count": len(answer.good),
        "refused_count": len(answer.refused),
        "columns": COLUMNS,
        "required": REQUIRED,
    }
    return render(request, "feedback/application_batch.html", context)


def _found_by_lookup(request: HttpRequest, versions: Sequence[MeasureVersion]) -> dict[str, str]:
    """Return the table of the enterprises of the look-up that the address names; nothing where it names none."""
    named = FoundEnterprisesForm(request.GET, versions=versions)
    if not named.is_valid():
        return {}
    answered = LookupBatch.objects.for_user(request.user).filter(state=LookupState.ANSWERED).defer("asked")
    batch = get_object_or_404(answered, pk=named.cleaned_data["lookup"])
    (version,) = (each for each in versions if each.measure_id == named.cleaned_data["measure"])
    enterprises = LookupAnswers(batch, request.user).enterprises_for(version)[:MOST_ROWS]
    return {"table": table_for(enterprises, version, batch.day)}


def _logged(answer: TableAnswer) -> Confirmation:
    notices = [f"第{each.row.line}行：{notice}" for each in answer.good for notice in each.notices]
    return Confirmation(
        f"已登记{len(answer.good)}项措施实施，并反馈至市发展改革委、泉城海关和莱芜海关",
        follows=[*notices, "15分钟内可在各项的页面撤回；证明材料可在各项的页面补充"],
        links=[("再登记一批", reverse("feedback:application_batch"))],
        refusals=list(map(str, answer.refused)),
    )


@require_safe
@requires("feedback.add_measureapplication")
def application_batch_blank(request: HttpRequest) -> HttpResponse:
    """Download an empty table of applications to be filled in."""
    return blank_table([Column(title, title) for title in COLUMNS], "措施实施登记表（空白模板）")
