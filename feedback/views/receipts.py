"""实施情况反馈: what departments applied, as it is fed back to 市发展改革委 and both customs offices, and received."""

from functools import partial
from operator import attrgetter

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.application_receipts import receive_application, receive_applications
from feedback.feedback_filters import ReceiptFilter
from feedback.forms.feedback import ChosenReceiptsForm
from feedback.models import ApplicationReceipt
from feedback.states import ReceiptState
from feedback.views.applications import get_application
from foundation.web.actions import refuse, run_action, show_answer
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import redirect_to_list
from foundation.web.work_items import list_url

COLUMNS = {
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "实施单位": attrgetter("application.department_name"),
    "措施": attrgetter("application.version"),
    "类型": lambda receipt: receipt.application.get_kind_display(),
    "实施日期": attrgetter("application.applied_on"),
    "实施情况": attrgetter("application.description"),
    "效果": attrgetter("application.effects_text"),
    "反馈时间": attrgetter("fed_back_at"),
    "签收": lambda receipt: ReceiptState(receipt.state).label,
    "签收人": attrgetter("received_by"),
    "签收时间": attrgetter("received_at"),
    "备注": attrgetter("note"),
}


def _receipts(request: HttpRequest) -> QuerySet[ApplicationReceipt]:
    own = ApplicationReceipt.objects.filter(department=request.user.department).newest().with_state()
    related = ("enterprise", "department", "in_charge", "version__measure")
    return own.select_related("received_by", *(f"application__{name}" for name in related))


def _table(request: HttpRequest) -> Table:
    shown = ReceiptFilter(request.GET, queryset=_receipts(request), request=request)
    return Table("实施情况反馈", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.receive_application")
@downloadable(_table)
def receipt_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List what is fed back to the reader's department, the newest first, with whether it has received it."""
    open_ones = table.rows.filter(received_at__isnull=True).order_by()
    counts = {"open_count": open_ones.count(), "newest": open_ones.aggregate(newest=Max("pk"))["newest"]}
    return render_list(request, "feedback/receipt_list.html", table, **counts)


@takes(Body.ROWS)
@require_POST
@requires("feedback.receive_application")
def receipts_receive(request: HttpRequest) -> HttpResponse:
    """Receive the ticked applications, or all that the filter of the address shows and the page counted."""
    chosen = parameters(ChosenReceiptsForm(request.POST))
    shown = ReceiptFilter(request.GET, queryset=_receipts(request), request=request)
    keys = {"pk__lte": chosen["newest"] or 0} if chosen["everything"] else {"pk__in": chosen["receipt"]}
    receipts = shown.qs.filter(**keys)
    if not receipts.exists():
        refuse(request, "请先勾选要签收的实施情况。")
    elif received := run_action(request, partial(receive_applications, receipts=receipts, by=request.user), ""):
        if received.result:
            show_answer(request, _received(received.result))
        else:
            messages.info(request, "所选的实施情况此前已由本单位签收，没有改变。")
    return redirect_to_list(request, "feedback:receipt_list")


def _received(count: int) -> Confirmation:
    return Confirmation(
        f"已签收{count}项实施情况",
        follows=["实施单位可以看到签收的人员和时间", "内容此后更正的，须再次签收；停止、撤销的，在列表中标明"],
        links=[("其他未签收的", list_url("feedback:receipt_list", state=ReceiptState.OPEN))],
    )


@require_POST
@requires("feedback.receive_application")
def application_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive one application, from its page."""
    receive = partial(receive_application, application=get_application(request, pk), by=request.user)
    run_action(request, receive, _received(1))
    return redirect("feedback:application_detail", pk)
