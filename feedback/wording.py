"""Chinese wording of notices."""

from collections.abc import Callable
from datetime import date

from accounts.department_acts import act_text
from accounts.models import Department
from feedback.models import Notice, StandingChange
from feedback.notice_params import DigestParams, MeasureParams, PlanParams, ReminderParams, ReorganisationParams
from feedback.states import NoticeKind, ReminderTime, TermOf
from foundation.web.dates import chinese_date
from incentives.models import MeasureVersion
from incentives.states import MeasureAct, PlanAct
from screening.reasons import ReasonCode
from screening.states import RevocationCategory, StandingState
from screening.wording import named_measures_text, reasons_text, rules_text

# Kind → what the enterprises are now, and what follows for the departments.
PREDICATES: dict[str, tuple[str, str]] = {
    NoticeKind.ADDED: ("成为联合激励对象", "可以适用激励措施。"),
    NoticeKind.LOST: ("不再是联合激励对象", "建议停止适用的守信联合激励措施；按次办理的措施无须停止。"),
    NoticeKind.RESTORED: ("恢复为联合激励对象", "可以继续适用激励措施。"),
    NoticeKind.PENDING: ("待核实", "核实结束前不能登记新的措施，正在适用的措施无须停止。"),
    NoticeKind.CLEARED: ("核实完毕，仍为联合激励对象", "可以继续适用激励措施。"),
}

# State of a lost standing → what the enterprise is now.
LOSSES = {
    StandingState.REVOKED: "取消联合激励资格",
    StandingState.LAPSED: "退出联合激励对象",
    StandingState.BLOCKED: "暂不纳入联合激励对象",
}


def _day(iso: str) -> str:
    return chinese_date(date.fromisoformat(iso))


def _reason(change: StandingChange, sees_screening: bool, code: ReasonCode | None = None) -> str:
    """Return the first reason of the standing, or the first with this code, as the reader may see it."""
    reasons = change.standing.reasons_for(sees_screening=sees_screening, is_competent=True)
    return reasons_text([reason for reason in reasons if code in (None, reason["code"])][:1])


def _added(change: StandingChange, department: Department, sees_screening: bool) -> str:
    return f"：{_reason(change, sees_screening)}"


def _lost(change: StandingChange, department: Department, sees_screening: bool) -> str:
    state = StandingState(change.standing.state)
    if state == StandingState.REVOKED:
        revoked = change.standing.reasons[0]["params"]
        cause = f"{RevocationCategory(revoked['category']).label}，{revoked['reason']}"
        named = f"；{named_measures_text(revoked)}" if _names_measures(change) else ""
        office = f"{revoked['office']}（{revoked['document_number']}）"
        return f"{LOSSES[state]}。决定机关：{office}；原因：{cause}{rules_text(revoked)}{named}"
    return f"{LOSSES[state]}：{_reason(change, sees_screening)}"


def _restored(change: StandingChange, department: Department, sees_screening: bool) -> str:
    restoration = change.params.get("restoration")
    if restoration:
        return (
            f"：{restoration['office']}恢复资格：{restoration['reason']}"
            f"（{restoration['document_number']}，自{_day(restoration['restored_on'])}）"
        )
    if change.params.get("ended_loss") == StandingState.BLOCKED:
        return "：暂不纳入的情形已消除"
    return f"：{_reason(change, sees_screening)}"


def _pending(change: StandingChange, department: Department, sees_screening: bool) -> str:
    """Return the suspension, or the term; for 市发展改革委 and the competent office also the possible match."""
    if change.standing.is_suspended:
        return f"：{_reason(change, sees_screening, ReasonCode.SUSPENDED)}"
    due_on = change.params.get("due_on")
    term = f"（核实期限{_day(due_on)}已过）" if due_on else ""
    if not (sees_screening or department.is_lead or department.pk == change.office_id):
        return term
    return f"{term}：{_reason(change, sees_screening, ReasonCode.POSSIBLE_MATCH)}"


