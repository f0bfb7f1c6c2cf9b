"""名单管理办法: list, show, upload and withdraw the rules of the customs offices."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from roster.actions.list_rules import upload_rules, withdraw_rules
from roster.downloads import send_rules
from roster.filters import RulesFilter
from roster.forms import RulesForm, RulesWithdrawalForm
from roster.models import ListRules
from roster.models.list_rules import ListRulesQuerySet
from roster.policies import check_may_withdraw_rules

COLUMNS = {
    "海关": attrgetter("office.name"),
    "名称": attrgetter("title"),
    "文号": attrgetter("document_number"),
    "印发日期": attrgetter("issued_on"),
    "施行日期": attrgetter("in_force_from"),
    "状态": methodcaller("get_status_display"),
    "上传人": attrgetter("uploaded_by.full_name"),
    "上传时间": attrgetter("uploaded_at"),
    "撤下时间": attrgetter("withdrawn_at"),
    "撤下理由": attrgetter("withdrawal_reason"),
}


def _with_people() -> ListRulesQuerySet:
    rules = ListRules.objects.with_status(on=timezone.localdate())
    return rules.select_related("office", "uploaded_by", "withdrawn_by")


def _rules(request: HttpRequest) -> Table:
    shown = RulesFilter(request.GET, queryset=_with_people(), request=request)
    return Table("名单管理办法", shown.qs, COLUMNS, shown)


@require_safe
@requires("roster.view_listrules")
@downloadable(_rules)
def rules_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the rules of both offices, those that begin last first."""
    return render_list(request, "roster/rules_list.html", table)


@takes(Body.FILE)
@requires("roster.add_listrules")
def rules_create(request: HttpRequest) -> HttpResponse:
    """Upload rules of the own office."""
    form = RulesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = partial(upload_rules, **form.cleaned_data, by=request.user)
        if done := run_action(request, upload, _uploaded):
            return redirect(done.result)
    return render(request, "roster/rules_form.html", {"form": form})


def _uploaded(rules: ListRules) -> Confirmation:
    return Confirmation(
        f"已上传《{rules.title}》",
        number=rules.document_number,
        follows=["公众即时可以查看、下载", "施行之日起作出的取消资格决定载明以此为依据"],
        links=[("公众看到的页面", reverse("publicity:rules_list")), ("名单管理办法列表", reverse("roster:rules_list"))],
    )


@require_safe
@requires("roster.view_listrules")
def rules_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document of rules; its office may withdraw it."""
    return _show(request, _get_rules(pk), RulesWithdrawalForm())


@require_POST
@requires("roster.add_listrules")
def rules_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw rules of the own office, with a reason."""
    rules = _get_rules(pk)
    form = RulesWithdrawalForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show(request, rules, form)
    run_action(request, partial(withdraw_rules, rules=rules, **form.cleaned_data, by=request.user), _withdrawn)
    return redirect(rules)


def _withdrawn(rules: ListRules) -> Confirmation:
    return Confirmation(
        f"已撤下《{rules.title}》",
        number=rules.document_number,
        follows=["公众不再看到", "已载明以此为依据的决定不变", "文件和撤下理由留存，审计可以查看"],
        links=[("上传正确的办法", reverse("roster:rules_create"))],
    )


@require_safe
@requires("roster.view_listrules")
def rules_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download the document, also of rules that were withdrawn."""
    return send_rules(_get_rules(pk))


def _get_rules(pk: int) -> ListRules:
    return get_object_or_404(_with_people(), pk=pk)


def _show(request: HttpRequest, rules: ListRules, form: RulesWithdrawalForm) -> HttpResponse:
    may_withdraw = request.user.has_perm("roster.add_listrules") and not denial_of(
        partial(check_may_withdraw_rules, rules, request.user)
    )
    context = {"rules": rules, "form": form if may_withdraw else None}
    return render(request, "roster/rules_detail.html", context)
