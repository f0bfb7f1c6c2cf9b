"""统计报告: the reports on months, quarters and years, their editions and files."""

from functools import partial
from http import HTTPStatus
from operator import attrgetter, methodcaller

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.actions import run_action, show_answer
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import refuses_unknown
from reports.actions.requests import request_correction, request_report
from reports.documents.content import DocumentTable
from reports.documents.period_report import document_of
from reports.filters import PeriodReportFilter, ReportedEnterpriseFilter
from reports.forms import CorrectionForm, FileForm, FileFormat, PeriodForm
from reports.models import PeriodReport, PeriodReportRequest, ReportedEnterprise
from reports.policies import check_may_correct
from reports.views.files import send_document

REPORT_COLUMNS = {
    "期间": attrgetter("period"),
    "类别": methodcaller("get_kind_display"),
    "版次": attrgetter("edition"),
    "更正理由": attrgetter("reason"),
    "生成时间": attrgetter("made_at"),
    "生成人": attrgetter("made_by"),
}
ENTERPRISE_COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "期末为联合激励对象": lambda each: "是" if each.is_eligible else "否",
    "本期实施次数": attrgetter("applied_count"),
    "累计实施次数": attrgetter("total_count"),
}


def _reports(request: HttpRequest) -> Table:
    newest = PeriodReport.objects.newest_editions().select_related("made_by")
    shown = PeriodReportFilter(request.GET, queryset=newest.defer("figures"), request=request)
    return Table("统计报告", shown.qs, REPORT_COLUMNS, shown)


@require_safe
@requires("reports.view_periodreport")
@downloadable(_reports)
def period_report_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the newest edition of each report, the latest period first."""
    requested = PeriodReportRequest.objects.waiting().select_related("requested_by")
    return render_list(request, "reports/period_report_list.html", table, requested=requested)


@requires("reports.add_periodreport")
def period_report_create(request: HttpRequest) -> HttpResponse:
    """Have the report on a period made that has none."""
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask = partial(request_report, period=form.cleaned_data["period"], by=request.user)
        if asked := run_action(request, ask, ""):
            return redirect(asked.result)
    return render(request, "reports/period_report_form.html", {"form": form})


@require_safe
@requires("reports.add_periodreport")
def period_report_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show that an edition is being made, and then the report; the page loads itself again while it waits."""
    asked = get_object_or_404(PeriodReportRequest.objects.select_related("report", "requested_by"), pk=pk)
    if asked.report:
        show_answer(request, _made(asked.report))
        return redirect(asked.report)
    status = HTTPStatus.ACCEPTED if asked.is_waiting else HTTPStatus.OK
    return render(request, "reports/period_report_request.html", {"asked": asked}, status=status)


def _made(report: PeriodReport) -> Confirmation:
    former = f"第{report.edition - 1}版保留，仍可查看、下载"
    return Confirmation(
        f"已生成{report}", follows=[former, "各单位打开统计报告，看到的是新版"] if report.edition > 1 else []
    )


@require_safe
@requires("reports.view_periodreport")
def period_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition of a report as a document, with the other editions and the files."""
    report = get_object_or_404(PeriodReport.objects.select_related("made_by"), pk=pk)
    context = {
        "report": report,
        "document": document_of(report, has_links=request.user.sees_all_feedback),
        "editions": PeriodReport.objects.of(report.period).select_related("made_by").defer("figures"),
        "formats": FileFormat,
    }
    return render(request, "reports/period_report_detail.html", context)


@requires("reports.add_periodreport")
def period_report_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the next edition of a report made, with the reason."""
    report = get_object_or_404(PeriodReport, pk=pk)
    if request.method == "GET":
        check_may_correct(report)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        correct = partial(request_correction, report=report, **form.cleaned_data, by=request.user)
        if asked := run_action(request, correct, ""):
            return redirect(asked.result)
    return render(
        request, "reports/correction_form.html", {"form": form, "report": report, "next_edition": report.edition + 1}
    )


def _enterprises(request: HttpRequest, pk: int) -> Table:
    report = get_object_or_404(PeriodReport.objects.defer("figures"), pk=pk)
    enterprises = ReportedEnterprise.objects.filter(report=report).select_related("enterprise")
    shown = ReportedEnterpriseFilter(request.GET, queryset=enterprises, request=request)
    return Table(f"{report.period}{report.get_kind_display()}企业清单", shown.qs, ENTERPRISE_COLUMNS, shown)


@require_safe
@requires("reports.view_reportedenterprise")
@downloadable(_enterprises)
def period_report_enterprises(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """List the enterprises that an edition counts, those with the most applications first."""
    report = get_object_or_404(PeriodReport.objects.defer("figures"), pk=pk)
    return render_list(request, "reports/period_report_enterprises.html", table, report=report)


@require_safe
@requires("reports.view_periodreport")
@refuses_unknown("统计报告", filter_form=FileForm)
def period_report_file(request: HttpRequest, pk: int) -> FileResponse:
    """Send one edition of a report as a document of a word processor, or as a workbook with charts."""
    report = get_object_or_404(PeriodReport, pk=pk)
    document = document_of(report, has_links=False)
    annexes = [_annex(report)] if request.user.has_perm("reports.view_reportedenterprise") else []
    format = FileFormat(parameters(FileForm(request.GET))["format"] or FileFormat.DOCX)
    return send_document(request, document, format, name=f"{report}", annexes=annexes)


def _annex(report: PeriodReport) -> DocumentTable:
    """Return the enterprises of the report as a further sheet, read from the database while it is written."""
    rows = ReportedEnterprise.objects.filter(report=report).select_related("enterprise").iterator()
    columns = ENTERPRISE_COLUMNS.values()
    return DocumentTable("企业清单", list(ENTERPRISE_COLUMNS), ([column(each) for column in columns] for each in rows))