def _cleared(change: StandingChange, department: Department, sees_screening: bool) -> str:
    """Return how the suspension was lifted on the day of the change, "" where a possible match was settled."""
    since = change.standing.since.isoformat()
    is_lifted = any(reason["params"].get("lifted_on") == since for reason in change.standing.reasons)
    return f"：{_reason(change, sees_screening, ReasonCode.SUSPENSION_LIFTED)}" if is_lifted else ""


CHANGE_TEXTS: dict[str, Callable[[StandingChange, Department, bool], str]] = {
    NoticeKind.ADDED: _added,
    NoticeKind.LOST: _lost,
    NoticeKind.RESTORED: _restored,
    NoticeKind.PENDING: _pending,
    NoticeKind.CLEARED: _cleared,
}


def change_text(change: StandingChange, notice: Notice, sees_screening: bool) -> str:
    """Return the clause about one enterprise of a notice, without subject and full stop, as the reader may see it.

    A reader who may not see the screening gets the reason of a standing as `Standing.shared_reasons` gives it. Raises
    KeyError for a kind that the table does not have.
    """
    text = CHANGE_TEXTS[notice.kind](change, notice.department, sees_screening)
    predicate = "" if notice.kind == NoticeKind.LOST else PREDICATES[notice.kind][0]
    return f"自{chinese_date(change.standing.since)}起{predicate}{text}"


def notice_text(notice: Notice, sees_screening: bool) -> str:
    """Return the text of a notice; for a list of enterprises, how many there are and what follows.

    Raises KeyError for a kind that the tables do not have.
    """
    if notice.kind == NoticeKind.REPORT:
        return _report(notice)
    if notice.kind == NoticeKind.REPORT_DECIDED:
        return _report_decided(notice)
    if notice.kind in REPORT_TEXTS:
        return REPORT_TEXTS[NoticeKind(notice.kind)].format(**notice.params)
    if notice.kind == NoticeKind.MEASURE:
        return _measure(notice)
    if notice.kind == NoticeKind.TERM:
        return _term(notice)
    if notice.kind == NoticeKind.REMINDER:
        return _reminder(notice.params)
    if notice.kind == NoticeKind.REORGANISATION:
        return reorganisation_text(notice.params)
    if notice.kind == NoticeKind.NEWCOMERS:
        return _newcomers(notice)
    if notice.kind == NoticeKind.OPPORTUNITIES:
        return _opportunities(notice.params)
    predicate, consequence = PREDICATES[notice.kind]
    announcement = notice.announcement
    assert announcement is not None  # constraint notice_has_its_subject
    if announcement.enterprise_count > 1:
        follows = _after_loss(notice) if notice.kind == NoticeKind.LOST else consequence
        return f"{announcement.enterprise_count}家企业{predicate}。{follows}"
    change = announcement.changes.all()[0]
    subject = f"{change.params['enterprise']}（{change.params['uscc']}）"
    follows = _after_loss(notice, change) if notice.kind == NoticeKind.LOST else consequence
    return f"{subject}{change_text(change, notice, sees_screening)}。{follows}"


def _after_loss(notice: Notice, change: StandingChange | None = None) -> str:
    """Return what follows from a loss for the department of the notice, which has the annotations of with_answers.

    `change` is that of a single enterprise; where its revocation names the measures to stop, its text has said so.
    """
    names_measures = change is not None and _names_measures(change)
    if not notice.advised:
        return f"您单位没有{'须停止' if names_measures else '正在适用'}的措施，知悉即可。"
    advice = "" if names_measures else PREDICATES[NoticeKind.LOST][1]
    if not notice.to_answer:
        return f"{advice}您单位的{notice.advised}项停用建议均已答复或者撤销。"
    return f"{advice}您单位有{notice.to_answer}项须答复，答复期限{chinese_date(notice.answer_due_on)}。"


def _names_measures(change: StandingChange) -> bool:
    """Whether the enterprise is revoked by a decision that names the measures to stop, as its text says.

    A match on a blacklist beside it concerns all measures.
    """
    first, *others = change.standing.reasons
    is_blacklisted = any(reason["code"] == ReasonCode.BLACKLISTED for reason in others)
    return first["code"] == ReasonCode.REVOKED and bool(first["params"]["measures"]) and not is_blacklisted


