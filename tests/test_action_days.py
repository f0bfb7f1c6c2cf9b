"""Actions themselves refuse invalid days, and the message names the field and the limit.

Every parameter of an action that is a day is tested here.
"""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.imports import receive_import
from blacklists.models import Blacklist
from certificates.actions.issuing import issue_certificate
from feedback.actions.advice import stop_measure
from feedback.actions.applications import log_application
from feedback.actions.changes import correct_application, stop_application
from feedback.actions.lookups import ask_for_many
from feedback.actions.reports import report_violation
from feedback.asked_lines import AskedLine
from feedback.models import StopAdvice
from feedback.policies import ApplicationChoices
from feedback.states import LookupMatch
from foundation.days import check_past_day
from foundation.denials import ActionDenied, denial_of
from incentives.models import Measure
from publicity.actions.objections import record_objection
from roster.actions.list_rules import upload_rules
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, roster_line, upload, xlsx
from tests.steps import SignedIn, amend, log, make_objection, make_rules, revoke
from uploads.actions import change_as_of
from webhooks.actions.endpoints import create_endpoint, deliver_since
from webhooks.actions.events import record_events
from webhooks.models import REPLAY_DAYS, Endpoint
from webhooks.states import EventKind
from workdays.actions import load_year

pytestmark = pytest.mark.usefixtures("blacklists", "reference_data")
TODAY = timezone.localdate()
DECISION = {"reason": "走私", "document_number": "泉关企管〔2026〕8号"}
Act = Callable[[date], Any]


@pytest.fixture
def certified(db: None) -> Enterprise:
    """An enterprise certified on 2 March 2020."""
    return make_certified()


@pytest.fixture
def revoking(certified: Enterprise, officer: User) -> Act:
    return lambda day: revoke_enterprise(enterprise=certified, effective_on=day, by=officer, **DECISION)


@pytest.fixture
def restoring(certified: Enterprise, officer: User) -> Act:
    revocation = revoke_enterprise(enterprise=certified, effective_on=date(2026, 7, 8), by=officer, **DECISION)
    return lambda day: restore_enterprise(revocation=revocation, restored_on=day, by=officer, **DECISION)


@pytest.fixture
def suspending(certified: Enterprise, officer: User) -> Act:
    return lambda day: suspend_enterprise(enterprise=certified, effective_on=day, by=officer, **DECISION)


@pytest.fixture
def lifting(certified: Enterprise, officer: User) -> Act:
    suspension = suspend_enterprise(enterprise=certified, effective_on=date(2026, 7, 8), by=officer, **DECISION)
    return lambda day: lift_suspension(suspension=suspension, lifted_on=day, by=officer, **DECISION)


@pytest.fixture
def reporting(certified: Enterprise, clerk: User) -> Act:
    return lambda day: report_violation(enterprise=certified, found_on=day, facts="虚开发票", by=clerk)


@pytest.fixture
def logging(certified: Enterprise, clerk: User) -> Act:
    measure, choices = Measure.objects.get(number=31), ApplicationChoices(condition_met=True)
    return lambda day: log_application(
        enterprise=certified,
        measure=measure,
        applied_on=day,
        description="办理。",
        choices=choices,
        by=clerk,
    )


@pytest.fixture
def correcting(certified: Enterprise, clerk: User) -> Act:
    application, choices = log(certified, clerk), ApplicationChoices(condition_met=True)
    return lambda day: correct_application(
        application=application,
        applied_on=day,
        description="办理。",
        choices=choices,
        reason="写错",
        by=clerk,
    )


@pytest.fixture
def stopping_by_itself(certified: Enterprise, clerk: User) -> Act:
    application = log(certified, clerk)
    return lambda day: stop_application(application=application, stopped_on=day, reason="不再需要", by=clerk)


@pytest.fixture
def stopping(certified: Enterprise, officer: User, clerk: User) -> Act:
    log(certified, clerk)
    revoke(certified, officer)
    advice = StopAdvice.objects.get()
    return lambda day: stop_measure(advice=advice, stopped_on=day, answer="", by=clerk)


@pytest.fixture
def receiving_roster(officer: User) -> Act:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    return lambda day: receive_roster(upload=upload(content), mode="full", as_of=day, by=officer)


