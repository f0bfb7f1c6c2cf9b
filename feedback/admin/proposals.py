"""What the admin pages of proposals share: an act is filled in, previewed, and approved by another administrator."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.admin import FilteredByList
from accounts.models import User
from approvals.forms import RejectionForm
from foundation.web.actions import run_action
from foundation.web.forms import VersionForm, parameters


class ProposalAdmin(FilteredByList):
    """Pages of their own in the frame of Django admin. One shows a row with what is proposed, two answer the proposal.

    A subclass shows a row, gets one that the reader may change, and approves or rejects what is proposed.
    """

    # The messages after an answer; the first may be made from the result.
    approved: str | Callable[[Any], str] = "已同意，各有关单位已收到消息。"
    rejected: str

    def show(self, request: HttpRequest, row: Any, rejection: Form) -> HttpResponse:
        raise NotImplementedError

    def get_row(self, request: HttpRequest, pk: int) -> Any:
        raise NotImplementedError

    def approve(self, row: Any, *, expected_version: str, by: User) -> Any:
        raise NotImplementedError

    def reject(self, row: Any, *, expected_version: str, reason: str, by: User) -> Any:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/approve/", view(require_POST(self.approve_view)), name=f"{self._name}_approve"),
            path("<int:pk>/reject/", view(require_POST(self.reject_view)), name=f"{self._name}_reject"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the row, what is proposed for it, and the acts that are possible."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return self.show(request, row, RejectionForm())

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve what another administrator proposed."""
        version = parameters(VersionForm(request.POST))["version"]
        approve = partial(self.approve, self.get_row(request, pk), expected_version=version, by=request.user)
        run_action(request, approve, self.approved)
        return redirect(f"admin:{self._name}_change", pk)

    def reject_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reject what is proposed, or take back one's own proposal."""
        row, form = self.get_row(request, pk), RejectionForm(request.POST)
        if form.is_valid():
            version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
            reject = partial(self.reject, row, expected_version=version, reason=reason, by=request.user)
            if run_action(request, reject, self.rejected):
                return redirect(f"admin:{self._name}_change", pk)
        return self.show(request, row, form)

    @property
    def _name(self) -> str:
        """The beginning of the names of the pages."""
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _render(self, request: HttpRequest, template: str, context: dict[str, Any], *, title: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, template, context)
