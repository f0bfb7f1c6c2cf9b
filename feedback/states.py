"""The states of what departments do, their acts, and the kinds of notices with the changes that require them."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions
from screening.states import StandingState


class ReportState(TextChoices):
    """The state of a violation report (失信线索)."""

    OPEN = "open", "待处理"
    UNFOUNDED = "unfounded", "不成立"
    WARNED = "warned", "已警示"
    SUSPENDED = "suspended", "已暂停资格"
    REVOKED = "revoked", "已取消资格"
    JOINED = "joined", "已并入已有决定"
    WITHDRAWN = "withdrawn", "已撤回"


class Severity(TextChoices):
    """How serious the reporting department holds a breach to be."""

    SLIGHT = "slight", "轻微"
    ORDINARY = "ordinary", "一般"
    SERIOUS = "serious", "严重"


# The outcomes of a report → what the competent office decides, as it chooses it.
OUTCOMES = {
    ReportState.UNFOUNDED: "不成立",
    ReportState.WARNED: "警示",
    ReportState.SUSPENDED: "暂停资格",
    ReportState.REVOKED: "取消资格",
    ReportState.JOINED: "并入已有决定",
}
_ENDED = (*OUTCOMES, ReportState.WITHDRAWN)
REPORT_TRANSITIONS: Transitions = {ReportState.OPEN: _ENDED, **dict.fromkeys(_ENDED, ())}


class AdviceState(TextChoices):
    """The state of stop advice (停用建议) to one department about one running measure."""

    OPEN = "open", "待答复"
    STOPPED = "stopped", "已停止"
    KEPT = "kept", "继续适用"
    LIFTED = "lifted", "资格已恢复，原建议撤销"
    WITHDRAWN = "withdrawn", "记录已更正或撤销，原建议撤销"


# A department has answered the advice. It may correct the answer, and undo one that it has just given.
ANSWERED = (AdviceState.STOPPED, AdviceState.KEPT)
ADVICE_TRANSITIONS: Transitions = {
    AdviceState.OPEN: (AdviceState.STOPPED, AdviceState.KEPT, AdviceState.LIFTED, AdviceState.WITHDRAWN),
    AdviceState.STOPPED: (AdviceState.KEPT, AdviceState.OPEN),
    AdviceState.KEPT: (AdviceState.STOPPED, AdviceState.OPEN),
    AdviceState.LIFTED: (),
    AdviceState.WITHDRAWN: (),
}


class ApplicationAct(TextChoices):
    """The act on an application; a department does all but the last, which a reorganisation does."""

    CORRECTED = "corrected", "更正"
    STOPPED = "stopped", "停止"
    STOP_CORRECTED = "stop_corrected", "更正停止"
    SUPPLEMENTED = "supplemented", "补充材料"
    CANCELLED = "cancelled", "撤销"
    HANDED_OVER = "handed_over", "转交"


class AnswerAct(TextChoices):
    """The act of a department on its answer to stop advice."""

    CORRECTED = "corrected", "更正答复"
    UNDONE = "undone", "撤回答复"


class MonthState(TextChoices):
    """The state of the confirmation of a month (月度确认) by its department."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CHANGED = "changed", "确认后有变动"


# The department has to confirm the month, for the first time or again.
UNCONFIRMED = (MonthState.OPEN, MonthState.CHANGED)
MONTH_TRANSITIONS: Transitions = {
    MonthState.OPEN: (MonthState.CONFIRMED,),
    MonthState.CONFIRMED: (MonthState.CHANGED,),
    MonthState.CHANGED: (MonthState.CONFIRMED,),
}


class ReceiptState(TextChoices):
    """Whether a recipient of feedback has received an application (签收)."""

    OPEN = "open", "未签收"
    RECEIVED = "received", "已签收"


