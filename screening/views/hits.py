"""比对命中: the list of hits, one hit with both its sides, and the decisions of one or several hits."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter, methodcaller
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, Window
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
from foundation.denials import Several, denial_of
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import redirect_to_list
from matching.text_diff import Segment, diff_text
from roster.models import Enterprise
from screening.actions.decisions import approve_decisions, decide_hits, reject_proposal, reopen_decision
from screening.actions.standings import preview_states
from screening.explanation.decisions import decision_history
from screening.filters import HitFilter
from screening.forms.hits import BulkDecisionForm, ChosenHitsForm, DecisionForm, HitReasonForm, HitVersionsForm
from screening.models import MatchPolicy, ScreeningHit
from screening.models.hits import Wait
from screening.models.standings import with_current_standing
from screening.policies import MAX_HITS, check_may_approve, check_may_decide
from screening.states import CONCLUSIONS, Decision
from screening.verdicts import verdict_of
from screening.wording import decision_effects
from spreadsheets.identifiers import org_code_of
from workdays.terms import elapsed_deadline, explain_term, is_provisional

OTHERS_SHOWN = 20
NOTICE_FOLLOWS = "资格有变化的，系统向各成员单位发出通报"
# Fields that both sides have: field → title.
COMPARED = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "org_code": "组织机构代码",
    "customs_code": "海关注册编码",
    "registration_number": "工商注册号",
}
HIT_COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "“黑名单”": attrgetter("entry.blacklist.name"),
    "条目": attrgetter("entry.name"),
    "文号或案号": attrgetter("entry.document_number"),
    "匹配方式": methodcaller("get_match_type_display"),
    "分值": attrgetter("score"),
    "核实结论": methodcaller("get_decision_display"),
    "理由": attrgetter("decision_reason"),
    "核实人": attrgetter("decided_by"),
    "拟定结论": lambda hit: hit.proposed_decision.label if hit.approval else "",
    "提出人": attrgetter("proposed_by"),
    "核实期限": lambda hit: hit.due_on if hit.has_deadline and hit.has_term_left else "",
    "期限暂定": lambda hit: "是" if hit.has_deadline and hit.has_term_left and is_provisional(hit.due_on) else "",
}


def _hits(request: HttpRequest) -> Table:
    hits = ScreeningHit.objects.filter(is_current=True)
    related = hits.select_related("enterprise", "entry__blacklist", "decided_by", "approval__proposed_by")
    shown = HitFilter(request.GET, queryset=related.urgent_first(), request=request)
    return Table("比对命中", shown.qs, HIT_COLUMNS, shown, rows_move=True)


@require_safe
@requires("screening.view_screening")
@downloadable(_hits)
def hit_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the current hits, the most urgent first."""
    counts = ScreeningHit.objects.filter(is_current=True).waiting_counts()
    return render_list(
        request,
        "screening/hit_list.html",
        table,
        counts=[(wait, wait.label, counts[wait]) for wait in Wait],
        max_hits=MAX_HITS,
    )


class Compared(NamedTuple):
    """One field of both sides in segments, and whether they are equal, as a word."""

    title: str
    left: list[Segment]
    right: list[Segment]
    verdict: str


def _compared(hit: ScreeningHit) -> list[Compared]:
    """Return the fields of COMPARED on both sides."""
    rows = []
    for field, title in COMPARED.items():
        left, right = getattr(hit.enterprise, field), getattr(hit.entry, field)
        if left and right:
            rows.append(Compared(title, *diff_text(left, right), _verdict(hit, field)))
        else:
            rows.append(
                Compared(
                    title, [Segment(left, True)], [Segment(right, True)], "一方未载" if left or right else "均未载"
                )
            )
    return rows


def _verdict(hit: ScreeningHit, field: str) -> str:
    """Whether a field that both sides have is equal; names that the matching rules read alike only look different."""
    enterprise, entry = hit.enterprise, hit.entry
    if getattr(enterprise, field) == getattr(entry, field):
        return "相同"
    return "仅写法不同" if field == "name" and enterprise.name_key == entry.name_key else "不同"