def receipt_of_answers(notice: Notice) -> str:
    """Return for 市发展改革委 how far the department has answered the advice of a loss; "" of other notices."""
    if notice.to_answer:
        return f"待答复{notice.to_answer}项，答复期限{chinese_date(notice.answer_due_on)}"
    if notice.advised:
        return f"{notice.advised}项均已答复或者撤销"
    return "没有须停止的措施" if notice.kind == NoticeKind.LOST else ""


# Act → what follows for a department that applies the measure to enterprises.
RUNNING_TEXTS = {
    MeasureAct.AMEND: "届时起按调整后的内容继续适用。",
    MeasureAct.SUSPEND: "可继续适用；决定停止的，请登记停止日期。",
    MeasureAct.RESUME: "继续适用。",
    MeasureAct.ABOLISH: "请停止适用，并登记停止日期。",
    MeasureAct.WITHDRAW: "仍按现行文本适用。",
}
# Act → what happens to the measure.
MEASURE_TEXTS = {
    MeasureAct.AMEND: "自{day}起调整（{basis}）。",
    MeasureAct.SUSPEND: "自{day}起暂停（{basis}），暂停期间不能新登记。",
    MeasureAct.RESUME: "自{day}起恢复施行（{basis}），可以登记。",
    MeasureAct.ABOLISH: "自{day}起废止（{basis}），此后的实施不能登记。",
    MeasureAct.WITHDRAW: "原定自{day}起的变动已撤回（{basis}），仍按现行文本施行。",
}


# Act → what happens to the plan.
PLAN_TEXTS = {
    PlanAct.ISSUE: "行动计划《{title}》（{document_number}）自{day}起施行，共{count}项措施。",
    PlanAct.ADD: "《{title}》（{document_number}）自{day}起新增{count}项措施（{legal_basis}）。",
    PlanAct.END: (
        "行动计划《{title}》（{document_number}）自{day}起废止（{legal_basis}），{count}项措施同日废止，此后的实施不能登记。"
    ),
    PlanAct.WITHDRAW: (
        "《{title}》（{document_number}）原定自{day}起的{withdrawn}已撤回（{legal_basis}），涉及{count}项措施。"
    ),
}
# The same for the end of a plan whose measures were abolished one by one, and its withdrawal.
TEXTS_WITHOUT_MEASURES = {
    PlanAct.END: "行动计划《{title}》（{document_number}）自{day}起废止（{legal_basis}），其措施此前均已废止。",
    PlanAct.WITHDRAW: "《{title}》（{document_number}）原定自{day}起的{withdrawn}已撤回（{legal_basis}）。",
}


def _measure(notice: Notice) -> str:
    """Return the text of a change of a measure or of a plan."""
    version, params = notice.version, notice.params
    assert version is not None
    if "document_number" in params:
        texts = PLAN_TEXTS if params["count"] else TEXTS_WITHOUT_MEASURES
        withdrawn = PlanAct(params["withdrawn"]).label if params["withdrawn"] else ""
        text = texts[PlanAct(params["act"])].format(**{**params, "day": _day(params["day"]), "withdrawn": withdrawn})
        own = f"由您单位实施的有{'、'.join(params['measures'])}。" if params["measures"] else ""
        return text + own + _running(MeasureAct.ABOLISH, params)
    return _change_of_measure(version, params)


def _change_of_measure(version: MeasureVersion, params: MeasureParams) -> str:
    """Return what happens to the measure, who is responsible, and what runs."""
    act, day = MeasureAct(params["act"]), chinese_date(version.in_force_from)
    text = version.in_sentence + MEASURE_TEXTS[act].format(day=day, basis=params["legal_basis"])
    if act == MeasureAct.AMEND and params["is_responsible"] != params["was_responsible"]:
        text += f"自该日起由{version.responsible_on(version.in_force_from)}实施。"
    return text + _running(act, params)


def _running(act: MeasureAct, params: MeasureParams | PlanParams) -> str:
    """Return what follows from the act for what the department applies, "" where it applies nothing."""
    if not params["running"]:
        return ""
    return f"您单位正在适用{params['running']}项（{params['enterprises']}家企业），{RUNNING_TEXTS[act]}"


