"""更正、补充、停止、撤销 of an application by its department."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from feedback.actions.changes import (
    cancel_application,
    correct_application,
    stop_application,
    supplement_application,
    undo_application,
)
from feedback.forms.applications import CancellationForm, CorrectionForm, StopForm, SupplementForm
from feedback.models import MeasureApplication
from feedback.policies import check_may_change
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import fill


def _get_application(request: HttpRequest, pk: int) -> MeasureApplication:
    """Return the application; refuse a reader who may see but not change it."""
    visible = MeasureApplication.objects.for_user(request.user)
    application = get_object_or_404(visible.select_related("enterprise", "department", "version__measure"), pk=pk)
    if request.method == "GET":
        check_may_change(application, request.user)
    return application


def _confirmed(application: MeasureApplication, done: str, follows: str) -> Confirmation:
    enterprise = application.enterprise
    return Confirmation(
        f"{done}：{application.version}（{enterprise}）",
        number=application.number,
        follows=[follows],
        links=[
            ("登记新的一项", reverse("feedback:application_create", args=[enterprise.uscc])),
            ("企业页", enterprise.get_absolute_url()),
            ("措施实施列表", reverse("feedback:application_list")),
        ],
    )


@takes(Body.FILE)
@requires("feedback.change_measureapplication")
def application_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an application of the reader's department."""
    application = _get_application(request, pk)
    form = CorrectionForm(request.POST or None, request.FILES or None, application=application)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        correct = partial(
            correct_application,
            application=application,
            applied_on=data["applied_on"],
            description=data["description"],
            evidence=data["evidence"],
            removed=[file.pk for file in data.get("removed", ())],
            choices=form.choices(),
            details=form.details(),
            reason=data["reason"],
            expected_version=data["version"],
            by=request.user,
        )
        if run_action(request, correct, _confirmed(application, "已更正", "更正前的内容保留在更正记录中")):
            return redirect("feedback:application_detail", pk)
        fill(form, version=application.content_version)
    return render(request, "feedback/application_correct.html", {"form": form, "application": application})


@takes(Body.FILE)
@requires("feedback.change_measureapplication")
def application_supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """Add material to an application of the reader's department, such as to one that runs and is logged again."""
    application = _get_application(request, pk)
    form = SupplementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        supplement = partial(
            supplement_application,
            application=application,
            evidence=data["evidence"],
            note=data["description"],
            by=request.user,
        )
        if run_action(
            request, supplement, _confirmed(application, "已补充材料", "原有内容不变，补充的情况列在更正记录中")
        ):
            return redirect("feedback:application_detail", pk)
    return render(request, "feedback/application_supplement.html", {"form": form, "application": application})


@requires("feedback.change_measureapplication")
def application_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a running application of the reader's department."""
    application = _get_application(request, pk)
    form = StopForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        stop = partial(stop_application, application=application, **form.cleaned_data, by=request.user)
        if run_action(request, stop, _confirmed(application, "已停止适用", "企业页和统计随之更新")):
            return redirect("feedback:application_detail", pk)
    return render(request, "feedback/application_stop.html", {"form": form, "application": application})


@requires("feedback.change_measureapplication")
def application_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an application that the reader's department logged by mistake."""
    application = _get_application(request, pk)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancel = partial(cancel_application, application=application, **form.cleaned_data, by=request.user)
        if run_action(request, cancel, _confirmed(application, "已撤销", "该登记不再计入统计，记录及理由仍可查看")):
            return redirect("feedback:application_detail", pk)
    return render(request, "feedback/application_cancel.html", {"form": form, "application": application})


@require_POST
@requires("feedback.change_measureapplication")
def application_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an application that the reader's department logged just now."""
    application = _get_application(request, pk)
    undo = partial(undo_application, application=application, by=request.user)
    run_action(request, undo, _confirmed(application, "已撤回", "该登记不再计入统计，记录保留"))
    return redirect("feedback:application_detail", pk)
