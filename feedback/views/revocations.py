"""取消资格: the decisions of customs, and what the departments did about each."""

from operator import attrgetter, methodcaller

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.models import CorrectionAcknowledgement, MeasureApplication, StopAdvice
from feedback.models.stopping import with_state_now
from incentives.models import Measure
from screening.filters import RevocationFilter
from screening.models import Revocation
from screening.models.revocations import names_of_measures

COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "主管海关": attrgetter("office.name"),
    "原因类别": methodcaller("get_category_display"),
    "取消原因": attrgetter("reason"),
    "决定文号": attrgetter("document_number"),
    "依据的办法": lambda revocation: str(revocation.rules or ""),
    "取消日期": attrgetter("effective_on"),
    "录入时间": attrgetter("revoked_at"),
    "恢复日期": attrgetter("restored_on"),
    "恢复原因": attrgetter("restore_reason"),
    "恢复文号": attrgetter("restore_document"),
}


def _revocations(request: HttpRequest) -> Table:
    revocations = Revocation.objects.select_related("enterprise", "office", "rules")
    shown = RevocationFilter(request.GET, queryset=revocations, request=request)
    names = {measure.pk: str(measure) for measure in Measure.objects.all()}
    columns = {
        **COLUMNS,
        "建议停止的措施": lambda revocation: "、".join(names[key] for key in revocation.measures or ()) or "全部",
    }
    return Table("取消资格", shown.qs, columns, shown, rows_move=True)


@require_safe
@requires("roster.view_enterprise")
@downloadable(_revocations)
def revocation_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the revocations, the newest first."""
    return render_list(request, "feedback/revocation_list.html", table)


@require_safe
@requires("roster.view_enterprise")
def revocation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one revocation with its stop advice, and the applications on or beyond its day of effect to be acknowledged.

    A department sees its own advice and applications, 市发展改革委 and customs all.
    """
    related = ("enterprise", "office", "rules", "revoked_by__department", "restored_by__department")
    revocation = get_object_or_404(Revocation.objects.select_related(*related), pk=pk)
    of_reader = MeasureApplication.objects.for_user(request.user).filter(enterprise=revocation.enterprise)
    shown = with_state_now(of_reader.with_corrections()).select_related("department", "in_charge", "version__measure")
    lasts = Q(applied_on__gte=revocation.effective_on) | Q(applied_until__gte=revocation.effective_on)
    since = shown.not_cancelled().filter(lasts, is_standing_corrected=True)
    acknowledgements = CorrectionAcknowledgement.objects.select_related("department", "acknowledged_by")
    context = {
        "revocation": revocation,
        "measures": names_of_measures([revocation])[revocation.pk],
        "advice": StopAdvice.objects.for_user(request.user)
        .of_revocation(revocation)
        .select_related("department", "application__version__measure", "application__in_charge"),
        "applied_since": since.prefetch_related(Prefetch("acknowledgements", acknowledgements)),
        "spared": shown.running().filter(is_spared=True),
        "reports": revocation.violation_reports.for_user(request.user).select_related("department"),
    }
    return render(request, "feedback/revocation_detail.html", context)
