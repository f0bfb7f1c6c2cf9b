"""The states of screenings, decisions and standings."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class ScreeningState(TextChoices):
    """The state of a screening (交叉比对) or chunk."""

    WAITING = "waiting", "等待比对"
    RUNNING = "running", "比对中"
    DONE = "done", "已完成"
    FAILED = "failed", "比对失败"


SCREENING_TRANSITIONS: Transitions = {
    ScreeningState.WAITING: (ScreeningState.RUNNING,),
    ScreeningState.RUNNING: (ScreeningState.DONE, ScreeningState.FAILED),
    ScreeningState.FAILED: (ScreeningState.WAITING,),
    ScreeningState.DONE: (),
}


class Decision(TextChoices):
    """The decision on a hit (比对命中)."""

    UNDECIDED = "undecided", "未核实"
    CONFIRMED = "confirmed", "核实为同一主体"
    DISMISSED = "dismissed", "核实为不同主体"


class LookUpKind(TextChoices):
    """What a look-up asked for."""

    ENTERPRISE = "enterprise", "一家企业的激励资格"
    SEARCH = "search", "按名称或代码查询企业"
    BATCH = "batch", "批量查询企业"


CONCLUSIONS = (Decision.CONFIRMED, Decision.DISMISSED)
DECISION_TRANSITIONS: Transitions = {
    Decision.UNDECIDED: (Decision.CONFIRMED, Decision.DISMISSED),
    Decision.CONFIRMED: (Decision.UNDECIDED,),
    Decision.DISMISSED: (Decision.UNDECIDED,),
}


class RevocationCategory(TextChoices):
    """Why customs revokes a qualification (plan §3; 海关总署令第251号)."""

    SMUGGLING = "smuggling", "走私犯罪或者走私行为"
    CUSTOMS_VIOLATION = "customs_violation", "违反海关监管规定"
    OTHER_VIOLATION = "other_violation", "其他领域的违法失信行为"
    BLACKLISTED = "blacklisted", "被列入严重失信名单"
    BELOW_STANDARD = "below_standard", "不再符合高级认证企业标准"
    ON_REQUEST = "on_request", "企业主动申请"
    OTHER = "other", "其他情形"


class StandingState(TextChoices):
    """The state of an enterprise (激励资格); plan §1 and §3."""

    UNSCREENED = "unscreened", "待比对"
    ELIGIBLE = "eligible", "联合激励对象"
    PENDING = "pending", "待核实"
    BLOCKED = "blocked", "暂不纳入"
    REVOKED = "revoked", "已取消"
    LAPSED = "lapsed", "已退出"