def _same_subject(entry: BlacklistEntry) -> list[BlacklistEntry]:
    """Return other entries, of any blacklist, that name the same subject."""
    same = Q(name_key=entry.name_key)
    if entry.uscc:
        same |= Q(uscc=entry.uscc)
    if org_code := entry.org_code or org_code_of(entry.uscc):
        same |= Q(org_code=org_code)
    others = BlacklistEntry.objects.filter(same).exclude(pk=entry.pk).select_related("blacklist", "row__submission")
    return list(others[:OTHERS_SHOWN])


def _what_follows(hits: list[ScreeningHit]) -> dict[str, dict[int, str]]:
    """Return decision → enterprise → the label of the state that would follow."""
    return {
        decision: {enterprise: str(state.label) for enterprise, state in states.items()}
        for decision, states in preview_states(hits=hits, decisions=CONCLUSIONS).items()
    }


def _waiting(user: User) -> tuple[list[int], int]:
    """Return the keys of the hits that wait for this user, the most urgent first, and their number."""
    hits = ScreeningHit.objects.awaiting(user).urgent_first().annotate(total=Window(Count("pk")))
    rows = list(hits.values_list("pk", "total")[:2000])
    return [pk for pk, _ in rows], rows[0][1] if rows else 0


def _next(hit: ScreeningHit, waiting: list[int]) -> int | None:
    """Return the key of the next of the waiting hits; after the last one, the first."""
    if hit.pk in waiting:
        place = waiting.index(hit.pk)
        waiting = waiting[place + 1 :] + waiting[:place]
    return waiting[0] if waiting else None


def _show_next(request: HttpRequest, pk: int | None) -> HttpResponse:
    """Redirect to this hit, or to the list where no hit is left."""
    return redirect("screening:hit_detail", pk) if pk else redirect_to_list(request, "screening:hit_list")


