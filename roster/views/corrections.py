"""Correct how a roster was read: its layout, single cells; download the marked workbook or the whole material."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.access import requires
from foundation.web.actions import run_action
from foundation.web.typed import forget_typed, keep_typed
from roster.actions.submissions import edit_cells, set_layout
from roster.downloads import bundle_of, marked_workbook
from roster.forms import LayoutForm, SheetForm, cell_edits_of, posted_cells
from roster.views.submissions import correction_form, layout_form, own_submission
from spreadsheets.columns import ROSTER_COLUMNS
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@requires("roster.add_rostersubmission")
def submission_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file read again with another sheet, or with another sheet, header line and columns."""
    submission = own_submission(request, pk)
    has_columns = "header_line" in request.POST
    form = (LayoutForm if has_columns else SheetForm)(submission, request.POST)
    if has_columns:
        keep_typed(request, layout_form(pk))
    if not form.is_valid():
        for sentences in form.errors.values():
            for message in sentences:
                messages.error(request, message)
        return redirect("roster:submission_detail", pk)
    done = "已按您指定的表头和列重新读取，本关以后的文件也照此识别。" if has_columns else "已按您指定的工作表重新读取。"
    if run_action(request, partial(set_layout, submission=submission, layout=form.layout(), by=request.user), done):
        forget_typed(request, layout_form(pk))
    return redirect("roster:submission_detail", pk)


@require_POST
@requires("roster.add_rostersubmission")
def submission_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct cells on the page, and have the file checked again; what was typed is kept until that is done."""
    submission = own_submission(request, pk)
    cells = posted_cells(request.POST)
    # The ID number of a resident is not stored, not in a session either.
    keep_typed(request, correction_form(pk), without=[cell.name for cell in cells if cell.holds_resident_id])
    cell_edits, refusal = cell_edits_of(cells)
    correct = partial(edit_cells, submission=submission, cell_edits=cell_edits, by=request.user)
    done = f"已改正{len(cell_edits)}个单元格，正在重新校验。原文件不变，改正已记入审计日志。"
    if refusal:
        messages.error(request, refusal)
    elif run_action(request, correct, done):
        forget_typed(request, correction_form(pk))
    return redirect("roster:submission_detail", pk)


@requires("roster.view_rostersubmission")
def submission_marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the uploaded table with its problem cells coloured, to be corrected and uploaded again."""
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
    """Download the file, how it was read, its problems and the versions of the software as one .zip."""
    submission = own_submission(request, pk)
    response = HttpResponse(bundle_of(submission), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"报送{submission.pk}全部材料.zip")
    return response