@pytest.fixture
def receiving_import(credit: User) -> Act:
    blacklist, content = Blacklist.objects.get(code="court-defaulters"), xlsx(BLACKLIST_HEAD, [])
    return lambda day: receive_import(blacklist=blacklist, upload=upload(content), mode="full", as_of=day, by=credit)


@pytest.fixture
def changing_as_of(officer: User) -> Act:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    submission, _ = receive_roster(upload=upload(content), mode="full", as_of=TODAY, by=officer)
    process_roster(submission.pk)
    return lambda day: change_as_of(submission=submission, as_of=day, by=officer)


@pytest.fixture
def loading_a_year(db: None) -> Act:
    days = f"{TODAY.year}-01-01 放假 元旦"
    return lambda day: load_year(
        year=TODAY.year, document_number="国办发明电〔2026〕9号", issued_on=day, days=days, by=make_user(Role.SYSTEM)
    )


@pytest.fixture
def amending(credit: User) -> Act:
    return lambda day: amend(31, in_force_from=day, by=credit)


@pytest.fixture
def certifying(certified: Enterprise, clerk: User) -> Act:
    return lambda day: issue_certificate(enterprise=certified, day=day, by=clerk)


@pytest.fixture
def objecting(credit: User) -> Act:
    return lambda day: make_objection(credit, received_on=day)


@pytest.fixture
def uploading_rules(officer: User) -> Act:
    return lambda day: make_rules(officer, issued_on=day)


@pytest.fixture
def looking_up(clerk: User) -> Act:
    lines = [AskedLine(1, LookupMatch.NONE, "济南泺岬机械有限公司")]
    return lambda day: ask_for_many(lines=lines, day=day, title="", by=clerk)


@pytest.fixture
def delivering_since(certified: Enterprise, clerk: User) -> Act:
    record_events()
    endpoint = Endpoint(department=clerk.department, name="办税系统", kinds=[EventKind.GAINED])
    create_endpoint(endpoint=endpoint, by=make_user(Role.SYSTEM))
    return lambda day: deliver_since(endpoint=endpoint, since=day, by=clerk)


