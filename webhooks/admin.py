"""Django admin of endpoints, for the system administrator; what was sent is on the pages of the portal."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.admin import FilteredByList
from webhooks.actions.endpoints import change_endpoint, create_endpoint
from webhooks.forms import EndpointForm
from webhooks.models import Endpoint
from webhooks.views import keep_issued


@admin.register(Endpoint)
class EndpointAdmin(FilteredByList):
    """Settings of endpoints. The secret of the first key is shown once, after the endpoint was added."""

    form = EndpointForm
    list_display = ("name", "department", "address", "enabled")
    list_select_related = ("department",)
    list_filter = ("department",)

    def save_model(self, request: HttpRequest, obj: Endpoint, form: ModelForm, change: bool) -> None:
        if change:
            change_endpoint(endpoint=obj, by=request.user)
        else:
            keep_issued(request, obj, create_endpoint(endpoint=obj, by=request.user))

    def response_add(self, request: HttpRequest, obj: Endpoint, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("webhooks:key_issued", obj.pk)

    def response_change(self, request: HttpRequest, obj: Endpoint) -> HttpResponse:
        return redirect(obj)
