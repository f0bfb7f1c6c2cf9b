"""Chinese wording of stored codes, for pages, API, CSV and notices: reasons of standings, failures of screenings.

The rules of a hit have their sentences in `matching.rules`, next to their weights.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from foundation.web.dates import chinese_date
from matching.rules import MATCH_TYPES
from screening.reasons import (
    AttemptsParams,
    CertifiedParams,
    ChunkParams,
    EntryParams,
    Failure,
    FailureCode,
    NotScreenedParams,
    ReasonCode,
    RemovedParams,
    RestoredParams,
    RevokedParams,
    StandingReason,
    SuspendedParams,
    SuspensionLiftedParams,
)
from screening.states import Decision, RevocationCategory, StandingState

# What follows a revocation, for the officer who made it.
AFTER_LOSS = (
    "公众不再看到该企业及其案例",
    "各成员单位将收到通报，正在适用长期措施的单位将收到停用建议",
)
# What follows when a decision on a hit makes the enterprise an incentive object.
AFTER_RETURN = (
    "各成员单位将收到通报，尚未答复的停用建议随之撤销",
    "已公布的企业及其案例，公众立即可以查到",
)
STATE_EFFECTS = {StandingState.BLOCKED: AFTER_LOSS, StandingState.ELIGIBLE: AFTER_RETURN}
SIDES_CHANGED = "双方资料已变化"
NOT_SHARED_YET = "有“黑名单”条目的名称与该企业相近，是否为同一主体正在核实"
NO_LONGER_SHARED = "原列入信息已移出，依规定不再展示"


def _certified(params: CertifiedParams) -> str:
    certified_on = chinese_date(date.fromisoformat(params["certified_on"]))
    return f"{params['office']}认定为高级认证企业（认证日期{certified_on}）"


def _removed(params: RemovedParams) -> str:
    until = chinese_date(date.fromisoformat(params["until"]))
    reason = f"，原因：{params['reason']}" if params["reason"] else ""
    return f"{params['office']}名单自{until}起不再列入（移出名单，名单编号{params['number']}）{reason}"


def _revoked(params: RevokedParams) -> str:
    category = RevocationCategory(params["category"]).label
    text = f"{params['office']}取消资格（{category}）：{params['reason']}（{params['document_number']}）"
    named = f"，{named_measures_text(params)}" if params["measures"] else ""
    return f"{text}{rules_text(params)}{named}"


def rules_text(params: RevokedParams) -> str:
    """Return which rules of the office the revocation cites; "" for none."""
    return f"，依据{params['rules']}" if "rules" in params else ""


def named_measures_text(params: RevokedParams) -> str:
    """Return which measures a revocation that names some advises to stop."""
    return f"建议停止的措施限于{'、'.join(params['measures'])}，其余继续适用"


def _restored(params: RestoredParams) -> str:
    restored_on = chinese_date(date.fromisoformat(params["restored_on"]))
    return f"{params['office']}自{restored_on}起恢复资格：{params['reason']}（{params['document_number']}）"


def _suspended(params: SuspendedParams) -> str:
    return f"{params['office']}暂停资格：{params['reason']}（{params['document_number']}）"


def _suspension_lifted(params: SuspensionLiftedParams) -> str:
    lifted_on = chinese_date(date.fromisoformat(params["lifted_on"]))
    return f"{params['office']}自{lifted_on}起解除暂停：{params['reason']}（{params['document_number']}）"


def _entry(params: EntryParams) -> str:
    document = f"，文号{params['document_number']}" if params["document_number"] else ""
    match_type = MATCH_TYPES[params["match_type"]].label
    confirmed = "，经核实为同一主体" if params["is_confirmed"] else ""
    return f"“{params['blacklist']}”（列入主体：{params['name']}{document}），依据：{match_type}{confirmed}"


def _not_screened(params: NotScreenedParams) -> str:
    missing = "、".join(f"“{name}”" for name in params["blacklists"])
    text = "尚未完成与“黑名单”的比对"
    return f"{text}：{missing}尚无已确认的名单，也未声明尚未启用" if missing else text


# Code → function that renders the parameters of the code.
REASON_TEXTS: dict[str, Callable[[Any], str]] = {
    ReasonCode.CERTIFIED: _certified,
    ReasonCode.REMOVED_FROM_ROSTER: _removed,
    ReasonCode.REVOKED: _revoked,
    ReasonCode.RESTORED: _restored,
    ReasonCode.SUSPENDED: _suspended,
    ReasonCode.SUSPENSION_LIFTED: _suspension_lifted,
    ReasonCode.BLACKLISTED: lambda params: f"列入{_entry(params)}",
    ReasonCode.POSSIBLE_MATCH: lambda params: f"疑似命中（未核实）{_entry(params)}",
    ReasonCode.HINT: lambda params: f"提示（不影响资格）：{_entry(params)}",
    ReasonCode.SCREENED: lambda params: "已与各领域“黑名单”完成比对",
    ReasonCode.NOT_SCREENED: _not_screened,
    ReasonCode.SCREENING_FAILED: lambda params: "与“黑名单”的比对失败，须重新比对",
}


def reason_text(reason: StandingReason) -> str:
    """Return the reason as a clause without full stop; a general one where its parameters are withheld.

    Raises KeyError for a code that the table does not have.
    """
    if reason["params"] is None:
        return NOT_SHARED_YET if reason["code"] == ReasonCode.POSSIBLE_MATCH else NO_LONGER_SHARED
    return REASON_TEXTS[reason["code"]](reason["params"])


def reasons_text(reasons: Iterable[StandingReason]) -> str:
    """The reasons in one line."""
    return "；".join(map(reason_text, reasons))


def decision_effects(decision: Decision, before: str | None, after: str | None) -> list[str]:
    """What a decision on a hit does beside the state of the enterprise, which it changes from `before` to `after`."""
    effects = ["企业资格不变"] if after == before else []
    if after != before and after in STATE_EFFECTS:
        effects += STATE_EFFECTS[StandingState(after)]
    return [*effects, "双方资料不变的，这条命中不再提请核实"] if decision == Decision.DISMISSED else effects


def _attempts_exhausted(params: AttemptsParams) -> str:
    attempts = params["attempts"]
    return f"已尝试{attempts}次，每次处理程序都意外中止。请重试失败的分块，仍不成功请联系系统管理员。"


def _chunk_failed(params: ChunkParams) -> str:
    return f"第{params['chunk']}块{_attempts_exhausted({'attempts': params['attempts']})}"


# Code → function that renders the parameters of the code.
FAILURE_TEXTS: dict[str, Callable[[Any], str]] = {
    FailureCode.ATTEMPTS_EXHAUSTED: _attempts_exhausted,
    FailureCode.CHUNK_FAILED: _chunk_failed,
}


def failure_text(failure: Failure | None) -> str:
    """The reason why a screening or a chunk failed; "" for None. Raises KeyError for an unknown code."""
    return FAILURE_TEXTS[failure["code"]](failure["params"]) if failure else ""
