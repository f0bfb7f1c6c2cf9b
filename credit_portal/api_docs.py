"""The description of the API: its OpenAPI schema for programs, and a page for people (docs/api.md)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny

from accounts.access import public, signed_in
from foundation.web.problems import PROBLEM_TYPES

schema = public(SpectacularJSONAPIView.as_view(authentication_classes=(), permission_classes=(AllowAny,)))


@require_safe
@signed_in
def docs(request: HttpRequest) -> HttpResponse:
    """Show the schema with Swagger UI, and the kinds of errors, whose addresses are on this page."""
    return render(request, "api_docs.html", {"problem_types": PROBLEM_TYPES.values()})
