"""更正答复、撤回答复 of stop advice by the department that answered it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from feedback.actions.answer_changes import correct_answer, undo_answer
from feedback.answer_policies import check_may_correct_answer
from feedback.forms.answers import AnswerCorrectionForm
from feedback.models import StopAdvice
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import fill


@requires("feedback.answer_stopadvice")
def answer_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the answer of the reader's department."""
    advice = _advice_of(request, pk)
    if request.method == "GET":
        check_may_correct_answer(advice, request.user)
    form = AnswerCorrectionForm(request.POST or None, advice=advice)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("stopped_on", "answer", "reason")}
        version = form.cleaned_data["version"]
        correct = partial(correct_answer, advice=advice, **data, expected_version=version, by=request.user)
        if run_action(request, correct, _corrected):
            return redirect("feedback:advice_detail", pk)
        fill(form, version=advice.answer_version)
    return render(request, "feedback/answer_correct.html", {"form": form, "advice": advice})


@require_POST
@requires("feedback.answer_stopadvice")
def answer_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the answer that the reader's department gave just now."""
    run_action(request, partial(undo_answer, advice=_advice_of(request, pk), by=request.user), _undone)
    return redirect("feedback:advice_detail", pk)


def _advice_of(request: HttpRequest, pk: int) -> StopAdvice:
    visible = StopAdvice.objects.for_user(request.user).select_related(
        "department", "application__enterprise", "application__version__measure", "application__department"
    )
    return get_object_or_404(visible, pk=pk)


def _corrected(advice: StopAdvice) -> Confirmation:
    follows = [
        "更正前的答复保留在答复沿革中，市发展改革委可以看到",
        "所答复的措施不再计为正在适用" if advice.stopped_on else "所答复的措施计为正在适用",
    ]
    return Confirmation(
        f"已更正答复：{advice.get_state_display()}", number=advice.number, follows=follows, links=_links(advice)
    )


def _undone(advice: StopAdvice) -> Confirmation:
    follows = ["该建议恢复为待答复，请在答复期限前重新答复", "撤回前的答复保留在答复沿革中"]
    return Confirmation("已撤回答复", number=advice.number, follows=follows, links=_links(advice))


def _links(advice: StopAdvice) -> list[tuple[str, str]]:
    return [
        ("停用建议列表", reverse("feedback:advice_list")),
        ("企业页", advice.application.enterprise.get_absolute_url()),
    ]
