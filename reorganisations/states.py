"""The acts of a reorganisation, and how far one has come."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class DepartmentAct(TextChoices):
    """What happens to a department from a day on."""

    RENAME = "rename", "更名"
    TRANSFER = "transfer", "划转职责"
    SPLIT = "split", "分立"
    MERGE = "merge", "并入"
    CLOSE = "close", "撤销"
    ESTABLISH = "establish", "设立"


class ReorganisationState(TextChoices):
    """How far a reorganisation has come. An approved one waits for its day."""

    PROPOSED = "proposed", "待复核"
    APPROVED = "approved", "待施行"
    DONE = "done", "已施行"
    REJECTED = "rejected", "不施行"


REORGANISATION_TRANSITIONS: Transitions = {
    ReorganisationState.PROPOSED: (ReorganisationState.APPROVED, ReorganisationState.REJECTED),
    ReorganisationState.APPROVED: (ReorganisationState.DONE, ReorganisationState.REJECTED),
    ReorganisationState.DONE: (),
    ReorganisationState.REJECTED: (),
}
UNDONE = [ReorganisationState.PROPOSED, ReorganisationState.APPROVED]
# The acts that begin with a department; a new one has none before.
OF_A_DEPARTMENT = [act for act in DepartmentAct if act != DepartmentAct.ESTABLISH]
# The acts that make a department.
FOUNDING = (DepartmentAct.SPLIT, DepartmentAct.ESTABLISH)
