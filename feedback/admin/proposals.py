"""What the admin pages of proposals share: an act is filled in, previewed, and approved by another administrator."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.admin import FilteredByList


class ProposalAdmin(FilteredByList):
    """Pages of their own in the frame of Django admin."""

    def _render(self, request: HttpRequest, template: str, context: dict[str, Any], *, title: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, template, context)
