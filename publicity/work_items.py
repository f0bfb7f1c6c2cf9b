"""The work on publication and objections that waits for a person."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from publicity.models import Objection
from publicity.models.publications import publishable_standings
from publicity.states import ObjectionState


def waiting(user: User) -> list[Kind]:
    """Return the enterprises that can be published, the objections to answer, and the overdue ones of other desks."""
    kinds = []
    if user.has_perm("publicity.add_publication"):
        url = list_url("publicity:publication_list", shown="publishable")
        kinds.append(Kind("待公布的联合激励对象", url, publishable_standings(), since="known_at"))
    if user.has_perm("publicity.answer_objection"):
        own = Objection.objects.waiting().filter(in_charge=user.department)
        url = list_url("publicity:objection_list", state=ObjectionState.WAITING, mine="true")
        kinds.append(Kind("待核实的异议", url, own, since="recorded_at", due_on="due_on"))
    if user.has_perm("publicity.add_objection"):
        late = Objection.objects.overdue().exclude(in_charge=user.department)
        url = list_url("publicity:objection_list", overdue="true")
        kinds.append(Kind("海关逾期未答复的异议", url, late, since="recorded_at", due_on="due_on"))
    return kinds
