"""How far a reorganisation has come, and which acts are alike."""

from django.db.models import TextChoices

from accounts.department_acts import DepartmentAct
from foundation.postgres.states import Transitions


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
# The acts that name the parts of a department which another one receives; a merger moves everything.
OF_PARTS = (DepartmentAct.TRANSFER, DepartmentAct.SPLIT)
