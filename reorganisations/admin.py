"""Django admin for departments and the acts of two administrators on them. Nothing is deleted here."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.admin import FilteredByList, ToApproveFilter, record_saved, values_before
from accounts.department_acts import DepartmentAct
from accounts.models import Department, User
from feedback.admin.proposals import ProposalAdmin
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.dates import chinese_date
from reorganisations.actions.carrying_out import APPROVED_BY
from reorganisations.actions.consequences import consequences_of
from reorganisations.actions.proposals import (
    approve_reorganisation,
    propose_reorganisation,
    reject_reorganisation,
)
from reorganisations.forms import FORMS, DepartmentForm
from reorganisations.holdings import holdings_of
from reorganisations.models import Reorganisation
from reorganisations.policies import check_may_reject, check_possible
from reorganisations.states import OF_A_DEPARTMENT
from reorganisations.wording import left_out_texts


@admin.register(Department)
class DepartmentAdmin(FilteredByList):
    """The departments. Prefixes of customs codes and the purpose of look-ups change at once, all else by an act."""

    form = DepartmentForm
    change_form_template = "admin/department.html"
    change_list_template = "admin/departments.html"
    list_display = ("order", "shown_name", "code", "is_customs", "is_lead", "asks_purpose", "closed_on", "undone")
    list_display_links = ("shown_name",)
    readonly_fields = ("name", "names_before", "established_on", "closed_on", "code", "order", "is_customs", "is_lead")
    fields = (*readonly_fields, "customs_code_prefixes", "asks_purpose")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("reorganisations")

    @admin.display(description="名称", ordering="name")
    def shown_name(self, department: Department) -> str:
        return department.shown_name

    @admin.display(description="待办的变动")
    def undone(self, department: Department) -> str:
        rows = [row for row in department.reorganisations.all() if row.is_proposed or row.is_approved]
        return "；".join(f"{chinese_date(row.day)}{row.get_act_display()}，{row.get_state_display()}" for row in rows)

    @admin.display(description="曾用名")
    def names_before(self, department: Department) -> str:
        names = [
            f"{former['name']}（{chinese_date(date.fromisoformat(former['until']))}前，{former['document_number']}）"
            for former in department.former_names
        ]
        return "；".join(names) or "无"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "acts": OF_A_DEPARTMENT})

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        before = values_before(form)
        super().save_model(request, obj, form, change)
        record_saved(request, form, before=before, is_new=not change)


@admin.register(Reorganisation)
class ReorganisationAdmin(ProposalAdmin):
    """The reorganisations. One is proposed by one administrator, after a preview, and approved by another one."""

    list_display = ("summary", "document_number", "state", "proposed_by")
    list_filter = (ToApproveFilter, "state", "act", "department")
    list_select_related = ("department", "target", "approval__proposed_by")
    rejected = "已退回或撤回，成员单位没有变动。"

    @staticmethod
    def approved(reorganisation: Reorganisation) -> str:
        left_out = left_out_texts(reorganisation) if reorganisation.is_done else []
        rest = f"未划转：{'；'.join(left_out)}。" if left_out else ""
        return f"已同意，{reorganisation.get_state_display()}。{rest}"

    @admin.display(description="变动")
    def summary(self, reorganisation: Reorganisation) -> str:
        return reorganisation.summary

    @admin.display(description="提出人")
    def proposed_by(self, reorganisation: Reorganisation) -> str:
        return str(reorganisation.approval.proposed_by) if reorganisation.approval else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "reorganisations_reorganisation"
        return [
            path("propose/<str:act>/", view(self.propose_view), name=f"{name}_propose"),
            path("propose/<str:act>/<int:department>/", view(self.propose_view), name=f"{name}_propose"),
            *super().get_urls(),
        ]

    def show(self, request: HttpRequest, reorganisation: Reorganisation, rejection: Form) -> HttpResponse:
        """Show the reorganisation, whom it touches, and the acts that are possible."""
        is_undone = reorganisation.is_proposed or reorganisation.is_approved
        withdraw = partial(check_may_reject, reorganisation, reason="…", user=request.user)
        context = {
            "reorganisation": reorganisation,
            "approval": reorganisation.approval,
            "rejection": rejection,
            "denial": denial_of(partial(check_possible, reorganisation)) if is_undone else "",
            "is_due": reorganisation.is_approved and reorganisation.day <= timezone.localdate(),
            "may_withdraw": reorganisation.is_approved and not denial_of(withdraw),
            "consequences": consequences_of(reorganisation) if is_undone else [],
            "left_out": left_out_texts(reorganisation) if reorganisation.is_done else [],
        }
        return self._render(request, "admin/reorganisation.html", context, title=reorganisation.summary)

    def propose_view(self, request: HttpRequest, act: str, department: int | None = None) -> HttpResponse:
        """Fill in an act, see what it touches, and propose it to another administrator."""
        self._check_may_change(request)
        if act not in DepartmentAct or (act in OF_A_DEPARTMENT) != (department is not None):
            raise Http404
        of = get_object_or_404(Department, pk=department) if department else None
        act_form = FORMS[DepartmentAct(act)]
        form = act_form(request.POST or None, act=DepartmentAct(act), department=of)
        preview: dict[str, Any] = {"reorganisation": None}
        if form.is_valid():
            reorganisation = form.reorganisation
            propose = partial(propose_reorganisation, reorganisation=reorganisation, by=request.user)
            if form.cleaned_data["propose"] and run_action(request, propose, "已提交，须由另一名系统管理员复核同意。"):
                return redirect("admin:reorganisations_reorganisation_change", reorganisation.pk)
            preview = {"reorganisation": reorganisation, "consequences": consequences_of(reorganisation)}
        left = holdings_of(of) if of and act == DepartmentAct.CLOSE else []
        context = {"department": of, "form": form, "left": left, **preview}
        title = f"{of or '成员单位'}{DepartmentAct(act).label}"
        return self._render(request, "admin/reorganisation_propose.html", context, title=title)

    def approve(self, reorganisation: Reorganisation, *, expected_version: str, by: User) -> Reorganisation:
        return approve_reorganisation(reorganisation=reorganisation, expected_version=expected_version, by=by)

    def reject(self, reorganisation: Reorganisation, *, expected_version: str, reason: str, by: User) -> Reorganisation:
        """Reject the reorganisation; it is proposed once, so that there is no other version of it."""
        return reject_reorganisation(reorganisation=reorganisation, reason=reason, by=by)

    def get_row(self, request: HttpRequest, pk: int) -> Reorganisation:
        self._check_may_change(request)
        rows = Reorganisation.objects.select_related("department", "target", *APPROVED_BY)
        return get_object_or_404(rows, pk=pk)

    def _check_may_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
