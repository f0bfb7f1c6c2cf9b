"""What the credit desk of 市发展改革委 does in the year: decisions, publications, cases, trials."""

from datetime import timedelta
from functools import partial
from typing import NamedTuple

from blacklists.actions.feeds import save_feed, switch_feed
from blacklists.models import Blacklist, BlacklistFeed
from demo.city.enterprises import CAST
from demo.city.files import CityFile
from demo.year.city_year import CityYear
from demo.year.customs import STEADY
from demo.year.measures import EXHIBITION, INSPECTIONS, INVOICES, LANE, LOW_RATE, REFUNDS, Applied
from feedback.models import MeasureApplication
from publicity.actions.bulletins import prepare_bulletin
from publicity.actions.cases import publish_case, write_case
from publicity.actions.publications import hold_enterprises
from publicity.models import Publication
from publicity.models.publications import publishable_standings
from roster.models import Enterprise
from screening.actions.decisions import decide_hits
from screening.actions.match_policy import try_thresholds
from screening.actions.screenings import repeat_screening
from screening.models import Screening, ScreeningHit
from screening.states import Decision

# Enterprise → days from the deadline of the decision about its possible match to the decision.
DECIDED_AFTER_DEADLINE = {CAST.doubted.uscc: -2, CAST.doubted_long.uscc: 4}


class Story(NamedTuple):
    """A case: the month of its publication, the application it is about, title and text with the {name}."""

    month: int
    applied: Applied
    title: str
    body: str


STORIES = (
    Story(
        2,
        INVOICES,
        "发票随用随领，生产不等票",
        "{name}订单集中在季末，过去常因发票用量不足往返办税服务厅。市税务局比照A级纳税人办理后，企业一次领取三个月用量，调整用量即时办结。",
    ),
    Story(
        4,
        LANE,
        "变更当天办，合同当天签",
        "{name}因开拓新市场申请变更经营者备案。市行政审批服务局为其开通绿色通道，上午受理、下午办结，企业赶在当天签下出口合同。",
    ),
    Story(
        6,
        INSPECTIONS,
        "少打扰，也是好服务",
        "{name}多年守法经营。市生态环境局在无举报情况下，将例行检查由每年两次减为一次，企业把省下的精力用于技术改造。",
    ),
    Story(
        8,
        REFUNDS,
        "退税快了，底气足了",
        "{name}被评为出口企业管理一类企业，出口退税优先办理，税务部门指定专人联系，资金周转明显加快。",
    ),
    Story(
        9,
        EXHIBITION,
        "优先参展，走到海外客户面前",
        "贸促会济南分会组织企业赴境外参展，优先为{name}安排展位。企业在展会上结识多家新客户，带回一批样品订单。",
    ),
)
HERO = Story(
    11,
    LOW_RATE,
    "一类企业的一天：退税快、审批快、通关快",
    "{name}自2019年起为海关高级认证企业。税务部门为其办理发票事项即时办结；市行政审批服务局为其变更事项开通绿色通道，"
    "当日办结；泉城海关降低查验率，货物当天放行。\n\n一家守信的企业，在多个部门得到实实在在的便利。",
)
DRAFT = Story(11, LANE, "绿色通道再提速", "市行政审批服务局为{name}办理变更事项，全程网上受理，当日办结。")


def plan_credit(year: CityYear, court_list: CityFile) -> None:
    """Plan the year of the desk; `court_list` is what the feed would fetch, which is switched off (docs/feeds.md)."""
    days = year.days
    year.plan(days.of_month(0, 1), partial(_publish, year))
    for month in range(1, 10):
        year.plan(days.of_month(month, 6), partial(_publish, year))
    year.plan(days.before_today(3), partial(_hold, year))
    for story in STORIES:
        year.plan(days.of_month(story.month, 16), partial(_write, year, story))
    year.plan(days.before_today(5), partial(_write, year, HERO, CAST.case_hero.uscc))
    year.plan(days.before_today(1), partial(_write, year, DRAFT, is_published=False))
    year.plan(days.of_month(5, 10), partial(_add_feed, year, court_list))
    year.plan(days.of_month(7, 10), partial(_repeat, year))
    year.plan(days.of_month(10, 10), partial(_try_thresholds, year))


def _publish(year: CityYear) -> None:
    """Publish everybody who can be published, if anything changed since the last publication."""
    joining = list(publishable_standings().values_list("enterprise_id", flat=True))
    if joining or Publication.objects.changed().exists() or Publication.objects.left().exists():
        note = f"公布{year.clock.now.month}月的联合激励对象名单。"
        prepare_bulletin(enterprises=joining, note=note, by=year.people["xinyong"])


def _hold(year: CityYear) -> None:
    """Hold back one of the enterprises that wait for the next publication."""
    waiting = publishable_standings().order_by("enterprise_id").values_list("enterprise_id", flat=True)
    enterprises = Enterprise.objects.filter(pk__in=list(waiting[:1]))
    reason = "企业更名手续办理中，办结后解除。"
    hold_enterprises(enterprises=enterprises, reason=reason, by=year.people["xinyong"])


def _write(year: CityYear, story: Story, uscc: str = "", *, is_published: bool = True) -> None:
    """Write a case about the newest application of the measure for a published enterprise, or for one of them."""
    application = (
        MeasureApplication.objects.publishable()
        .filter(measure__number=story.applied.number, enterprise__in=Publication.objects.visible().values("enterprise"))
        .filter(enterprise__uscc__in=[uscc] if uscc else [enterprise.uscc for enterprise in STEADY])
        .latest("pk")
    )
    body = story.body.format(name=application.enterprise.name)
    case = write_case(application=application, title=story.title, body=body, by=year.people["xinyong"])
    if is_published:
        publish_case(case=case, by=year.people["xinyong"])


def _add_feed(year: CityYear, court_list: CityFile) -> None:
    data = {
        "blacklist": Blacklist.objects.get(code=court_list.owner),
        "address": f"http://127.0.0.1:9000/{court_list.path.name}",
        "mode": court_list.mode,
    }
    by = year.people["xinyong"]
    switch_feed(feed=save_feed(feed=BlacklistFeed(), data=data, by=by), enabled=False, by=by)


def _repeat(year: CityYear) -> None:
    repeat_screening(screening=Screening.objects.filter(trigger="blacklist").latest("pk"), by=year.people["xinyong"])


def _try_thresholds(year: CityYear) -> None:
    try_thresholds(review_threshold=95, ignore_below=40, by=year.people["xinyong"])


def decide_due_hits(year: CityYear) -> None:
    """Dismiss the possible matches of CAST.doubted before their deadline and of CAST.doubted_long after it."""
    undecided = ScreeningHit.objects.filter(
        decision=Decision.UNDECIDED, enterprise__uscc__in=DECIDED_AFTER_DEADLINE
    ).select_related("enterprise")
    for hit in undecided:
        if year.clock.now.date() >= hit.due_on + timedelta(days=DECIDED_AFTER_DEADLINE[hit.enterprise.uscc]):
            decide_hits(
                hits=[hit],
                expected_versions={hit.pk: hit.version},
                decision=Decision.DISMISSED,
                reason="登记机关档案所载住所、经营范围均不同",
                by=year.people["xinyong"],
            )
