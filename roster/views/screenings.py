"""交叉比对 and 比对命中: the runs, and the desk for what they found."""

from operator import attrgetter, methodcaller

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.lists import page_of, show_list
from accounts.policies import ActionDenied
from roster.actions.screenings import decide_hit, retry_screening
from roster.filters import HitFilter
from roster.forms import DecisionForm
from roster.models import Screening, ScreeningHit
from roster.states import Decision
from roster.tasks import kick, screen


@requires("roster.view_screening")
def screening_list(request: HttpRequest) -> HttpResponse:
    """The runs, newest first."""
    runs = Screening.objects.select_related("submission__office", "blacklist_import__blacklist")
    return render(request, "roster/screening_list.html", {"page": page_of(request, runs)})


@requires("roster.view_screening")
def screening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run and what it found."""
    runs = Screening.objects.select_related("submission__office", "blacklist_import__blacklist")
    screening = get_object_or_404(runs, pk=pk)
    hits = screening.hits.select_related("enterprise", "entry__blacklist")
    return render(request, "roster/screening_detail.html", {"screening": screening, "page": page_of(request, hits)})


@require_POST
@requires("roster.decide_screeninghit")
def screening_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a failed comparison again."""
    screening = retry_screening(screening=get_object_or_404(Screening, pk=pk), by=request.user)
    kick(screen, screening.pk)
    messages.success(request, "已重新开始比对。")
    return redirect("roster:screening_detail", pk)


HIT_COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "“黑名单”": attrgetter("entry.blacklist.name"),
    "条目": attrgetter("entry.name"),
    "文号或案号": attrgetter("entry.document_number"),
    "匹配方式": methodcaller("get_rung_display"),
    "核实结论": methodcaller("get_decision_display"),
    "理由": attrgetter("decision_reason"),
    "核实期限": attrgetter("due_on"),
}


@requires("roster.view_screening")
def hit_list(request: HttpRequest) -> HttpResponseBase:
    """The hits that still match; those that ask for a decision first."""
    hits = ScreeningHit.objects.filter(holds=True).select_related("enterprise", "entry__blacklist")
    shown = HitFilter(request.GET, queryset=hits.questions_first())
    return show_list(request, "roster/hit_list.html", shown.qs, name="比对命中", columns=HIT_COLUMNS, filter=shown)


@requires("roster.view_screening")
def hit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides next to each other, and the decision."""
    if request.method == "POST" and not request.user.has_perm("roster.decide_screeninghit"):
        raise PermissionDenied
    hits = ScreeningHit.objects.select_related(
        "enterprise", "entry__blacklist", "entry__row__submission", "screening", "decided_by"
    )
    hit = get_object_or_404(hits, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decide(request, hit, form)
        return redirect("roster:hit_detail", pk)
    return render(request, "roster/hit_detail.html", {"hit": hit, "form": form})


def _decide(request: HttpRequest, hit: ScreeningHit, form: DecisionForm) -> None:
    try:
        decide_hit(
            hit=hit,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ActionDenied as denied:
        messages.error(request, denied.sentence)
    else:
        messages.success(request, "已核实，企业的激励资格已随之重新认定。")
