"""The bar of every page: the public columns, or the at most seven columns of the role that is signed in.

A column has one or more pages. An address belongs to the page with the longest prefix of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.urls import ResolverMatch, reverse

from accounts.access import PUBLIC, access_of
from accounts.permissions import Role
from foundation.web.work_items import WorkItem


@dataclass(frozen=True)
class Page:
    """A page of a column: its name, its route, and further addresses that belong to it."""

    label: str
    url_name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the bar; its link opens its first page."""

    label: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Link:
    """A link of the bar, or of the pages of a column; `count` is the number of work items behind it."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True)
class Bar:
    """The bar of one page.

    `pages` are those of the open column, on each of them where it has several. A page below one of them has a `trail`
    instead: the home page and the page that leads to it.
    """

    label: str
    columns: list[Link]
    pages: list[Link]
    trail: list[Link]
    is_desk: bool


def _alone(label: str, url_name: str, *also: str) -> Column:
    return Column(label, (Page(label, url_name, also),))


HOME = _alone("工作台", "workbench:home")
ENTERPRISES = Column(
    "查企业",
    (
        Page(
            "查企业",
            "feedback:enterprise_list",
            ("/screening/enterprises/", "/screening/revocations/", "/screening/suspensions/"),
        ),
        Page("批量查询", "feedback:lookup_list"),
        Page("取消资格", "feedback:revocation_list"),
        Page("核验回执", "screening:receipt_check"),
        Page("证明日志", "certificates:checkpoint_list"),
    ),
)
ROSTERS = Column(
    "名单报送",
    (
        Page("名单报送", "roster:submission_list", ("/roster/headings/",)),
        Page("企业移交", "roster:transfer_list"),
        Page("名单历史", "roster:roster_detail"),
        Page("名单管理办法", "roster:rules_list"),
    ),
)
BLACKLISTS = Column(
    "“黑名单”与比对",
    (
        Page("“黑名单”", "blacklists:blacklist_list", ("/screening/blacklists/",)),
        Page("比对命中", "screening:hit_list"),
        Page("交叉比对", "screening:screening_list"),
        Page("比对规则", "screening:match_policy"),
        Page("数据接口", "blacklists:feed_list"),
    ),
)
OBJECTIONS = Page("异议", "publicity:objection_list")
PUBLICATION = Column(
    "公布与名单",
    (
        Page("名单公布", "publicity:publication_list", ("/publicity/bulletins/",)),
        Page("案例管理", "publicity:case_admin"),
        OBJECTIONS,
        *ROSTERS.pages,
    ),
)
RECEIPTS = Page("实施情况反馈", "feedback:receipt_list")
FOLLOWED = (Page("询问与答复", "feedback:inquiry_list"), Page("月度确认", "feedback:month_list"))
APPLICATIONS = Column("措施实施", (Page("措施实施", "feedback:application_list"), *FOLLOWED))
STATISTICS = (
    Page("数据看板", "reports:dashboard", ("/statistics/screen/",)),
    Page("统计报告", "reports:period_report_list"),
)
SUPERVISING = Page("督办清单", "reports:supervision_list")
OWN_WORK = (Page("免申即享", "feedback:opportunity_list"), Page("我的草稿", "feedback:draft_list"))
APPLYING = Column("措施实施", (*APPLICATIONS.pages, *OWN_WORK, *STATISTICS))
APPLYING_AND_RECEIVING = Column("措施实施", (*APPLICATIONS.pages, *OWN_WORK, RECEIPTS))
REPORTS = _alone("失信线索", "feedback:report_list")
REPORTS_AND_OBJECTIONS = Column("线索与异议", (*REPORTS.pages, OBJECTIONS))
ADVICE = _alone("停用建议", "feedback:advice_list")
ADVICE_OF_ALL = Column("督办与统计", (*ADVICE.pages, SUPERVISING, *STATISTICS))
SUPERVISION = Column("督办与统计", (*REPORTS.pages, *ADVICE_OF_ALL.pages))
UNATTENDED = Page("无人办理的单位", "feedback:unattended_list")
CREDIT_DESK = Column("督办与统计", (*SUPERVISION.pages, Page("逾期督办", "feedback:overdue_list"), UNATTENDED))
WEBHOOKS = Page("推送接口", "webhooks:endpoint_list", ("/admin/webhooks/",))
NOTICES = Column("消息", (Page("消息", "feedback:notice_list"), Page("人员外出", "staffing:absence_list"), WEBHOOKS))
NOTICES_OF_ALL = Column(
    "消息",
    (
        *NOTICES.pages,
        Page("通报情况", "feedback:announcement_list"),
        Page("逾期未读的消息", "feedback:overdue_notice_list"),
    ),
)
AUDIT = Column("审计日志", (Page("审计日志", "workbench:audit_list"), WEBHOOKS))
ADMIN = Column("系统管理", (Page("系统管理", "admin:index"), UNATTENDED))
ACCOUNTS = Column(
    "单位与账号",
    (
        Page("账号", "admin:accounts_user_changelist"),
        Page("成员单位", "admin:accounts_department_changelist"),
        Page("机构变动", "admin:reorganisations_reorganisation_changelist"),
        Page("接口令牌", "admin:accounts_apitoken_changelist"),
        WEBHOOKS,
    ),
)
MEASURES = Column(
    "计划与措施",
    (
        Page("激励措施", "admin:incentives_measure_changelist"),
        Page("行动计划", "admin:incentives_actionplan_changelist"),
        Page("措施类别", "admin:incentives_section_changelist"),
    ),
)
CALENDAR = Column(
    "工作日历",
    (
        Page("年度放假安排", "admin:workdays_calendaryear_changelist"),
        Page("例外的日子", "admin:workdays_calendarexception_changelist"),
    ),
)
SETTINGS = Column(
    "站点设置",
    (
        Page("站点设置", "admin:workdays_sitesettings_changelist"),
        Page("会签密钥", "admin:certificates_cosigningkey_changelist"),
        Page("消息邮箱", "admin:mailing_mailbox_changelist"),
        Page("邮件", "admin:mailing_mail_changelist"),
    ),
)

PUBLIC_COLUMNS = (
    _alone("首页", "publicity:home"),
    Column("企业名单", (Page("企业名单", "publicity:enterprise_list"), Page("名单更新", "publicity:update_list"))),
    _alone("激励措施", "publicity:measure_list"),
    _alone("联合激励案例", "publicity:case_list"),
    _alone("行动计划", "publicity:plan"),
    _alone("证明核验", "certificates:verification"),
    _alone("异议与纠错", "publicity:objection_guide"),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    Role.CUSTOMS: (HOME, ENTERPRISES, ROSTERS, APPLYING_AND_RECEIVING, REPORTS_AND_OBJECTIONS, ADVICE_OF_ALL, NOTICES),
    Role.DEPARTMENT: (HOME, ENTERPRISES, APPLYING, REPORTS, ADVICE, NOTICES),
    Role.CREDIT: (
        HOME,
        Column(ENTERPRISES.label, (*ENTERPRISES.pages, Page("公众看到的名单", "publicity:seen_list"))),
        BLACKLISTS,
        PUBLICATION,
        APPLYING_AND_RECEIVING,
        CREDIT_DESK,
        NOTICES_OF_ALL,
    ),
    Role.SYSTEM: (HOME, ADMIN, ACCOUNTS, MEASURES, CALENDAR, SETTINGS),
    Role.AUDITOR: (HOME, ENTERPRISES, ROSTERS, BLACKLISTS, APPLICATIONS, SUPERVISION, AUDIT),
}


def is_desk(user: Any, match: ResolverMatch | None) -> bool:
    """Return whether the page is one of the desk: the user is signed in, and the page is not a public one."""
    return user.is_authenticated and (match is None or access_of(match) != PUBLIC)


def public_bar(path: str) -> Bar:
    """Return the bar of a public page."""
    return _bar("公开栏目", PUBLIC_COLUMNS, path, (), is_desk=False)


def desk_bar(role: str, path: str, items: Iterable[WorkItem], way_back: Callable[[str], str]) -> Bar:
    """Return the bar of the role, with the numbers of the work items that its columns lead to.

    `way_back` gives the address of a list as the reader last saw it, to which the trail leads.
    """
    bar = _bar("工作栏目", COLUMNS[role], path, list(items), is_desk=True)
    return replace(bar, trail=[replace(link, url=way_back(link.url)) for link in bar.trail])


def _bar(label: str, columns: Sequence[Column], path: str, items: Sequence[WorkItem], *, is_desk: bool) -> Bar:
    urls = {page: reverse(page.url_name) for column in columns for page in column.pages}
    counts = dict.fromkeys(urls, 0)
    for item in items:
        if page := _owner(urls, urlsplit(item.url).path):
            counts[page] += item.count
    current = _owner(urls, path)
    column_links = [
        Link(
            column.label,
            urls[column.pages[0]],
            is_current=current in column.pages,
            count=sum(counts[page] for page in column.pages),
        )
        for column in columns
    ]
    links = {page: Link(page.label, url, is_current=page == current, count=counts[page]) for page, url in urls.items()}
    if current and urls[current] == path:
        open_column = next(column for column in columns if current in column.pages)
        neighbours = [links[page] for page in open_column.pages] if len(open_column.pages) > 1 else []
        return Bar(label, column_links, neighbours, [], is_desk)
    home = next(iter(urls))
    trail = [links[page] for page in dict.fromkeys((home, current or home))]
    return Bar(label, column_links, [], trail, is_desk)


def _owner(urls: Mapping[Page, str], path: str) -> Page | None:
    """Return the page that the path belongs to; the home page has only its own address."""

    def match_length(page: Page) -> int:
        return max((len(prefix) for prefix in (urls[page], *page.also) if path.startswith(prefix)), default=0)

    found = max(urls, key=match_length)
    return found if match_length(found) and (urls[found] != "/" or path == "/") else None
