"""Several things at once: answer stop advice (停用建议) with one answer, read or acknowledge notices (消息)."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import requires
from feedback.actions.acknowledgements import acknowledge_notices
from feedback.actions.advice import read_notices
from feedback.answer_policies import check_may_answer
from feedback.forms.answers import AnswerForm, ChosenAdviceForm, ChosenNoticesForm
from feedback.models import Notice, StopAdvice
from feedback.notice_filters import NoticeFilter
from feedback.states import AdviceState
from feedback.views.notices import answer_advice, answered
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_each, show_answer
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import redirect_to_list
from foundation.web.work_items import list_url

MOST_ADVICE = 50


def _chosen(request: HttpRequest) -> list[StopAdvice]:
    """Return the ticked advice that the reader may see, in the order in which applications are locked.

    The result has at most one more than can be answered at once.
    """
    keys = parameters(ChosenAdviceForm(request.POST if request.method == "POST" else request.GET))["advice"]
    visible = StopAdvice.objects.for_user(request.user).filter(pk__in=keys[: MOST_ADVICE + 1])
    related = visible.select_related(
        "department", "application__enterprise", "application__version__measure", "application__department"
    )
    return list(related.order_by("application_id", "pk"))


@takes(Body.ROWS)
@requires("feedback.answer_stopadvice")
def advice_answer(request: HttpRequest) -> HttpResponse:
    """Answer several pieces of advice alike, after they were listed; each is answered or refused by itself."""
    chosen = _chosen(request)
    if not chosen or len(chosen) > MOST_ADVICE:
        refuse(request, f"一次最多答复{MOST_ADVICE}项，请减少勾选。" if chosen else "请先勾选要答复的停用建议。")
        return redirect_to_list(request, "feedback:advice_list")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = partial(answer_advice, form=form, by=request.user)
        if run_each(request, chosen, answer, partial(answered, form)):
            return redirect_to_list(request, "feedback:advice_list")
    denials = [denial_of(partial(check_may_answer, advice, request.user)) for advice in chosen]
    context = {"form": form, "rows": list(zip(chosen, denials, strict=True)), "free_count": denials.count("")}
    return render(request, "feedback/advice_answer.html", context)


@takes(Body.ROWS)
@require_POST
@requires("feedback.read_notice")
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked notices of the reader's department as read, or all that the list has by its filter."""
    notices = _chosen_notices(request)
    if not notices.exists():
        refuse(request, "请先勾选要标为已阅的消息。")
    elif count := read_notices(notices=notices, by=request.user):
        show_answer(request, _noted(f"已将{count}条消息标为已阅"))
    else:
        messages.info(request, "这些消息此前已由本单位阅过，没有改变。")
    return redirect_to_list(request, "feedback:notice_list")


@takes(Body.ROWS)
@require_POST
@requires("feedback.read_notice")
def notices_acknowledge(request: HttpRequest) -> HttpResponse:
    """Acknowledge the ticked notices of the reader's department, or all that the list has by its filter."""
    notices = _chosen_notices(request)
    if not notices.exists():
        refuse(request, "请先勾选要知悉的消息。")
    elif count := acknowledge_notices(notices=notices, by=request.user):
        show_answer(request, _noted(f"已知悉{count}条消息"))
    else:
        messages.info(request, "这些消息无须知悉，或者此前已由本单位知悉，没有改变。")
    return redirect_to_list(request, "feedback:notice_list")


def _chosen_notices(request: HttpRequest) -> QuerySet[Notice]:
    """Return the ticked notices, or with `everything` those of the filtered list up to the newest that it showed."""
    own = Notice.objects.filter(department=request.user.department)
    chosen = parameters(ChosenNoticesForm(request.POST))
    if not chosen["everything"]:
        return own.filter(pk__in=chosen["notice"])
    listed: QuerySet[Notice] = NoticeFilter(request.GET, queryset=own, request=request).qs
    return listed.filter(pk__lte=chosen["newest"] or 0)


def _noted(title: str) -> Confirmation:
    links = [("待答复的停用建议", list_url("feedback:advice_list", state=AdviceState.OPEN))]
    return Confirmation(title, follows=["消息保留，可以随时查看"], links=links)
