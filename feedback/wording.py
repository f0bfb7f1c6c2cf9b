"""Chinese wording of notices."""

from collections.abc import Callable

from feedback.models import Notice
from feedback.states import NoticeKind
from foundation.web.dates import chinese_date
from screening.models import Standing
from screening.wording import reasons_text


def _standing(notice: Notice) -> Standing:
    """Return the standing of a notice about a standing (constraint notice_has_its_subject)."""
    assert notice.standing is not None
    return notice.standing


def _since(notice: Notice) -> str:
    since = chinese_date(_standing(notice).since)
    return f"{notice.params['enterprise']}（{notice.params['uscc']}）自{since}起"


def _first_reason(notice: Notice, sees_screening: bool) -> str:
    return reasons_text(_standing(notice).reasons_for(sees_screening=sees_screening)[:1])


def _lost(notice: Notice, sees_screening: bool) -> str:
    return (
        f"{_since(notice)}不再是联合激励对象（{_standing(notice).get_state_display()}）："
        f"{_first_reason(notice, sees_screening)}。建议停止适用的守信联合激励措施。"
    )


def _restored(notice: Notice, sees_screening: bool) -> str:
    return f"{_since(notice)}恢复为联合激励对象：{_first_reason(notice, sees_screening)}。可以继续适用激励措施。"


def _report(notice: Notice, sees_screening: bool) -> str:
    assert notice.report is not None
    params = notice.params
    return f"{params['reported_by']}报送{params['enterprise']}（{params['uscc']}）的违法失信情况：{notice.report.facts}"


NOTICE_TEXTS: dict[str, Callable[[Notice, bool], str]] = {
    NoticeKind.LOST: _lost,
    NoticeKind.RESTORED: _restored,
    NoticeKind.REPORT: _report,
}


def notice_text(notice: Notice, sees_screening: bool) -> str:
    """Return the text of a notice, as the reader may see it.

    A reader who may not see the screening gets the reason of a standing as `Standing.shared_reasons` gives it. Raises
    KeyError for a kind that the table does not have.
    """
    return NOTICE_TEXTS[notice.kind](notice, sees_screening)
