"""The work on publication and objections that waits for a person."""

from django.db.models import QuerySet

from accounts.models import User
from foundation.postgres.composed import Parameter
from foundation.web.work_items import Kind, Rows, list_url
from publicity.models import Bulletin, Objection
from publicity.models.publications import publishable_standings
from publicity.states import BulletinState, ObjectionState


def waiting(user: User) -> list[Kind]:
    """Return the enterprises that can be published, the bulletins to approve, and the objections to answer.

    Those of other desks count when they are overdue.
    """
    kinds = []
    if user.has_perm("publicity.add_publication"):
        url = list_url("publicity:publication_list", shown="joining")
        kinds.append(Kind("待公布的联合激励对象", url, Rows(publishable_standings), since="known_at"))
        url = list_url("publicity:bulletin_list", state=BulletinState.WAITING)
        others = Rows(_bulletins_to_approve, (user.pk,))
        kinds.append(Kind("待您批准的名单公布", url, others, since="prepared_at"))
        url = list_url("publicity:bulletin_list", state=BulletinState.SCHEDULED)
        kinds.append(Kind("待定时公布的名单", url, Rows(_scheduled_bulletins), since="prepared_at"))
    if user.has_perm("publicity.answer_objection"):
        own = Rows(_objections_to_answer, (user.department_id,))
        url = list_url("publicity:objection_list", state=ObjectionState.WAITING, mine="true")
        kinds.append(Kind("待核实的异议", url, own, since="recorded_at", due_on="due_on"))
    if user.has_perm("publicity.opine_objection"):
        asked = Objection.objects.without_opinion().filter(office=user.department)
        url = list_url("publicity:objection_list", opinion="true")
        kinds.append(Kind("待提出意见的异议", url, asked, since="recorded_at", due_on="due_on"))
    if user.has_perm("publicity.add_objection"):
        late = Rows(_overdue_objections_of_others, (user.department_id,))
        url = list_url("publicity:objection_list", overdue="true")
        kinds.append(Kind("海关逾期未答复的异议", url, late, since="recorded_at", due_on="due_on"))
    return kinds


def _bulletins_to_approve(user: Parameter) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(state=BulletinState.WAITING).exclude(prepared_by=user)


def _scheduled_bulletins() -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(state=BulletinState.SCHEDULED)


def _objections_to_answer(department: Parameter) -> QuerySet[Objection]:
    return Objection.objects.waiting().filter(in_charge=department)


def _overdue_objections_of_others(department: Parameter) -> QuerySet[Objection]:
    return Objection.objects.overdue().exclude(in_charge=department)
