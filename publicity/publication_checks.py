"""What is checked before enterprises are published, for the page that asks whether to publish them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.utils import timezone

from blacklists.models import Blacklist
from foundation.web.dates import chinese_date
from publicity.models.publications import data_as_of
from screening.models import ScreeningHit
from screening.models.hits import Wait


class Check(NamedTuple):
    """One check: whether it is met, its sentence, and a note. One that is not met does not hinder the publication."""

    is_met: bool
    text: str
    note: str

    @property
    def tone(self) -> str:
        return "yes" if self.is_met else "wait"


def checks_before_publication(enterprises: Collection[int]) -> list[Check]:
    """Return the checks of these enterprises, which are incentive objects."""
    oldest = data_as_of()
    since = f"所依据的名单和“黑名单”，最早的截至{chinese_date(oldest)}" if oldest else ""
    return [
        Check(is_met=True, text=f"{len(enterprises)}家今天均为联合激励对象", note=since),
        _matches(enterprises),
        *_stale_blacklists(),
        Check(is_met=True, text="公布内容不含个人信息", note="只公布名称、代码、主管海关和日期"),
    ]


def _matches(enterprises: Collection[int]) -> Check:
    hits = ScreeningHit.objects.waiting(Wait.DECISION).filter(enterprise_id__any_of=set(enterprises))
    if count := hits.order_by().values("enterprise").distinct().count():
        note = "核实期限内保留资格，仍可公布；期满未核实的，自动移出"
        return Check(is_met=False, text=f"{count}家有疑似命中尚待核实", note=note)
    return Check(is_met=True, text="没有待核实的疑似命中", note="")


def _stale_blacklists() -> Iterator[Check]:
    today = timezone.localdate()
    excluding = Blacklist.objects.filter(excludes=True)
    stale = excluding.stale(on=today)
    for blacklist in stale:
        age = f"已{(today - blacklist.newest).days}天没有更新" if blacklist.newest else "没有数据"
        note = f"应每{blacklist.update_habit}天更新；仍可公布，更新后重新比对"
        yield Check(is_met=False, text=f"{blacklist}{age}", note=note)
    if not stale:
        yield Check(is_met=True, text=f"{excluding.count()}个领域“黑名单”均按期更新", note="")
