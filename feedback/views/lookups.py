"""批量查询: asking for as many as 50,000 enterprises at once, the answers, and the history of the department."""

from functools import partial
from http import HTTPStatus
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, with_purpose
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.lookups import ask_for_many, choose_candidates, record_viewed
from feedback.filters import LookupFilter, LookupLineFilter
from feedback.forms.application_tables import MOST_ROWS, FoundEnterprisesForm
from feedback.forms.lookups import AskAgainForm, ChoiceForm, LookupForm
from feedback.lookup_answers import LookupAnswers, candidates_of, typed_lines
from feedback.models import LookupBatch, LookupLine
from feedback.states import LookupState
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.forms import parameters
from foundation.web.lists import page_query
from incentives.models import MeasureVersion
from screening.explanation.explain import first_roster_day

# Lines for which one page lets choose among candidates.
CHOICES_SHOWN = 20
COLUMNS = {
    "编号": attrgetter("number"),
    "查询事由": attrgetter("title"),
    "查询单位": attrgetter("department.name"),
    "查询人": attrgetter("requested_by.full_name"),
    "查询时间": attrgetter("asked_at"),
    "查询哪一天的资格": attrgetter("day"),
    "行数": attrgetter("line_count"),
    "找到的行数": attrgetter("found_count"),
    "可以适用的行数": attrgetter("eligible_count"),
    "状态": methodcaller("get_state_display"),
}


def _batches(request: HttpRequest) -> Table:
    visible = LookupBatch.objects.for_user(request.user).select_related("department", "requested_by").defer("asked")
    shown = LookupFilter(request.GET, queryset=visible, request=request)
    return Table("批量查询", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_lookupbatch")
@downloadable(_batches)
def lookup_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the look-ups of the department, the newest first."""
    return render_list(request, "feedback/lookup_list.html", table)


@takes(Body.FILE)
@requires("feedback.add_lookupbatch")
@with_purpose
def lookup_create(request: HttpRequest) -> HttpResponse:
    """Ask for many enterprises, by a pasted text or a file. The lines of an earlier look-up may be changed."""
    before = _asked_before(request)
    kept = typed_lines(before) if before and before.may_be_changed else []
    initial = {"names": "\n".join(kept), "day": before.day, "title": before.title} if before else {}
    form = LookupForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ask = partial(ask_for_many, lines=form.lines, day=data["day"], title=data["title"], by=request.user)
        if asked := run_action(request, ask, ""):
            return redirect("feedback:lookup_progress", asked.result.pk)
    context = {"form": form, "before": before, "left_out": before.line_count - len(kept) if before else 0}
    return render(request, "feedback/lookup_form.html", context)


def _asked_before(request: HttpRequest) -> LookupBatch | None:
    """Return the earlier look-up that the address names, None without one."""
    again = parameters(AskAgainForm(request.GET))["again"]
    return get_object_or_404(LookupBatch.objects.for_user(request.user), pk=again) if again else None


def _visible(request: HttpRequest, pk: int) -> LookupBatch:
    batches = LookupBatch.objects.for_user(request.user).select_related("department", "requested_by").defer("asked")
    return get_object_or_404(batches, pk=pk)


@require_safe
@requires("feedback.view_lookupbatch")
def lookup_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the look-up is; lead to its answers once they are complete."""
    batch = _visible(request, pk)
    if batch.state == LookupState.ANSWERED:
        return redirect("feedback:lookup_detail", batch.pk)
    status = HTTPStatus.ACCEPTED if batch.is_waiting else HTTPStatus.OK
    return render(request, "feedback/lookup_progress.html", {"batch": batch}, status=status)


def _answers(request: HttpRequest, pk: int) -> Table:
    batch = get_object_or_404(LookupBatch.objects.for_user(request.user), pk=pk, state=LookupState.ANSWERED)
    answers = LookupAnswers(batch, request.user)
    lines = LookupLine.objects.filter(batch=batch).with_result().with_answers(request.user.department)
    shown = LookupLineFilter(request.GET, queryset=lines, request=request)
    return Table(str(batch), shown.qs, answers.columns(), shown)


@require_safe
@requires("feedback.view_lookupbatch")
@with_purpose
@downloadable(_answers)
def lookup_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show the answers, and let choose where several enterprises may be meant."""
    batch = _visible(request, pk)
    is_whole = not table.query and not page_query(request)
    answers = LookupAnswers(batch, request.user)
    began = first_roster_day(batch.known_at)
    context = {
        "batch": batch,
        "answers": answers,
        "verdict": answers.verdict(table.filter.chip_counts() if table.form.is_valid() else {}),
        "choices": _choice_form(request, batch),
        "log_form": _log_form(request, batch) if answers.eligible_count else None,
        "most_logged": MOST_ROWS,
        "began": began if began and batch.day < began else None,
        "issued": record_viewed(batch=batch, is_whole=is_whole, by=request.user),
    }
    return render_list(request, "feedback/lookup_detail.html", table, **context)


def _log_form(request: HttpRequest, batch: LookupBatch) -> FoundEnterprisesForm | None:
    """Return the form that chooses a measure to log for what was found; None for a reader who logs none."""
    if not request.user.has_perm("feedback.add_measureapplication"):
        return None
    versions = MeasureVersion.objects.last_of_department(request.user.department, on=timezone.localdate())
    return FoundEnterprisesForm(initial={"lookup": batch.pk}, versions=list(versions))


def _choice_form(request: HttpRequest, batch: LookupBatch) -> ChoiceForm:
    """Return the form of the first lines to choose for; of those that were posted."""
    lines = list(batch.lines.to_choose()[:CHOICES_SHOWN])
    return ChoiceForm(lines, candidates_of(lines), request.POST if request.method == "POST" else None)


@require_POST
@requires("feedback.add_lookupbatch")
def lookup_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer lines by the enterprises that the reader chose."""
    batch = get_object_or_404(LookupBatch.objects.for_user(request.user), pk=pk, state=LookupState.ANSWERED)
    form = _choice_form(request, batch)
    chosen = form.chosen() if form.is_valid() else {}
    if chosen:
        act = partial(choose_candidates, batch=batch, chosen=chosen, by=request.user)
        run_action(request, act, lambda count: f"已按选定的企业更新{count}行。")
    else:
        refuse(request, "请先选定企业，或选择“都不是”。")
    return redirect(batch)
