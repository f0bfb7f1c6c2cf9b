"""Which department took the place of a closed one."""

from accounts.department_acts import DepartmentAct
from accounts.models import Department
from reorganisations.models import Reorganisation
from reorganisations.states import ReorganisationState


def department_in_place_of(department: Department) -> Department | None:
    """Return the department, or where it is closed the one with which it was merged; None where none is known."""
    while department.closed_on is not None:
        mergers = Reorganisation.objects.filter(act=DepartmentAct.MERGE, state=ReorganisationState.DONE)
        merger = mergers.filter(department=department).select_related("target").first()
        if merger is None:
            return None
        department = merger.receiver
    return department
