"""How a roster was read: say it better, mend a cell, take the marked workbook or everything along."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.access import requires
from foundation.web.actions import run_action
from roster.actions.submissions import set_layout
from roster.downloads import bundle_of, marked_workbook
from roster.forms import LayoutForm, SheetForm, cell_edits_of
from roster.views.submissions import own_submission
from spreadsheets.columns import ROSTER_COLUMNS
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text
from uploads.actions import read_again

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@requires("roster.add_rostersubmission")
def submission_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file as the officer says: the sheet alone, or sheet, header, columns."""
    submission = own_submission(request, pk)
    says_columns = "header_line" in request.POST
    form = (LayoutForm if says_columns else SheetForm)(submission, request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            for message in sentences:
                messages.error(request, message)
        return redirect("roster:submission_detail", pk)
    done = (
        "已按您指定的表头和列重新读取，本关以后的文件也照此识别。" if says_columns else "已按您指定的工作表重新读取。"
    )
    run_action(request, partial(set_layout, submission=submission, layout=form.layout(), by=request.user), done)
    return redirect("roster:submission_detail", pk)


@require_POST
@requires("roster.add_rostersubmission")
def submission_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend cells in the page and have the file checked again."""
    submission = own_submission(request, pk)
    cell_edits, refusal = cell_edits_of(request.POST)
    if refusal:
        messages.error(request, refusal)
        return redirect("roster:submission_detail", pk)
    correct = partial(read_again, submission=submission, layout=None, cell_edits=cell_edits, by=request.user)
    done = f"已改正{len(cell_edits)}个单元格，正在重新校验。原文件不变，改正已记入审计日志。"
    run_action(request, correct, done)
    return redirect("roster:submission_detail", pk)


@requires("roster.view_rostersubmission")
def submission_marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The officer's own table with the bad cells coloured, to mend and upload again."""
    submission = own_submission(request, pk)
    try:
        marked = marked_workbook(submission)
    except SheetError as error:
        messages.error(request, failure_text(error.code, error.params, columns=ROSTER_COLUMNS))
        return redirect("roster:submission_detail", pk)
    name = f"{submission.filename.rsplit('.', 1)[0]}（标注）.xlsx"
    return FileResponse(marked, as_attachment=True, filename=name, content_type=XLSX)


@requires("roster.view_rostersubmission")
def submission_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """File, reading, problems and versions in one, so that a fault can be reproduced."""
    submission = own_submission(request, pk)
    response = HttpResponse(bundle_of(submission), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"报送{submission.pk}全部材料.zip")
    return response
