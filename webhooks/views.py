"""推送接口: the endpoints, their deliveries, and what is sent again."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import confirmed, requires
from accounts.steps import keep_once, take_once
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.actions import refuse, run_action
from foundation.web.forms import parameters
from webhooks.actions.endpoints import deliver_dead_again, deliver_since, exchange_key, send_test
from webhooks.filters import DeliveryFilter, EndpointFilter
from webhooks.forms import DeadLetterForm, SinceForm
from webhooks.models import Endpoint
from webhooks.wording import reason_text

ENDPOINT_COLUMNS = {
    "成员单位": attrgetter("department.name"),
    "用于哪个系统": attrgetter("name"),
    "地址": attrgetter("address"),
    "推送的事件": attrgetter("kind_labels"),
    "状态": lambda endpoint: endpoint.state[1],
    "最近送达": attrgetter("last_delivered_at"),
    "待投递": attrgetter("waiting_count"),
    "未能送达": attrgetter("dead_count"),
}
DELIVERY_COLUMNS = {
    "编号": lambda delivery: str(delivery.message_id),
    "产生时间": attrgetter("created_at"),
    "事件": methodcaller("get_kind_display"),
    "序号": lambda delivery: delivery.event.number if delivery.event else None,
    "企业": lambda delivery: delivery.event.data.get("name", "") if delivery.event else "",
    "统一社会信用代码": lambda delivery: delivery.event.data.get("uscc", "") if delivery.event else "",
    "状态": methodcaller("get_state_display"),
    "次数": attrgetter("attempts"),
    "最近一次投递": attrgetter("tried_at"),
    "HTTP 状态": attrgetter("status"),
    "应答": attrgetter("answer"),
    "未送达的原因": reason_text,
}


def keep_issued(request: HttpRequest, endpoint: Endpoint, secret: str) -> None:
    """Keep the new secret of the endpoint in the session until the next page shows it."""
    keep_once(request, _issued(endpoint), secret)


def _issued(endpoint: Endpoint) -> str:
    return f"issued_webhook_{endpoint.pk}"


def _endpoint(request: HttpRequest, pk: int) -> Endpoint:
    visible = Endpoint.objects.for_user(request.user).select_related("department", "created_by")
    return get_object_or_404(visible, pk=pk)


def _endpoints(request: HttpRequest) -> Table:
    visible = Endpoint.objects.for_user(request.user).select_related("department").with_figures()
    shown = EndpointFilter(request.GET, queryset=visible.order_by("department__order", "pk"))
    return Table("推送接口", shown.qs, ENDPOINT_COLUMNS, shown)


@require_safe
@requires("webhooks.view_endpoint")
@downloadable(_endpoints)
def endpoint_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the endpoints of the department, or all of them, with what did not arrive."""
    return render_list(request, "webhooks/endpoint_list.html", table)


def _deliveries(request: HttpRequest, pk: int) -> Table:
    endpoint = _endpoint(request, pk)
    deliveries = endpoint.deliveries.select_related("event")
    shown = DeliveryFilter(request.GET, queryset=deliveries)
    return Table(f"{endpoint}的投递", shown.qs, DELIVERY_COLUMNS, shown, rows_move=True)


@require_safe
@requires("webhooks.view_endpoint")
@downloadable(_deliveries)
def endpoint_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show one endpoint: its settings, the ids of its keys, and its deliveries."""
    endpoint = _endpoint(request, pk)
    context = {
        "endpoint": endpoint,
        "keys": endpoint.keys.valid(),
        "dead_count": endpoint.deliveries.dead().count(),
        "is_busy": endpoint.deliveries.due().exists(),
        "since_form": SinceForm(),
    }
    return render_list(request, "webhooks/endpoint_detail.html", table, **context)


@require_POST
@requires("webhooks.change_endpoint")
def endpoint_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test to the endpoint."""
    endpoint = _endpoint(request, pk)
    run_action(request, partial(send_test, endpoint=endpoint, by=request.user), "已发送测试，结果在本页下方。")
    return redirect(endpoint)


@require_POST
@requires("webhooks.change_endpoint")
def deliveries_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one dead letter again, or all of them."""
    endpoint = _endpoint(request, pk)
    delivery = parameters(DeadLetterForm(request.POST))["delivery"]
    act = partial(deliver_dead_again, endpoint=endpoint, delivery=delivery, by=request.user)
    run_action(request, act, lambda count: f"{count}项投递将重新发送，结果在本页下方。")
    return redirect(endpoint)


@require_POST
@requires("webhooks.change_endpoint")
def deliveries_since(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every event again from a day on."""
    endpoint, form = _endpoint(request, pk), SinceForm(request.POST)
    if not form.is_valid():
        refuse(request, "".join(form.errors["since"]))
        return redirect(endpoint)
    act = partial(deliver_since, endpoint=endpoint, since=form.cleaned_data["since"], by=request.user)
    run_action(request, act, lambda count: f"{count}项投递将重新发送，结果在本页下方。")
    return redirect(endpoint)


@require_POST
@requires("webhooks.change_endpoint")
@confirmed
def key_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the endpoint a new key, and show its secret once."""
    endpoint = _endpoint(request, pk)
    if exchanged := run_action(request, partial(exchange_key, endpoint=endpoint, by=request.user), ""):
        keep_issued(request, endpoint, exchanged.result)
    return redirect("webhooks:key_issued", endpoint.pk)


@require_safe
@requires("webhooks.change_endpoint")
def key_issued(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the secret of the new key, once."""
    endpoint = _endpoint(request, pk)
    context = {"endpoint": endpoint, "secret": take_once(request, _issued(endpoint))}
    return render(request, "webhooks/key_issued.html", context)
