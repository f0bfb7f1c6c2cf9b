"""免申即享: the eligible enterprises that have never had a measure of the department, for which it can be logged."""

from collections.abc import Iterable
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.application_tables import BatchRow, TableAnswer, log_rows
from feedback.filters import OpportunityFilter
from feedback.forms.applications import ChosenEnterprisesForm, SeveralApplicationsForm
from feedback.models.opportunities import enterprises_without, measures_in_force, opportunities_of
from foundation.web.actions import refuse, show_answer
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import refuses_unknown, way_back
from foundation.web.work_items import list_url
from incentives.models import MeasureVersion
from roster.models import Enterprise
from screening.models.standings import with_state

MOST_ENTERPRISES = 50
COLUMNS = {
    "企业": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "海关注册编码": attrgetter("customs_code"),
    "现状起始日": attrgetter("state_since"),
}


@require_safe
@requires("feedback.add_measureapplication")
@refuses_unknown("免申即享")
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """List the measures of the reader's department, each with how many eligible enterprises have never had it."""
    context = {"opportunities": opportunities_of(request.user.own_department)}
    return render(request, "feedback/opportunity_list.html", context)


def _version(request: HttpRequest, pk: int) -> MeasureVersion:
    """Return the measure as it is today, if it is one of the reader's department; raise Http404 otherwise."""
    return get_object_or_404(measures_in_force(request.user.department), measure=pk)


def _without(request: HttpRequest, pk: int) -> Table:
    return _enterprises(request, _version(request, pk))


def _enterprises(request: HttpRequest, version: MeasureVersion) -> Table:
    enterprises = enterprises_without(version.measure, request.user.department).order_by("-state_since", "pk")
    shown = OpportunityFilter(request.GET, queryset=enterprises, request=request, version=version)
    return Table(f"从未适用{version.measure}的企业", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.add_measureapplication")
@downloadable(_without)
def opportunity_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """List the eligible enterprises that have never had the measure, the newest first."""
    context = {"version": table.filter.version, "most": MOST_ENTERPRISES}
    return render_list(request, "feedback/opportunity_detail.html", table, **context)


def _list_url(request: HttpRequest, pk: int) -> str:
    """Return the address of the list as the reader last saw it."""
    return way_back(request, reverse("feedback:opportunity_detail", args=[pk]))


def _chosen(request: HttpRequest, version: MeasureVersion) -> list[Enterprise]:
    """Return the ticked enterprises, or with `filtered` all of the list as it is filtered, the newest first.

    One more than MOST_ENTERPRISES are read at most, so that too many are noticed.
    """
    form = ChosenEnterprisesForm(request.POST if request.method == "POST" else request.GET)
    chosen = parameters(form)
    if chosen["filtered"]:
        enterprises = _enterprises(request, version).rows
    else:
        ticked = Enterprise.objects.filter(pk__in=chosen["enterprise"][: MOST_ENTERPRISES + 1])
        enterprises = with_state(ticked).order_by("-state_since", "pk")
    return list(enterprises[: MOST_ENTERPRISES + 1])


@takes(Body.ROWS)
@requires("feedback.add_measureapplication")
def opportunity_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Log the measure for several enterprises alike, after they were listed; each is logged or refused by itself."""
    version = _version(request, pk)
    chosen = _chosen(request, version)
    if not chosen or len(chosen) > MOST_ENTERPRISES:
        refuse(request, f"一次最多登记{MOST_ENTERPRISES}家，请分次登记。" if chosen else "请先勾选要登记的企业。")
        return redirect(_list_url(request, pk))
    form = SeveralApplicationsForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        answer = log_rows(_rows(chosen, form), is_trial=False, leave_out=True, by=request.user)
        if answer.is_logged:
            show_answer(request, _logged(version, answer))
            return redirect(_list_url(request, pk))
        for refusal in _refusals(answer):
            refuse(request, refusal)
    without = enterprises_without(version.measure, request.user.department)
    possible = set(without.filter(pk__in=[each.pk for each in chosen]).values_list("pk", flat=True))
    context = {
        "version": version,
        "form": form,
        "rows": [(enterprise, enterprise.pk in possible) for enterprise in chosen],
        "free_count": len(possible),
    }
    return render(request, "feedback/opportunity_apply.html", context)


def _rows(enterprises: Iterable[Enterprise], form: SeveralApplicationsForm) -> list[BatchRow]:
    """Return what log_application takes for each enterprise, all with the content of the valid form."""
    content = {
        "measure": form.version.measure,
        "applied_on": form.cleaned_data["applied_on"],
        "description": form.cleaned_data["description"],
        "choices": form.choices(),
        "details": form.details(),
    }
    return [
        BatchRow(line, str(enterprise), {**content, "enterprise": enterprise}, is_first=True)
        for line, enterprise in enumerate(enterprises, 1)
    ]


def _refusals(answer: TableAnswer) -> list[str]:
    return [f"{each.row.name}：{'；'.join(each.problems)}。" for each in answer.refused]


def _logged(version: MeasureVersion, answer: TableAnswer) -> Confirmation:
    return Confirmation(
        f"已登记{len(answer.good)}家企业，并反馈至市发展改革委、泉城海关和莱芜海关：{version}",
        follows=["15分钟内可在各项的页面撤回；业务编号和证明材料可在各项的页面更正、补充"],
        links=[
            ("措施实施列表", list_url("feedback:application_list", measure=version.measure_id)),
            ("免申即享", reverse("feedback:opportunity_list")),
        ],
        refusals=_refusals(answer),
    )