class InquiryState(TextChoices):
    """The state of an inquiry (询问) about an application."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复，待查看"
    READ = "read", "已查看"


INQUIRY_TRANSITIONS: Transitions = {
    InquiryState.OPEN: (InquiryState.ANSWERED,),
    InquiryState.ANSWERED: (InquiryState.READ,),
    InquiryState.READ: (),
}


class NoticeKind(TextChoices):
    """The subject of a notice (消息)."""

    ADDED = "added", "新增"
    LOST = "lost", "资格丧失"
    RESTORED = "restored", "资格恢复"
    PENDING = "pending", "待核实"
    CLEARED = "cleared", "核实完毕"
    REPORT = "report", "失信线索"
    REPORT_SUPPLEMENTED = "report_supplemented", "线索补充"
    REPORT_WITHDRAWN = "report_withdrawn", "线索撤回"
    REPORT_DECIDED = "report_decided", "线索已处理"
    MEASURE = "measure", "措施变动"
    TERM = "term", "期限变动"
    REMINDER = "reminder", "答复催办"
    REORGANISATION = "reorganisation", "机构变动"
    NEWCOMERS = "newcomers", "新增周报"
    OPPORTUNITIES = "opportunities", "免申即享月报"


# Digests of a week or a month; a department gets at most one of each.
DIGESTS = (NoticeKind.NEWCOMERS, NoticeKind.OPPORTUNITIES)
# The kinds about violation reports that only their recipients get.
TO_RECIPIENTS = (NoticeKind.REPORT, NoticeKind.REPORT_SUPPLEMENTED, NoticeKind.REPORT_WITHDRAWN)
# The kinds that a person of each department acknowledges (知悉), beside reading them.
TO_ACKNOWLEDGE = (NoticeKind.LOST, NoticeKind.RESTORED)
# The kinds that always have a term. A loss has one where there is advice to answer, a report where it is to be decided.
WITH_TERM = (NoticeKind.TERM, NoticeKind.REMINDER)


class Pending(TextChoices):
    """What a department has not done yet about an announcement."""

    UNREAD = "unread", "未读"
    UNACKNOWLEDGED = "unacknowledged", "未知悉"
    UNANSWERED = "unanswered", "未答复"


class ReminderTime(TextChoices):
    """When a department is reminded of stop advice that it has not answered."""

    BEFORE = "before", "到期前"
    AFTER = "after", "逾期后"


class TermOf(TextChoices):
    """What a term that was counted again is for."""

    ADVICE = "advice", "停用建议的答复期限"
    MATCH = "match", "比对命中的核实期限"
    REPORT = "report", "失信线索的处理期限"


# The states in which running measures should stop.
LOST = (StandingState.REVOKED, StandingState.LAPSED, StandingState.BLOCKED)
# What it means that an enterprise is eligible now: last announced change → kind of notice.
WHEN_ELIGIBLE = {None: NoticeKind.ADDED, NoticeKind.LOST: NoticeKind.RESTORED, NoticeKind.PENDING: NoticeKind.CLEARED}


def kind_of_change(last: str | None, state: StandingState) -> NoticeKind | None:
    """Return the kind of notice for a new state after the last announced change of the enterprise (None: none yet).

    A loss concerns an enterprise that was an incentive object, a return one whose loss was announced. A second loss,
    such as a removal from the roster after a revocation, requires no notice. Neither does the state of an enterprise
    that has never been an incentive object. A possible match is announced when it suspends the standing, and when it
    ends.
    """
    if state == StandingState.ELIGIBLE:
        return WHEN_ELIGIBLE.get(NoticeKind(last) if last else None)
    if last in (None, NoticeKind.LOST):
        return None
    if state in LOST:
        return NoticeKind.LOST
    if state == StandingState.PENDING and last != NoticeKind.PENDING:
        return NoticeKind.PENDING
    return None


class LookupState(TextChoices):
    """The state of a look-up of many (批量查询)."""

    WAITING = "waiting", "查询中"
    ANSWERED = "answered", "已完成"
    GIVEN_UP = "given_up", "未能完成"


LOOKUP_TRANSITIONS: Transitions = {
    LookupState.WAITING: (LookupState.ANSWERED, LookupState.GIVEN_UP),
    LookupState.ANSWERED: (),
    LookupState.GIVEN_UP: (),
}


class LookupMatch(TextChoices):
    """By what a line of a look-up was found, or why it was not."""

    USCC = "uscc", "统一社会信用代码"
    CUSTOMS_CODE = "customs_code", "海关注册编码"
    IDENTIFIER = "identifier", "组织机构代码、曾用海关编码或注册号"
    NAME = "name", "名称"
    FORMER_NAME = "former_name", "曾用名"
    CHOSEN = "chosen", "由查询人选定"
    NONE = "none", "没有找到"
    PERSON = "person", "像是自然人，未查询，未保存"
    UNREADABLE = "unreadable", "没有企业名称或代码，未查询"


class LookupResult(TextChoices):
    """What the answer to a line means for the department."""

    ELIGIBLE = "eligible", "可以适用"
    NOT_ELIGIBLE = "not_eligible", "暂缓或不能"
    NO_RECORD = "no_record", "当日无记录"
    CHOOSE = "choose", "须选定"
    NOT_FOUND = "not_found", "没有找到"
    NOT_READ = "not_read", "未查询"


class AssignmentEnd(TextChoices):
    """Why an assignment (交办) ended."""

    REASSIGNED = "reassigned", "转交他人"
    LEFT = "left", "账号停用或调离"
    HANDED_OVER = "handed_over", "改由其他单位承办"


class Whose(TextChoices):
    """By whom open work of a department is done, as a reader asks."""

    OWN = "own", "我的"
    NOBODYS = "nobodys", "未分派"
    NOT_OWN = "not_own", "我以外的"
