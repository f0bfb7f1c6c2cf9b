"""Shared parts of the pages of uploaded tables."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from audit.recording import record_read
from audit.types import EventType
from exports.files import CONTENT_TYPES, Format
from exports.tables import filter_text
from foundation.web.actions import keep_unsent, refuse, run_action, unsent_fields
from foundation.web.dates import chinese_date
from foundation.web.forms import parameters
from foundation.web.lists import paginate
from spreadsheets.columns import Column
from spreadsheets.problems import MAY_BE_PERSON, NATURAL_PERSON
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text
from uploads.actions import change_as_of, decide_rows
from uploads.cell_edits import cell_edits_of, offer_inputs
from uploads.downloads import blank_workbook
from uploads.filters import problem_filter
from uploads.forms import (
    AsOfForm,
    CorrectionsForm,
    LayoutForm,
    PreviewButtonForm,
    PreviewForm,
    RowDecisionForm,
    posted_layout_form,
)
from uploads.kept_downloads import KeptDownload
from uploads.models import FileProblem, FileSubmission
from uploads.states import RowDecision
from uploads.verdicts import verdict_of

PROBLEMS_SHOWN = 200
# Key of the session for the download that is being made for the person: its name, and when it was last asked for.
DOWNLOAD = "download"
# A page that waits sends a request every two seconds. After so many seconds without one, it is taken to be closed.
DOWNLOAD_SECONDS = 20
# Rules whose problems may mean that the row, though an enterprise, does not belong in this list.
LEAVE_OUT_RULES = frozenset(("uscc_twice", "uscc_two_names", "customs_code_twice", "twice", "stated", "section"))
DECIDED_TEXTS = {
    RowDecision.ENTERPRISE: "正在重新读取，{lines}作为企业。",
    RowDecision.NOT_ENTERPRISE: "正在重新读取，{lines}不采用。",
    RowDecision.WITHDRAWN: "正在重新读取，已撤销对{lines}的认定。",
}


def original_file(request: HttpRequest, submission: FileSubmission) -> FileResponse:
    """Return the original bytes, always as a download; 404 for a file that was not kept."""
    if not submission.file:
        raise Http404
    file = submission.file.open("rb")
    record_download(request, submission, "original")
    return FileResponse(
        file,
        as_attachment=True,
        filename=submission.filename,
        content_type="application/octet-stream",
    )


def record_download(request: HttpRequest, submission: FileSubmission, part: str) -> None:
    """Record who takes a file of the submission: original, marked, set_aside or bundle."""
    record_read(EventType.FILE_DOWNLOADED, target=submission, data={"part": part}, by=cast(Any, request.user))


def blank_table(columns: Iterable[Column], name: str) -> HttpResponse:
    """Return an empty table with these columns as a download."""
    response = HttpResponse(blank_workbook(columns), content_type=CONTENT_TYPES[Format.XLSX])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def marked_file(request: HttpRequest, submission: FileSubmission, *, back_url: str) -> HttpResponseBase:
    """Return the marked workbook as a download, once it is made; 404 for a file that was not kept."""
    if not submission.file:
        raise Http404
    name = f"{submission.filename.rsplit('.', 1)[0]}（标注）.xlsx"
    return _kept_download(request, KeptDownload(submission, "marked"), name, back_url=back_url)


def file_of_set_aside_rows(request: HttpRequest, submission: FileSubmission, *, back_url: str) -> HttpResponseBase:
    """Return all rows that are set aside as a download, once it is made."""
    if not submission.row_counts_text:
        refuse(request, "这份文件尚未读取。")
        return redirect(back_url)
    name = f"{submission.filename.rsplit('.', 1)[0]}（不是企业的行）.xlsx"
    return _kept_download(request, KeptDownload(submission, "set_aside"), name, back_url=back_url)


def _kept_download(request: HttpRequest, download: KeptDownload, filename: str, *, back_url: str) -> HttpResponseBase:
    """Return a download that a worker has made, or a page that waits for it.

    Where it cannot be made, or another one is being made for the same person, the page of the file says so.
    """
    if download.is_made:
        request.session.pop(DOWNLOAD, None)
        try:
            file = download.open()
        except SheetError as error:
            columns = download.submission.columns
            refuse(request, failure_text(error.code, error.params, columns=columns))
            return redirect(back_url)
        record_download(request, download.submission, download.kind)
        return FileResponse(file, as_attachment=True, filename=filename, content_type=CONTENT_TYPES[Format.XLSX])
    requested, since = request.session.get(DOWNLOAD, ("", 0))
    if requested not in ("", download.name) and time.time() - since < DOWNLOAD_SECONDS:
        refuse(request, "您要下载的另一份文件正在生成，请等它下载后再试。")
        return redirect(back_url)
    request.session[DOWNLOAD] = (download.name, time.time())
    download.request()
    context = {"download": download, "back_url": back_url}
    return render(request, "uploads/download_waiting.html", context, status=HTTPStatus.ACCEPTED)


def file_context(request: HttpRequest, submission: FileSubmission) -> dict[str, Any]:
    """Return the context that the page of every uploaded file needs."""
    shown = problem_filter(request.GET, submission)
    problems = list(shown.qs[:PROBLEMS_SHOWN])
    offer_inputs(problems)
    _offer_to_leave_out(problems)
    return {
        "submission": submission,
        "verdict": verdict_of(submission),
        "as_of_form": AsOfForm(initial={"as_of": submission.as_of}),
        "problem_filter": shown,
        "problem_filter_text": filter_text(shown.form),
        "problems": problems,
        "problems_found": shown.qs.count(),
        "page": paginate(request, submission.rows.all()) if submission.is_checked else None,
        "layout_form": _shown_layout(request, submission) if submission.can_read_again else None,
        "shows_layout": bool(PreviewForm(request.GET)["preview_line"].data),
    }


def _shown_layout(request: HttpRequest, submission: FileSubmission) -> LayoutForm:
    """The panel with the layout that was recognised, or around the sheet and the line that the person wants to see."""
    preview = parameters(PreviewForm(request.GET))
    return LayoutForm(submission, sheet=preview["preview_sheet"] or "", line=preview["preview_line"] or "")


def post_layout(request: HttpRequest, submission: FileSubmission, set_layout: Callable[..., Any], *, scope: str) -> str:
    """Have the file read again with another sheet, or with another sheet, header line and columns; add a message.

    `set_layout` is the action, which takes submission, layout and user. `scope` names whose later files are read in the
    same way, such as 本关. Returns the query of the page: the lines that the person wants to see, or "".
    """
    if shown := PreviewButtonForm(request.POST).query(submission):
        _keep_corrections(request, submission)
        return shown
    form = posted_layout_form(submission, request.POST)
    done = "已按您指定的工作表重新读取。"
    if isinstance(form, LayoutForm):
        done = f"已按您指定的表头和列重新读取，{scope}以后的文件也照此识别。"
    if _is_valid(request, form):
        act = partial(set_layout, submission=submission, layout=form.layout(), by=request.user)
        if run_action(request, act, done):
            _keep_corrections(request, submission)
            return ""
    return form.query() if isinstance(form, LayoutForm) else ""


def post_cell_edits(request: HttpRequest, submission: FileSubmission, edit_cells: Callable[..., Any]) -> None:
    """Correct the posted cells, and have the file checked again.

    `edit_cells` is the action, which takes submission, cell edits and user.
    """
    form = CorrectionsForm(submission.columns, request.POST)
    if not _is_valid(request, form):
        return
    cells = form.cells()
    cell_edits, refusal = cell_edits_of(cells)
    edit = partial(edit_cells, submission=submission, cell_edits=cell_edits, by=request.user)
    done = f"已改正{len(cell_edits)}个单元格，正在重新校验。原文件不变，改正已记入审计日志。"
    if refusal:
        refuse(request, refusal)
    elif run_action(request, edit, done):
        _keep_others(request, submission, sent=form.places)


def _keep_corrections(request: HttpRequest, submission: FileSubmission, *, sent: Collection[str] = ()) -> None:
    """Keep what was typed to correct the file and was not sent with the button that was pressed."""
    form = CorrectionsForm(submission.columns, request.POST)
    keep_unsent(request, form.filled(submission).difference(sent))


def _keep_others(request: HttpRequest, submission: FileSubmission, *, sent: Collection[str]) -> None:
    """Keep what was not sent of all corrections: they are posted together, whichever button was pressed."""
    _keep_corrections(request, submission, sent=sent)
    layout = LayoutForm(submission, request.POST)
    if layout.is_other(submission):
        keep_unsent(request, {*unsent_fields(request), *layout.fields})


def show_progress(request: HttpRequest, submission: FileSubmission) -> HttpResponse:
    """Render the progress of reading; the page requests it again until the file is read."""
    response = render(request, "uploads/_progress.html", {"submission": submission, "progress_url": request.path})
    if not submission.is_waiting:
        response["HX-Refresh"] = "true"
    return response


def _offer_to_leave_out(problems: Sequence[FileProblem]) -> None:
    """Set on each problem `leave_out`, the label of the button that leaves its row out; "" for none.

    A row has one such button, at its first problem that may be a reason to leave it out. `is_held` says whether the row
    may be about a natural person, and waits for the decision that it is an enterprise.
    """
    offered: set[int] = set()
    for problem in problems:
        is_refused = problem.severity == "error"
        problem.leave_out = ""
        problem.is_held = problem.code == MAY_BE_PERSON
        if problem.line not in offered and (
            is_refused or problem.rule in LEAVE_OUT_RULES or problem.rule == NATURAL_PERSON
        ):
            problem.leave_out = "不采用这一行" if problem.rule in LEAVE_OUT_RULES else "这一行不是企业"
            offered.add(problem.line)


def post_row_decision(request: HttpRequest, submission: FileSubmission) -> None:
    """Decide about the posted lines, and add the message that it is done or why not."""
    form = RowDecisionForm(request.POST)
    if not _is_valid(request, form):
        return
    lines, decision = form.cleaned_data["lines"], RowDecision(form.cleaned_data["decision"])
    shown = "、".join(map(str, sorted(lines)[:10]))
    text = DECIDED_TEXTS[decision].format(lines=f"第{shown}行" if len(lines) <= 10 else f"第{shown}等{len(lines)}行")
    decide = partial(decide_rows, submission=submission, lines=lines, decision=decision, by=request.user)
    if run_action(request, decide, text):
        _keep_others(request, submission, sent=["lines"] if form.of_typed_lines else [])


def post_as_of(request: HttpRequest, submission: FileSubmission) -> None:
    """Change the as-of day to the posted one, and add the message that it is done or why not."""
    form = AsOfForm(request.POST)
    if not _is_valid(request, form):
        return
    as_of = form.cleaned_data["as_of"]
    done = f"截至日期已改为{chinese_date(as_of)}，正在重新读取。"
    if run_action(request, partial(change_as_of, submission=submission, as_of=as_of, by=request.user), done):
        _keep_others(request, submission, sent=["as_of"])


def _is_valid(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the form is valid; add its errors as messages."""
    for sentences in form.errors.values():
        for message in sentences:
            refuse(request, message)
    return form.is_valid()
