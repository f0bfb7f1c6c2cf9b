"""Checks of feedback (plan §2): receipts, inquiries, typical marks and confirmed months.

Each raises ActionDenied with the message that the page shows.
"""

from django.utils import timezone

from accounts.models import User
from feedback.models import DepartmentMonth, Inquiry, MeasureApplication, TypicalMark
from feedback.models.months import next_month
from feedback.states import InquiryState, MonthState
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date


def check_may_confirm_month(month: DepartmentMonth, expected_version: str, user: User) -> None:
    """Require a month of the user's department that is over, not confirmed, and as the page showed it."""
    if month.in_charge != user.department:
        raise ActionDenied(f"{month}由{month.in_charge}确认，{user.department}不能确认。")
    if not month.is_over:
        raise ActionDenied(f"{month.name}尚未结束，请自{chinese_date(next_month(month.month))}起确认。")
    if month.state == MonthState.CONFIRMED:
        last = month.confirmations.latest("edition")
        day = chinese_date(timezone.localdate(last.confirmed_at))
        raise ActionDenied(f"{month.name}已由{last.confirmed_by}于{day}确认，此后没有变动，无须再次确认。")
    if month.version != expected_version:
        raise ActionDenied(f"{month.name}的措施实施刚才有变动，请核对现在所列的内容后再确认。")


def check_receives_feedback(user: User, act: str) -> None:
    """Require a user of 市发展改革委 or of a customs office; `act` is what they do, such as 签收."""
    if not user.sees_all_feedback or user.department is None:
        raise ActionDenied(f"实施情况由市发展改革委、泉城海关和莱芜海关{act}，{user.department}不能{act}。")


def check_may_receive(application: MeasureApplication, user: User) -> None:
    """Require an application that is in force and that the user's department has still to receive."""
    check_receives_feedback(user, "签收")
    _check_not_cancelled(application, "无须签收")
    last = application.receipts.filter(department=user.department).first()
    if last is None:
        raise ActionDenied("该措施实施由本单位登记，或登记时尚未反馈至本单位，无须签收。")
    if last.received_at:
        day = chinese_date(timezone.localdate(last.received_at))
        raise ActionDenied(f"该措施实施已由{last.received_by}于{day}代表{user.department}签收。")


def check_may_ask(application: MeasureApplication, user: User) -> None:
    """Require an application of another department that is not cancelled; the reason of a cancellation is stated."""
    check_receives_feedback(user, "询问")
    if application.in_charge == user.department:
        raise ActionDenied(f"该措施实施由{user.department}承办，无须询问。")
    _check_not_cancelled(application, "不再询问；撤销的理由见该项的更正记录")


def _check_not_cancelled(application: MeasureApplication, consequence: str) -> None:
    if application.cancelled_at:
        day = chinese_date(timezone.localdate(application.cancelled_at))
        raise ActionDenied(f"该措施实施已于{day}撤销，{consequence}。")


def check_may_answer_inquiry(inquiry: Inquiry, user: User) -> None:
    """Require an open inquiry about an application that the user's department is in charge of.

    It is answered even if the application was cancelled after the question.
    """
    if (in_charge := inquiry.application.in_charge) != user.department:
        raise ActionDenied(f"该询问由{in_charge}答复，{user.department}不能答复。")
    if not inquiry.is_open:
        day = chinese_date(timezone.localdate(inquiry.answered_at))
        raise ActionDenied(f"该询问已由{inquiry.answered_by}于{day}答复，答复不能修改；须补充的，由询问单位再询问。")


def check_may_read_answer(inquiry: Inquiry, user: User) -> None:
    """Require an answer to the user's department that nobody of it has read."""
    if inquiry.department != user.department:
        raise ActionDenied(f"该答复由{inquiry.department}查看，{user.department}不能办理。")
    if inquiry.is_open:
        raise ActionDenied(f"该询问尚待{inquiry.application.in_charge}答复。")
    if inquiry.state == InquiryState.READ:
        raise ActionDenied(f"该答复已由{inquiry.read_by}查看。")


def check_may_mark_typical(application: MeasureApplication, user: User) -> None:
    """Require an application that may be in a public case, and that is not marked."""
    check_receives_feedback(user, "标记典型")
    _check_not_cancelled(application, "不能标为典型")
    if application.benefits_person or application.is_backfilled:
        why = "受益人是自然人" if application.benefits_person else "系补登、未经平台核验"
        raise ActionDenied(f"该措施实施{why}，不能作为公开案例，因此不能标为典型。")
    if mark := application.typical_marks.filter(unmarked_at__isnull=True).first():
        raise ActionDenied(f"该措施实施已由{mark.department}标为典型。")


def check_may_unmark_typical(mark: TypicalMark | None, user: User) -> None:
    """Require a mark in force, of the user's department or, for 市发展改革委, of any."""
    check_receives_feedback(user, "取消典型标记")
    if mark is None:
        raise ActionDenied("该措施实施现未标为典型，无须取消。")
    if mark.department != user.department and not user.own_department.is_lead:
        raise ActionDenied(f"该典型由{mark.department}标记，由{mark.department}或市发展改革委取消。")
