"""What departments and citizens are told of the reorganisations that are agreed and not carried out."""

from accounts.models import Department
from incentives.models import Measure
from reorganisations.holdings import measures_of
from reorganisations.models import Reorganisation
from reorganisations.states import DepartmentAct

# The acts after which another department is responsible for measures.
MOVING = (DepartmentAct.TRANSFER, DepartmentAct.SPLIT, DepartmentAct.MERGE)


def announcements_for(department: Department) -> list[str]:
    """Return the coming reorganisations of the department, as a sentence each; for 市发展改革委 those of all."""
    coming = Reorganisation.objects.coming()
    return [_sentence(each) for each in (coming if department.is_lead else coming.touching(department))]


def public_announcements(department: Department | None) -> list[str]:
    """Return the coming reorganisations that change or rename those responsible for measures, as a sentence each.

    Where there is a department, those that touch it.
    """
    coming = Reorganisation.objects.coming()
    listed = coming.touching(department) if department else coming
    return [_sentence(each) for each in listed if each.act == DepartmentAct.RENAME or moved_measures(each)]


def moved_measures(reorganisation: Reorganisation) -> list[Measure]:
    """Return the measures for which another department becomes responsible."""
    if reorganisation.act not in MOVING:
        return []
    measures = measures_of(reorganisation.source)
    is_whole = reorganisation.act == DepartmentAct.MERGE
    return list(measures if is_whole else measures.filter(pk__in=reorganisation.content["measures"]))


def _sentence(reorganisation: Reorganisation) -> str:
    """Return what happens, by which document, and which measures move."""
    measures, to = moved_measures(reorganisation), reorganisation.target or reorganisation.content.get("name")
    moved = f"，{'、'.join(map(str, measures))}的责任单位届时改为{to}" if measures else ""
    return f"{reorganisation.summary}（{reorganisation.document_number}）{moved}。"
