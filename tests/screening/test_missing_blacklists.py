"""An excluding blacklist without any confirmed file: nobody is screened unless it is declared not yet in use."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.blacklist_declaration import declare_unused, withdraw_declaration
from blacklists.models import Blacklist
from foundation.denials import ActionDenied
from screening.models import Standing
from screening.states import StandingState
from screening.wording import reason_text
from tests.programs import program_of
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, put_in_force, run_screenings, switch_blacklist

ELIGIBLE, BLOCKED, UNSCREENED = StandingState.ELIGIBLE, StandingState.BLOCKED, StandingState.UNSCREENED
CODE = "court-defaulters"
OTHERS = ("tax-violations", "wage-arrears", "production-safety")


@pytest.fixture(autouse=True)
def reference_blacklists(db: None) -> None:
    """The blacklists of the reference data, none of them declared."""
    call_command("load_blacklist_reference")


@pytest.fixture
def declared(credit: User) -> None:
    """All excluding blacklists but one are declared not yet in use."""
    for code in OTHERS:
        declare(code, credit)


def get_blacklist(code: str = CODE) -> Blacklist:
    return Blacklist.objects.get(code=code)


def declare(code: str, by: User) -> None:
    declare_unused(blacklist=get_blacklist(code), reason="来源单位尚未提供", by=by)


def standing(serial: int = 1) -> Standing:
    return Standing.objects.current().get(enterprise__uscc=uscc_of(serial))


def states(*serials: int) -> list[str]:
    return [standing(serial).state for serial in serials]


def test_enterprise_is_not_screened_while_an_excluding_blacklist_has_no_file(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    assert states(1) == [UNSCREENED]
    for code in OTHERS:
        declare(code, credit)
        assert states(1) == [UNSCREENED]
    declare(CODE, credit)
    assert states(1) == [ELIGIBLE]


@pytest.mark.usefixtures("declared")
def test_enterprises_are_screened_when_the_first_file_is_compared(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    list_entries(credit, CODE, [blacklist_line("济南泺岬0001进出口有限公司", uscc=uscc_of(1))], compare=False)
    assert states(1, 2) == [BLOCKED, UNSCREENED]
    run_screenings()
    assert states(1, 2) == [BLOCKED, ELIGIBLE]


@pytest.mark.usefixtures("declared")
def test_first_file_without_usable_entries_ends_the_wait(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, CODE, [blacklist_line("", uscc="")])
    assert states(1) == [ELIGIBLE]


@pytest.mark.usefixtures("declared")
def test_first_file_of_a_declared_blacklist_takes_nobodys_standing(officer: User, credit: User) -> None:
    declare(CODE, credit)
    put_in_force(officer, [roster_line(1), roster_line(2)])
    list_entries(credit, CODE, [blacklist_line("别家公司")], compare=False)
    assert states(1, 2) == [ELIGIBLE, ELIGIBLE]
    run_screenings()
    assert states(1, 2) == [ELIGIBLE, ELIGIBLE]
    blacklist = Blacklist.objects.with_newest().get(code=CODE)
    assert not blacklist.is_declared_unused
    with pytest.raises(ActionDenied, match="首份名单已确认"):
        withdraw_declaration(blacklist=blacklist, reason="误报", by=credit)


@pytest.mark.usefixtures("declared")
def test_withdrawn_declaration_leaves_nobody_screened(officer: User, credit: User) -> None:
    declare(CODE, credit)
    put_in_force(officer, [roster_line(1)])
    withdraw_declaration(blacklist=get_blacklist(), reason="误报", by=credit)
    assert states(1) == [UNSCREENED]
    declare(CODE, credit)
    assert states(1) == [ELIGIBLE]


@pytest.mark.usefixtures("declared")
def test_switch_decides_whether_a_blacklist_without_a_file_matters(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    switch_blacklist(CODE, excludes=False, by=credit)
    assert states(1) == [ELIGIBLE]
    switch_blacklist(CODE, excludes=True, by=credit)
    assert states(1) == [UNSCREENED]


@pytest.mark.usefixtures("declared")
def test_reason_names_the_missing_blacklist(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    reason = standing().reasons[0]
    assert reason["params"] == {"blacklists": ["失信被执行人"]}
    assert reason_text(reason) == "尚未完成与“黑名单”的比对：“失信被执行人”尚无已确认的名单，也未声明尚未启用"


@pytest.mark.usefixtures("declared")
def test_declaration_is_made_and_withdrawn_on_the_page(officer: User, credit: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    client, page = signed_in(credit), reverse("blacklists:blacklist_detail", args=[CODE])
    assert "在册企业因此均为“待比对”" in client.get(page).content.decode()
    url = reverse("blacklists:blacklist_declare_unused", args=[CODE])
    assert "请写明缘由" in client.post(url, {"reason": " "}, follow=True).content.decode()
    shown = client.post(url, {"reason": "法院接口年底开通"}, follow=True).content.decode()
    assert "声明该领域尚未启用：法院接口年底开通" in shown
    assert states(1) == [ELIGIBLE]
    event = AuditEvent.objects.filter(type=EventType.BLACKLIST_DECLARED_UNUSED).latest("pk")
    assert (event.actor_id, event.data["reason"]) == (credit.pk, "法院接口年底开通")
    url = reverse("blacklists:blacklist_withdraw_declaration", args=[CODE])
    assert "已撤回声明" in client.post(url, {"reason": "接口已开通"}, follow=True).content.decode()
    assert states(1) == [UNSCREENED]
    assert AuditEvent.objects.filter(type=EventType.BLACKLIST_DECLARATION_WITHDRAWN).count() == 1


def test_declaration_is_denied_for_hint_lists_lists_with_data_and_twice(credit: User) -> None:
    with pytest.raises(ActionDenied, match="仅作提示"):
        declare("abnormal-operation", credit)
    declare(CODE, credit)
    with pytest.raises(ActionDenied, match="无需再次声明"):
        declare(CODE, credit)
    list_entries(credit, "tax-violations", [blacklist_line("别家公司")])
    with pytest.raises(ActionDenied, match="已有确认的名单"):
        declare("tax-violations", credit)


def test_database_refuses_a_declaration_without_its_reason(credit: User) -> None:
    with pytest.raises(IntegrityError, match="blacklist_unused_by_whom_and_why"), transaction.atomic():
        Blacklist.objects.filter(code=CODE).update(unused_declared_by=credit)


@pytest.mark.usefixtures("declared")
def test_explanation_names_the_excluding_blacklists_as_known_at_the_moment(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1)])
    program, url = program_of(credit), reverse("screening_api:standing_detail", args=[uscc_of(1)])
    before = timezone.now().isoformat()
    list_entries(credit, CODE, [blacklist_line("别家公司")], as_of=date(2026, 6, 30))
    expected = {"name": "失信被执行人", "as_of": "2026-06-30", "is_declared_unused": False}
    assert program.get(url).json()["blacklists"][0] == expected
    earlier = program.get(url, {"known_at": before}).json()["blacklists"]
    assert earlier[0] == {**expected, "as_of": None}
    assert [one["is_declared_unused"] for one in earlier] == [False, True, True, True]
    address = reverse("screening:standing_detail", args=[uscc_of(1)])
    page = signed_in(credit).get(address, {"on": str(timezone.localdate())}).content.decode()
    assert "据以比对的“黑名单”" in page


@pytest.mark.usefixtures("declared")
def test_overdue_blacklist_is_shown_on_the_page_of_the_enterprise_and_changes_no_standing(
    officer: User, credit: User, clerk: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1)])
    as_of = timezone.localdate() - timedelta(days=32)
    list_entries(credit, CODE, [blacklist_line("别家公司")], as_of=as_of)
    page = signed_in(clerk).get(reverse("feedback:enterprise_detail", args=[uscc_of(1)])).content.decode()
    assert f"失信被执行人：截至{as_of.year}年{as_of.month}月{as_of.day}日" in page
    assert "应每31天更新；不影响资格" in page
    assert "重大税收违法失信主体：尚未启用" in page
    assert states(1) == [ELIGIBLE]
    waiting = signed_in(credit).get(reverse("workbench:home")).context["work_items"]
    assert {item.label: item.count for item in waiting}["逾期未更新的“黑名单”"] == 2