@requires("screening.view_screening")
def hit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both sides of a hit next to each other, the facts known about them, and the form for the decision."""
    may_decide = request.user.has_perm("screening.decide_screeninghit")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    hit = _hit_of(pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        next_hit = _next(hit, _waiting(request.user)[0])
        if _decide(request, [hit], form):
            return _show_next(request, next_hit)
    return _show(request, hit, form, HitReasonForm())


def _hit_of(pk: int) -> ScreeningHit:
    """Return the hit; raise Http404 for an unknown one."""
    hits = ScreeningHit.objects.select_related(
        *("enterprise", "entry__blacklist", "entry__row__submission", "screening"),
        *("decided_by", "approval__proposed_by"),
    )
    return get_object_or_404(hits, pk=pk)


def _show(request: HttpRequest, hit: ScreeningHit, form: DecisionForm, reason_form: HitReasonForm) -> HttpResponse:
    may_decide = request.user.has_perm("screening.decide_screeninghit")
    enterprise, entry = hit.enterprise, hit.entry
    before = enterprise.standing.state if enterprise.standing else None
    follows = preview_states(hits=[hit], decisions=CONCLUSIONS)
    policy = MatchPolicy.current()
    waiting, number_waiting = _waiting(request.user) if may_decide else ([], 0)
    context = {
        "hit": hit,
        "policy": policy,
        "verdict": verdict_of(hit),
        "form": form,
        "reason_form": reason_form,
        "compared": _compared(hit),
        "follows": [
            (decision, after := states.get(enterprise.pk), radio, decision_effects(decision, before, after))
            for (decision, states), radio in zip(follows.items(), form["decision"], strict=True)
        ],
        "decisions_needing_approval": policy.decisions_needing_approval,
        "next_hit": _next(hit, waiting),
        "waiting": number_waiting,
        "is_among_waiting": hit.pk in waiting,
        "former": [
            (title, enterprise.former(field))
            for title, field in (("曾用名", "name"), ("曾用海关注册编码", "customs_code"))
        ],
        "certifications": enterprise.certifications.select_related("office", "row__submission"),
        "other_hits": enterprise.hits.exclude(pk=hit.pk).select_related("entry__blacklist")[:OTHERS_SHOWN],
        "same_subject": _same_subject(entry),
        "history": decision_history(hit),
        "term_left": explain_term(elapsed_deadline(timezone.localdate()), hit.due_on),
    }
    return render(request, "screening/hit_detail.html", context)


def _decide(request: HttpRequest, hits: list[ScreeningHit], form: DecisionForm) -> bool:
    """Decide the hits as the form states, with a message; return whether the action was possible."""
    decision = Decision(form.cleaned_data["decision"])
    needs_approval = MatchPolicy.current().requires_approval_of(decision)
    reason = form.cleaned_data["reason"]
    decide = partial(decide_hits, hits=hits, expected_versions=_expected_versions(request, hits), by=request.user)
    done = _proposed if needs_approval else _decided
    return bool(run_action(request, partial(decide, decision=decision, reason=reason), done))


def _what(hits: Sequence[ScreeningHit]) -> str:
    """The hits in a title: the two sides of one, or how many there are."""
    return f"{len(hits)}条命中" if len(hits) > 1 else f"{hits[0].enterprise}与“{hits[0].entry.name}”"


def _confirmed(done: str, hits: Several[ScreeningHit], *follows: str) -> Confirmation:
    """The confirmation of an act on these hits; `done` is its verb."""
    links = [("比对命中列表", reverse("screening:hit_list"))]
    if len(hits.rows) == 1:
        links = [("这条命中", reverse("screening:hit_detail", args=[hits.rows[0].pk])), *links]
    title = f"{done}：{_what(hits.rows)}"
    return Confirmation(title, follows=follows, links=links, refusals=hits.refusals)


def _proposed(hits: Several[ScreeningHit]) -> Confirmation:
    return _confirmed("已提出结论", hits, "另一名信用管理人员复核同意后生效，此前资格不变")


def _decided(hits: Several[ScreeningHit]) -> Confirmation:
    return _confirmed(f"已{hits.rows[0].get_decision_display()}", hits, _states_text(hits.rows), NOTICE_FOLLOWS)


def _states_text(hits: Sequence[ScreeningHit]) -> str:
    """The states of the enterprises of the hits now, such as 甲公司现为联合激励对象."""
    enterprises = with_current_standing(Enterprise.objects.filter(hits__in=hits).distinct())
    labels = {
        enterprise: enterprise.standing.get_state_display() if enterprise.standing else "不在名单上"
        for enterprise in enterprises
    }
    if len(labels) == 1:
        return "".join(f"{enterprise}现为{label}" for enterprise, label in labels.items())
    return "所涉企业现为" + "、".join(f"{label}{count}家" for label, count in Counter(labels.values()).items())


def _expected_versions(request: HttpRequest, hits: Iterable[ScreeningHit]) -> dict[int, str]:
    """Return hit → the version that the page showed."""
    return HitVersionsForm(hits, request.POST).expected_versions()


def _chosen(request: HttpRequest) -> list[ScreeningHit]:
    """Return the hits ticked, or with `filtered` all hits of the filter that wait for a decision.

    The result has at most one hit more than can be decided at once.
    """
    form = ChosenHitsForm(request.POST if request.method == "POST" else request.GET)
    selection = parameters(form)
    related = ScreeningHit.objects.select_related("entry__blacklist", "decided_by", "approval__proposed_by")
    hits = related.prefetch_related(Prefetch("enterprise", queryset=with_current_standing(Enterprise.objects.all())))
    if selection["filtered"]:
        chosen = HitFilter(form.data, queryset=hits.waiting(Wait.DECISION).urgent_first(), request=request).qs
    else:
        chosen = hits.filter(pk__in=selection["hit"][: MAX_HITS + 1]).urgent_first()
    return list(chosen[: MAX_HITS + 1])


def _none_or_too_many(hits: list[ScreeningHit]) -> str:
    """Return the reason why this number of hits cannot be handled; "" if it can."""
    if not hits:
        return "没有勾选任何待处理的命中，请先勾选。"
    if len(hits) > MAX_HITS:
        return f"一次最多处理{MAX_HITS}条，请缩小筛选范围后分次处理。"
    return ""


@takes(Body.ROWS)
@requires("screening.decide_screeninghit")
def hits_decide(request: HttpRequest) -> HttpResponse:
    """Decide several hits with one reason, after their effects were shown."""
    hits = _chosen(request)
    if message := _none_or_too_many(hits):
        refuse(request, message)
        return redirect_to_list(request, "screening:hit_list")
    form = BulkDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, hits, form):
        return redirect_to_list(request, "screening:hit_list")
    confirmed, dismissed = _what_follows(hits).values()
    denials = [denial_of(partial(check_may_decide, hit)) for hit in hits]
    context = {
        "form": form,
        "rows": [
            (hit, denial, confirmed.get(hit.enterprise_id), dismissed.get(hit.enterprise_id))
            for hit, denial in zip(hits, denials, strict=True)
        ],
        "free_count": denials.count(""),
        "recent_reasons": ScreeningHit.objects.recent_reasons(),
        "decisions_needing_approval": MatchPolicy.current().decisions_needing_approval,
    }
    return render(request, "screening/hits_decide.html", context)


@takes(Body.ROWS)
@requires("screening.decide_screeninghit")
def hits_approve(request: HttpRequest) -> HttpResponse:
    """Show the proposed decisions of one or many hits with their effect; approve them as a second user."""
    hits = _chosen(request)
    if message := _none_or_too_many(hits):
        refuse(request, message)
        return redirect_to_list(request, "screening:hit_list")
    if request.method == "POST":
        next_hit = _next(hits[0], _waiting(request.user)[0]) if len(hits) == 1 else None
        approve = partial(approve_decisions, hits=hits, expected_versions=_expected_versions(request, hits))
        if run_action(request, partial(approve, by=request.user), _approved):
            return _show_next(request, next_hit)
    denials = [denial_of(partial(check_may_approve, hit, request.user)) for hit in hits]
    follows = _what_follows(hits)
    states = [follows.get(hit.proposed_decision or "", {}).get(hit.enterprise_id, "") for hit in hits]
    context = {"rows": list(zip(hits, denials, states, strict=True)), "free_count": denials.count("")}
    return render(request, "screening/hits_approve.html", context)


def _approved(hits: Several[ScreeningHit]) -> Confirmation:
    return _confirmed("已复核同意", hits, _states_text(hits.rows), NOTICE_FOLLOWS)


def _with_reason(
    request: HttpRequest, pk: int, act: Callable[..., ScreeningHit], done: Callable[[ScreeningHit], Confirmation]
) -> HttpResponse:
    """Run an action on one hit with the posted reason, and show the hit again."""
    hit = _hit_of(pk)
    form = HitReasonForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show(request, hit, DecisionForm(), form)
    action = partial(act, hit=hit, expected_versions=_expected_versions(request, [hit]), by=request.user)
    run_action(request, partial(action, reason=form.cleaned_data["reason"]), done)
    return redirect("screening:hit_detail", pk)


@require_POST
@requires("screening.decide_screeninghit")
def hit_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject a proposed decision, or withdraw one's own."""
    own = ScreeningHit.objects.filter(pk=pk, approval__proposed_by=request.user).exists()
    done = "已撤回结论" if own else "已退回结论"
    return _with_reason(
        request, pk, reject_proposal, lambda hit: _confirmed(done, Several([hit]), "该命中重新待核实，资格没有改变")
    )


@require_POST
@requires("screening.decide_screeninghit")
def hit_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a decided hit."""
    return _with_reason(
        request, pk, reopen_decision, lambda hit: _confirmed("已重新提请核实", Several([hit]), _states_text([hit]))
    )