def _term(notice: Notice) -> str:
    """Return the old and the new day of terms that were counted again."""
    params = notice.params
    several = f"等{params['count']}项" if params["count"] > 1 else ""
    return (
        f"因放假安排公布或调整，{params['enterprise']}{several}{TermOf(params['term_of']).label}"
        f"由{_day(params['before'])}改为{_day(params['after'])}。"
    )


REMINDER_TEXTS = {
    ReminderTime.BEFORE: "是{day}，您单位尚未答复，请按期答复。",
    ReminderTime.AFTER: "{day}已过，您单位尚未答复，请尽快答复。市发展改革委可以看到逾期的天数。",
}


def _reminder(params: ReminderParams) -> str:
    """Return which advice has to be answered, and by which day."""
    several = f"等{params['count']}项" if params["count"] > 1 else ""
    text = REMINDER_TEXTS[ReminderTime(params["time"])].format(day=_day(params["due_on"]))
    return f"{params['enterprise']}{several}停用建议的答复期限{text}"


def _newcomers(notice: Notice) -> str:
    """Return who became an incentive object for the first time within the week, and what they could have."""
    params, since = notice.params, notice.covers_from
    assert since is not None  # constraint notice_of_digest_has_period
    rest = "等" if params["count"] > len(params["enterprises"]) else ""
    return (
        f"{chinese_date(since)}至{_day(params['until'])}首次成为联合激励对象的{params['count']}家企业："
        f"{'、'.join(params['enterprises'])}{rest}。企业无须申请，您单位可以直接适用：{_measure_counts(params)}。"
    )


def _opportunities(params: DigestParams) -> str:
    """Return which measures eligible enterprises have never had, and how many they are."""
    return (
        f"截至{_day(params['until'])}有{params['count']}家联合激励对象。其中从未适用过您单位下列措施的，"
        f"企业无须申请，可以直接适用：{_measure_counts(params)}。"
    )


def _measure_counts(params: DigestParams) -> str:
    """Return the measures, those with the same number of enterprises together."""
    by_count: dict[int, list[str]] = {}
    for each in params["measures"]:
        by_count.setdefault(each["count"], []).append(each["measure"])
    return "；".join(
        f"{'、'.join(measures)}（{'各' if len(measures) > 1 else ''}{count}家）" for count, measures in by_count.items()
    )


def reorganisation_text(params: ReorganisationParams) -> str:
    """Return what happens to a department, by which document, and which measures another one is responsible for."""
    act = act_text(
        params["act"],
        date.fromisoformat(params["day"]),
        department=params["department"],
        target=params["target"],
        name=params["name"],
    )
    if params["withdrawn_for"]:
        return f"原定{act}（{params['document_number']}），已撤回：{params['withdrawn_for'].rstrip('。')}。"
    measures, to = "、".join(params["measures"]), params["target"] or params["name"]
    moved = f"，{measures}的责任单位同日改为{to}" if measures else ""
    return f"{act}（{params['document_number']}）{moved}。"


# What the reporting department did with its report → the text for the recipients.
REPORT_TEXTS = {
    NoticeKind.REPORT_SUPPLEMENTED: "{reported_by}补充{enterprise}（{uscc}）的失信线索：{facts}",
    NoticeKind.REPORT_WITHDRAWN: "{reported_by}撤回{enterprise}（{uscc}）的失信线索，不再处理。撤回理由：{reason}",
}


def _report_decided(notice: Notice) -> str:
    """Return the text of the decision on a report, for the department that reported."""
    report, params = notice.report, notice.params
    assert report is not None
    return (
        f"您单位报送的{params['enterprise']}（{params['uscc']}）的失信线索已由海关处理："
        f"{report.outcome_text}。处理意见：{report.decision_reason}"
    )


def _report(notice: Notice) -> str:
    """Return the text of a report as its enterprise and its department were named when it was sent."""
    report, params = notice.report, notice.params
    assert report is not None
    return f"{params['reported_by']}报送{params['enterprise']}（{params['uscc']}）的违法失信情况：{report.facts}"
