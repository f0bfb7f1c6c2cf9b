"""The states of a plan, whether a version of a measure is in force, and the acts that write or withdraw a version."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class PlanState(TextChoices):
    """Whether a second administrator approved that the plan is entered. Only an adopted plan is shown.

    A plan that was adopted is withdrawn before its day.
    """

    PROPOSED = "proposed", "待复核"
    ADOPTED = "adopted", "已载入"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


PLAN_TRANSITIONS: Transitions = {
    PlanState.PROPOSED: (PlanState.ADOPTED, PlanState.REJECTED),
    PlanState.ADOPTED: (PlanState.WITHDRAWN,),
    PlanState.REJECTED: (),
    PlanState.WITHDRAWN: (),
}


# The plans that were never in force; their numbers and names are free again.
NEVER_IN_FORCE = (PlanState.REJECTED, PlanState.WITHDRAWN)


class PlanAct(TextChoices):
    """What the system administrator does with a plan from a day on, by a document.

    Measures come with a plan of their own, or into one that exists; a plan ends with all its measures. Each of these
    can be withdrawn before its day.
    """

    ISSUE = "issue", "印发"
    ADD = "add", "新增"
    END = "end", "废止"
    WITHDRAW = "withdraw", "撤回"


class MeasureStatus(TextChoices):
    """Whether a measure can be applied on the days of a version."""

    IN_FORCE = "in_force", "施行"
    SUSPENDED = "suspended", "暂停"
    ABOLISHED = "abolished", "废止"


class MeasureAct(TextChoices):
    """What the system administrator does with a measure from a day on, by a document."""

    AMEND = "amend", "调整"
    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"
    ABOLISH = "abolish", "废止"
    WITHDRAW = "withdraw", "撤回"

    @property
    def ends_measure(self) -> bool:
        """Whether nothing can be applied any more after the act."""
        return self == MeasureAct.ABOLISH


# The status of the version that an act writes. An amendment keeps the status; a withdrawal writes no version.
STATUS_AFTER = {
    MeasureAct.SUSPEND: MeasureStatus.SUSPENDED,
    MeasureAct.RESUME: MeasureStatus.IN_FORCE,
    MeasureAct.ABOLISH: MeasureStatus.ABOLISHED,
}
# The acts that are possible where the newest version has this status; a version before its day can be withdrawn, too.
POSSIBLE_ACTS = {
    MeasureStatus.IN_FORCE: (MeasureAct.AMEND, MeasureAct.SUSPEND, MeasureAct.ABOLISH),
    MeasureStatus.SUSPENDED: (MeasureAct.AMEND, MeasureAct.RESUME, MeasureAct.ABOLISH),
    MeasureStatus.ABOLISHED: (),
}
