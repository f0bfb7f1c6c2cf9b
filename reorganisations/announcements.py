"""What departments and citizens are told of the reorganisations that are agreed and not carried out."""

from accounts.department_acts import DepartmentAct
from accounts.models import Department
from feedback.wording import reorganisation_text
from reorganisations.models import Reorganisation
from reorganisations.wording import params_of


def announcements_for(department: Department) -> list[str]:
    """Return the coming reorganisations of the department, as a sentence each; for 市发展改革委 those of all."""
    coming = Reorganisation.objects.coming()
    shown = coming if department.is_lead else coming.touching(department)
    return [reorganisation_text(params_of(each)) for each in shown]


def public_announcements(department: Department | None) -> list[str]:
    """Return the coming reorganisations that change or rename those responsible for measures, as a sentence each.

    Where there is a department, those that touch it.
    """
    coming = Reorganisation.objects.coming()
    listed = [params_of(each) for each in (coming.touching(department) if department else coming)]
    return [reorganisation_text(each) for each in listed if each["act"] == DepartmentAct.RENAME or each["measures"]]
