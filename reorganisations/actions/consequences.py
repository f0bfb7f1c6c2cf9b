"""What a reorganisation would do, counted before it is proposed and before it is approved."""

from collections.abc import Callable, Collection

from accounts.department_acts import DepartmentAct
from accounts.models import Department
from feedback.actions.handing_over import applications_in_charge
from feedback.models import StopAdvice
from foundation.consequences import Consequence
from incentives.models import Measure
from reorganisations.holdings import holdings_of, moved_accounts, moved_measures, open_reports_of, unread_notices
from reorganisations.models import Reorganisation
from reorganisations.wording import left_out_texts


def consequences_of(reorganisation: Reorganisation) -> list[Consequence]:
    """Return whom and what the reorganisation touches."""
    return CONSEQUENCES[DepartmentAct(reorganisation.act)](reorganisation)


def _of_rename(reorganisation: Reorganisation) -> list[Consequence]:
    department = reorganisation.source
    kept = f"此前的记录仍显示{department}，页面在更名后一年内注明“（原{department}）”"
    return [*_holdings(department), Consequence(1, kept)]


def _of_transfer(reorganisation: Reorganisation) -> list[Consequence]:
    department, content = reorganisation.source, reorganisation.content
    target = reorganisation.target or content["name"]
    measures, accounts = moved_measures(reorganisation), moved_accounts(reorganisation)
    names = "、".join(map(str, accounts))
    return [
        *_moved_measures(department, measures, str(target)),
        *([Consequence(len(accounts), f"账号{len(accounts)}个改属{target}：{names}")] if accounts else []),
        *(_moved_work(department, str(target)) if content["work"] else []),
        *(Consequence(1, f"不划转：{text}") for text in left_out_texts(reorganisation)),
        Consequence(1, f"此前由{department}登记、报送、答复的记录仍显示{department}"),
    ]


def _of_merger(reorganisation: Reorganisation) -> list[Consequence]:
    department, target = reorganisation.source, str(reorganisation.target)
    accounts = moved_accounts(reorganisation).count()
    return [
        *_moved_measures(department, moved_measures(reorganisation), target),
        *([Consequence(accounts, f"账号{accounts}个改属{target}")] if accounts else []),
        *_moved_work(department, target),
        *_of_closure(reorganisation),
    ]


def _of_closure(reorganisation: Reorganisation) -> list[Consequence]:
    department = reorganisation.source
    return [
        Consequence(1, f"{department}自该日起不能新增账号，不再收到消息，也不能选作责任单位"),
        Consequence(1, f"此前的记录仍显示{department}，各列表仍可按该单位筛选"),
    ]


def _of_establishment(reorganisation: Reorganisation) -> list[Consequence]:
    return [Consequence(1, f"{reorganisation.content['name']}尚无账号和措施，施行后在账号页面和激励措施页面办理")]


def _moved_measures(department: Department, measures: Collection[Measure], target: str) -> list[Consequence]:
    """Return the measures with their new versions, and the applications and the advice that go with them."""
    if not measures:
        return []
    applications = applications_in_charge(department, measures)
    running, every = applications.running().count(), applications.count()
    advice = StopAdvice.objects.open().filter(application__in=applications).count()
    names = "、".join(map(str, measures))
    return [
        Consequence(len(measures), f"措施{len(measures)}项的责任单位改为{target}：{names}，各有关单位将收到消息"),
        Consequence(every, f"措施实施{every}项由{target}承办，其中正在适用{running}项，待答复的停用建议{advice}项"),
    ]


def _moved_work(department: Department, target: str) -> list[Consequence]:
    reports, notices = open_reports_of(department).count(), unread_notices(department)
    return [Consequence(reports + notices, f"待处理的失信线索{reports}件、未读消息{notices}条转交{target}")]


def _holdings(department: Department) -> list[Consequence]:
    return [Consequence(holding.count, str(holding)) for holding in holdings_of(department)]


CONSEQUENCES: dict[DepartmentAct, Callable[[Reorganisation], list[Consequence]]] = {
    DepartmentAct.RENAME: _of_rename,
    DepartmentAct.TRANSFER: _of_transfer,
    DepartmentAct.SPLIT: _of_transfer,
    DepartmentAct.MERGE: _of_merger,
    DepartmentAct.CLOSE: _of_closure,
    DepartmentAct.ESTABLISH: _of_establishment,
}