# Fixture of the act → its function, the parameter, the name of the field, the day before the earliest one, and the
# message's words for the limit.
ACTIONS: dict[str, tuple[Callable[..., Any], str, str, date, str]] = {
    "revoking": (revoke_enterprise, "effective_on", "取消日期", date(2020, 3, 1), "早于认证日期2020年3月2日"),
    "restoring": (restore_enterprise, "restored_on", "恢复日期", date(2026, 7, 7), "早于取消日期2026年7月8日"),
    "suspending": (suspend_enterprise, "effective_on", "暂停日期", date(2020, 3, 1), "早于认证日期2020年3月2日"),
    "lifting": (lift_suspension, "lifted_on", "解除日期", date(2026, 7, 7), "早于暂停日期2026年7月8日"),
    "reporting": (
        *(report_violation, "found_on", "发现日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "objecting": (
        *(record_objection, "received_on", "收到日期", date(2019, 7, 9)),
        "早于行动计划的印发日期2019年7月10日",
    ),
    "logging": (log_application, "applied_on", "实施日期", date(2019, 7, 9), "早于行动计划的印发日期2019年7月10日"),
    "correcting": (
        *(correct_application, "applied_on", "实施日期", date(2019, 7, 9)),
        "早于行动计划的印发日期2019年7月10日",
    ),
    "stopping_by_itself": (stop_application, "stopped_on", "停止日期", TODAY - timedelta(days=1), "早于实施日期"),
    "stopping": (stop_measure, "stopped_on", "停止日期", TODAY - timedelta(days=1), "早于实施日期"),
    "receiving_roster": (
        *(receive_roster, "as_of", "截至日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "receiving_import": (
        *(receive_import, "as_of", "截至日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "loading_a_year": (
        *(load_year, "issued_on", "印发日期", date(TODAY.year - 2, 12, 31)),
        f"早于该年通知最早可能印发的日期{TODAY.year - 1}年1月1日",
    ),
    "certifying": (
        *(issue_certificate, "day", "证明的日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "looking_up": (
        *(ask_for_many, "day", "查询的日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "delivering_since": (
        *(deliver_since, "since", "起始日期", TODAY - REPLAY_DAYS - timedelta(days=1)),
        "早于可以重新投递的最早日期（90天前）",
    ),
    "uploading_rules": (
        *(upload_rules, "issued_on", "印发日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
    "changing_as_of": (
        *(change_as_of, "as_of", "截至日期", date(2008, 3, 31)),
        "早于海关开始实施高级认证的日期2008年4月1日",
    ),
}


# An exception of the calendar may be any day since 2010; tests/workdays/test_calendar_admin.py tries its limit.
DAYS_OF_THE_CALENDAR = {("workdays.actions", "day")}
# Rules may begin on any day but in the distant future; tests/roster/test_list_rules.py tries the limit.
DAYS_OF_RULES = {("roster.actions.list_rules", "in_force_from")}
# A receipt names the day that was answered, whatever it is.
DAYS_OF_RECEIPTS = {("screening.actions.receipts", "on")}
# The last day of a department that is closed, which the reorganisation states.
DAYS_OF_REORGANISATIONS = {("feedback.actions.months", "last_day")}
# An absence is of today and later, also in the future; tests/staffing/test_absences.py tries its days.
DAYS_OF_ABSENCES = {("staffing.actions", "since"), ("staffing.actions", "until")}
# Acts that need more than a possible day.
NEED_MORE = {"logging", "correcting", "stopping", "stopping_by_itself", "certifying"}


@pytest.mark.parametrize("act", ACTIONS)
def test_future_day_is_refused_with_the_field(act: str, request: pytest.FixtureRequest) -> None:
    label = ACTIONS[act][2]
    with pytest.raises(ActionDenied, match=f"{label}.*晚于今天，请改正{label}后再提交。"):
        request.getfixturevalue(act)(timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("act", ACTIONS)
def test_day_before_the_earliest_is_refused_with_the_limit(act: str, request: pytest.FixtureRequest) -> None:
    _, _, label, too_early, limit = ACTIONS[act]
    with pytest.raises(ActionDenied, match=f"{label}.*{limit}.*，请改正{label}后再提交。"):
        request.getfixturevalue(act)(too_early)


@pytest.mark.parametrize("act", [act for act in ACTIONS if act not in NEED_MORE])
def test_earliest_day_is_accepted(act: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(act)(ACTIONS[act][3] + timedelta(days=1))


def test_amendment_in_the_distant_future_is_refused(amending: Act) -> None:
    """A typing error such as 2206 would prevent other amendments until that year."""
    with pytest.raises(ActionDenied, match="施行日期2206年1月1日在三年以后，请改正施行日期后再提交。"):
        amending(date(2206, 1, 1))
    amending(timezone.localdate() + timedelta(days=365))


def test_every_day_of_an_action_is_tested() -> None:
    tested = {(action.__module__, parameter) for action, parameter, *_ in ACTIONS.values()}
    base = Path(settings.BASE_DIR)
    paths = [*base.glob("*/actions.py"), *base.glob("*/actions/*.py")]
    modules = [import_module(".".join(path.relative_to(base).with_suffix("").parts)) for path in paths]
    taken = {
        (function.__module__, name)
        for module in modules
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not function.__name__.startswith("_")
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.annotation is date and parameter.kind is parameter.KEYWORD_ONLY
    }
    others = DAYS_OF_THE_CALENDAR | DAYS_OF_RECEIPTS | DAYS_OF_REORGANISATIONS | DAYS_OF_ABSENCES | DAYS_OF_RULES
    assert taken == tested | others


def test_restoration_before_the_revocation_shows_message_on_the_page(
    certified: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    revocation = revoke(certified, officer)
    url = reverse("screening:revocation_restore", args=[revocation.pk])
    yesterday = timezone.localdate() - timedelta(days=1)
    typed = {"reason": "复议撤销原决定", "document_number": "泉关企管〔2026〕9号", "restored_on": yesterday.isoformat()}
    response = signed_in(officer).post(url, typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "早于取消日期" in page
    assert "请改正恢复日期后再提交。" in page
    assert all(text in page for text in typed.values())


@pytest.mark.parametrize(("moment", "is_taken"), [("2026-07-09 23:59:59", False), ("2026-07-10 00:00:01", True)])
def test_day_begins_at_midnight_in_jinan(moment: str, is_taken: bool) -> None:
    with at(moment):
        message = denial_of(
            lambda: check_past_day(date(2026, 7, 10), label="日期", earliest=date(2026, 1, 1), since="年初")
        )
    assert message == ("" if is_taken else "日期2026年7月10日晚于今天，请改正日期后再提交。")
