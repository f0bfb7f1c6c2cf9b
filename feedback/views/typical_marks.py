"""典型: mark an application as typical for a public case, and take the mark back."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from feedback.actions.typical_marks import mark_typical, unmark_typical
from feedback.feedback_policies import check_may_mark_typical
from feedback.forms.feedback import TypicalForm
from feedback.models import TypicalMark
from feedback.views.applications import get_application
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.work_items import list_url


@requires("feedback.mark_typical")
def typical_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an application as typical, with the reason."""
    application = get_application(request, pk)
    if request.method == "GET":
        check_may_mark_typical(application, request.user)
    form = TypicalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mark = partial(mark_typical, application=application, **form.cleaned_data, by=request.user)
        if run_action(request, mark, _marked):
            return redirect("feedback:application_detail", pk)
    return render(request, "feedback/typical_form.html", {"form": form, "application": application})


def _marked(mark: TypicalMark) -> Confirmation:
    return Confirmation(
        f"已标为典型：{mark}",
        follows=["市发展改革委编写案例时，该项排在前面", "标记单位和市发展改革委可以取消标记"],
        links=[("标为典型的措施实施", list_url("feedback:application_list", typical="true"))],
    )


@require_POST
@requires("feedback.mark_typical")
def typical_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mark of an application back."""
    unmark = partial(unmark_typical, application=get_application(request, pk), by=request.user)
    run_action(request, unmark, Confirmation("已取消典型标记", follows=["已编写的案例不受影响"]))
    return redirect("feedback:application_detail", pk)
