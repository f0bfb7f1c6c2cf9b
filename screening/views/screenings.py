"""交叉比对: the list of screenings, and each with its progress and impact."""

from functools import partial
from operator import attrgetter, methodcaller
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from blacklists.models import BlacklistEntry
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.lists import paginate
from roster.models import Certification, Enterprise
from screening.actions.screenings import current_input_versions, repeat_screening, retry_screening, screen_everything
from screening.filters import ChunkFilter, ScreeningFilter
from screening.models import MatchPolicy, Screening
from screening.policies import check_may_apply_thresholds
from screening.states import ScreeningState, StandingState
from screening.wording import failure_text

CHUNKS_SHOWN = 10
ENTERPRISES_SHOWN = 20


def _changed(screening: Screening) -> str:
    return "；".join(f"{what}{count}" for what, count in screening.changes)


def _progress(screening: Screening) -> str:
    return f"{screening.done_count}/{screening.chunk_count}块"


COLUMNS = {
    "比对": str,
    "起因": methodcaller("get_trigger_display"),
    "事由": attrgetter("cause"),
    "发起人": attrgetter("requested_by"),
    "状态": methodcaller("get_state_display"),
    "进度": _progress,
    "企业": attrgetter("enterprise_count"),
    "条目": attrgetter("entry_count"),
    "候选组合": attrgetter("candidate_count"),
    "命中": attrgetter("hit_count"),
    "提请核实的分值": attrgetter("review_threshold"),
    "不记录的分值": attrgetter("ignore_below"),
    "结果变化": _changed,
    "结果摘要": attrgetter("result_digest"),
    "开始": attrgetter("started_at"),
    "完成": attrgetter("finished_at"),
    "用时（秒）": lambda screening: "" if screening.seconds is None else f"{screening.seconds:.1f}",
    "失败原因": lambda screening: failure_text(screening.failure),
}
CHUNK_COLUMNS = {
    "序号": attrgetter("number"),
    "自条目": attrgetter("low"),
    "至条目": attrgetter("high"),
    "状态": methodcaller("get_state_display"),
    "处理次数": attrgetter("attempts"),
    "条目": attrgetter("entry_count"),
    "候选组合": attrgetter("candidate_count"),
    "命中": attrgetter("hit_count"),
    "用时（秒）": lambda chunk: "" if chunk.seconds is None else f"{chunk.seconds:.1f}",
    "失败原因": lambda chunk: failure_text(chunk.failure),
}


def _screenings(request: HttpRequest) -> Table:
    shown = ScreeningFilter(request.GET, queryset=Screening.objects.with_cause())
    return Table("交叉比对", shown.qs, COLUMNS, shown)


@require_safe
@requires("screening.view_screening")
@downloadable(_screenings)
def screening_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the screenings, the newest first."""
    return render_list(request, "screening/screening_list.html", table)


def _one(pk: int) -> Screening:
    """Return the screening with its cause and progress. Raises Http404."""
    screening: Screening = get_object_or_404(Screening.objects.with_cause(), pk=pk)
    return screening


def _moved_enterprises(screening: Screening) -> list[dict[str, Any]]:
    """Return the first enterprises whose state changes, with both states."""
    state_changes = screening.impact.get("enterprises", [])[:ENTERPRISES_SHOWN]
    enterprises = Enterprise.objects.in_bulk([enterprise for enterprise, _, _ in state_changes])
    return [
        {
            "enterprise": enterprises[enterprise],
            "before": StandingState(before).label,
            "after": StandingState(after),
            "label": StandingState(after).label,
        }
        for enterprise, before, after in state_changes
    ]


@require_safe
@requires("screening.view_screening")
def screening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one screening: cause, scope, progress, hits and impact."""
    screening = _one(pk)
    is_tried = screening.is_trial and screening.state == ScreeningState.DONE
    may_apply = is_tried and request.user.has_perm("screening.change_matchpolicy")
    context = {
        "screening": screening,
        "may_apply": may_apply,
        "denial": _denial_of_applying(screening, request.user) if may_apply else "",
        "moved": _moved_enterprises(screening),
        "moved_count": sum(count for *_, count in screening.impact.get("transitions", [])),
        "chunks": screening.chunks.failed_first()[:CHUNKS_SHOWN],
        "repetitions": screening.repetitions.order_by("pk"),
        "page": paginate(request, screening.hits.select_related("enterprise", "entry__blacklist")),
    }
    return render(request, "screening/screening_detail.html", context)


def _denial_of_applying(trial: Screening, user: User) -> str:
    """Return the reason why this user cannot put the trial into force now; "" if possible."""
    facts = {"policy": MatchPolicy.current(), "input_versions": current_input_versions()}
    return denial_of(partial(check_may_apply_thresholds, trial, **facts, user=user))


@require_safe
@requires("screening.view_screening")
def screening_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a screening; the page requests it again until the screening ends."""
    screening = _one(pk)
    response = render(request, "screening/_screening_progress.html", {"screening": screening})
    if not screening.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


def _chunks(request: HttpRequest, pk: int) -> Table:
    screening = _one(pk)
    shown = ChunkFilter(request.GET, queryset=screening.chunks.all())
    return Table(f"{screening}的分块", shown.qs, CHUNK_COLUMNS, shown)


@require_safe
@requires("screening.view_screening")
@downloadable(_chunks)
def screening_chunks(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """List the chunks of one screening."""
    return render_list(request, "screening/screening_chunks.html", table, screening=_one(pk))


@requires("screening.decide_screeninghit")
def screening_create(request: HttpRequest) -> HttpResponse:
    """Explain a screening of everything, and request it."""
    if request.method == "POST":
        screen = partial(screen_everything, by=request.user)
        if requested := run_action(request, screen, _requested):
            return redirect("screening:screening_detail", requested.result.pk)
    context = {
        "policy": MatchPolicy.current(),
        "enterprises": Certification.objects.open().count(),
        "entries": BlacklistEntry.objects.not_ended(on=timezone.localdate()).count(),
    }
    return render(request, "screening/screening_form.html", context)


def _links() -> list[tuple[str, str]]:
    return [("交叉比对记录", reverse("screening:screening_list")), ("比对命中", reverse("screening:hit_list"))]


def _requested(screening: Screening) -> Confirmation:
    """What follows the request of a screening, or of its repetition."""
    scope = f"对{screening.repeats}的范围重新比对" if screening.repeats else "对全部在册企业比对"
    follows = [f"{scope}，进度和结果在本页"]
    return Confirmation(f"{screening}已发起", follows=follows, links=_links())


@require_POST
@requires("screening.decide_screeninghit")
def screening_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the failed chunks of a screening again."""
    screening = get_object_or_404(Screening, pk=pk)
    done = Confirmation(
        f"已重新开始比对失败的分块：{screening}", follows=["其余分块的结果保留，进度在本页"], links=_links()
    )
    run_action(request, partial(retry_screening, screening=screening, by=request.user), done)
    return redirect("screening:screening_detail", pk)


@require_POST
@requires("screening.decide_screeninghit")
def screening_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Repeat a screening, to verify that it has the same result."""
    repeat = partial(repeat_screening, screening=get_object_or_404(Screening, pk=pk), by=request.user)
    repeated = run_action(request, repeat, _requested)
    return redirect("screening:screening_detail", repeated.result.pk if repeated else pk)
