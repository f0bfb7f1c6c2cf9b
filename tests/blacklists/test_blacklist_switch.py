"""The switch of a blacklist between excluding and hint only: a legal basis of its own, and two users."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.blacklist_settings import FIELDS, change_blacklist, create_blacklist
from blacklists.actions.effect_proposals import approve_proposal, propose_switch, reject_proposal
from blacklists.models import Blacklist
from foundation.denials import ActionDenied
from screening.states import StandingState
from tests.factories import make_user
from tests.screening.test_screening import state
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, put_in_force, set_entry_months, switch_blacklist

pytestmark = pytest.mark.usefixtures("blacklists")
CODE, HINTS = "court-defaulters", "abnormal-operation"
NAME = "济南泺岬0001进出口有限公司"
BASIS = {"document": "《某条例》（国务院令第1号）", "paragraph": "第九条"}
SWITCH = reverse("screening:blacklist_switch", args=[HINTS])
APPROVE = reverse("screening:blacklist_switch_approve", args=[HINTS])
REJECT = reverse("screening:blacklist_switch_reject", args=[HINTS])


def get_blacklist(code: str = HINTS) -> Blacklist:
    return Blacklist.objects.get(code=code)


@pytest.fixture
def second(credit: User) -> User:
    """A second credit administrator."""
    return make_user(Role.CREDIT)


@pytest.fixture
def hits(blacklists: None, officer: User, credit: User) -> None:
    """Two eligible enterprises with a hit on the hint list."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    list_entries(credit, HINTS, [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("乙", uscc=uscc_of(2))])


@pytest.mark.usefixtures("hits")
def test_switch_takes_effect_when_a_second_user_approves_it(credit: User, second: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    page = client.get(SWITCH).content.decode()
    assert "命中2处、企业2家" in page
    posted = {"excludes": "1", **BASIS, "reason": "会议纪要〔2026〕3号"}
    assert "已提请改变效力" in client.post(SWITCH, posted, follow=True).content.decode()
    assert (state(1), get_blacklist().excludes) == (StandingState.ELIGIBLE, False)
    version = get_blacklist().approval_id
    denied = client.post(APPROVE, {"version": version}, follow=True).content.decode()
    assert "须由另一名信用管理人员复核" in denied
    assert not get_blacklist().excludes
    other = signed_in(second)
    assert "待您复核的“黑名单”效力变更" in other.get(reverse("workbench:home")).content.decode()
    page = other.get(SWITCH).content.decode()
    assert "《某条例》（国务院令第1号）第九条" in page
    assert "会议纪要〔2026〕3号" in page
    assert "已复核同意" in other.post(APPROVE, {"version": version}, follow=True).content.decode()
    switched = get_blacklist()
    assert (switched.excludes, switched.exclusion_document, switched.exclusion_paragraph) == (True, *BASIS.values())
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.BLOCKED)
    page = other.get(reverse("blacklists:blacklist_detail", args=[HINTS])).content.decode()
    assert "《某条例》（国务院令第1号）第九条" in page


@pytest.mark.usefixtures("hits")
def test_switch_is_audited_with_its_basis_and_both_users(credit: User) -> None:
    switch_blacklist(HINTS, excludes=True, by=credit)
    proposed = AuditEvent.objects.get(type=EventType.BLACKLIST_SWITCH_PROPOSED)
    switched = AuditEvent.objects.get(type=EventType.BLACKLIST_SWITCHED)
    assert proposed.changes == switched.changes
    assert switched.changes["exclusion_paragraph"] == ["", "第九条"]
    assert (proposed.actor_id, switched.data["proposed_by"]) == (credit.pk, str(credit))
    assert switched.actor_id != credit.pk
    applied = AuditEvent.objects.get(type=EventType.BLACKLIST_SWITCH_APPLIED)
    assert (applied.data["hits"], applied.data["enterprises"]) == (2, 2)


@pytest.mark.usefixtures("hits")
def test_switch_to_hint_only_frees_the_enterprises_and_clears_the_basis(credit: User, signed_in: SignedIn) -> None:
    switch_blacklist(HINTS, excludes=True, by=credit)
    assert 'name="document"' not in signed_in(credit).get(SWITCH).content.decode()
    switched = switch_blacklist(HINTS, excludes=False, by=credit)
    assert switched.exclusion_basis == ""
    assert (state(1), state(2)) == (StandingState.ELIGIBLE, StandingState.ELIGIBLE)
    assert [event.excludes for event in switched.events.order_by("pgh_id")] == [False, True, False]


@pytest.mark.parametrize(("rejects", "shown"), [(True, "已退回"), (False, "已撤回")])
def test_rejected_or_withdrawn_switch_changes_nothing(
    credit: User, second: User, signed_in: SignedIn, rejects: bool, shown: str
) -> None:
    propose_switch(blacklist=get_blacklist(), excludes=True, **BASIS, reason="纪要", by=credit)
    client, version = signed_in(second if rejects else credit), get_blacklist().approval_id
    assert "请写明缘由" in client.post(REJECT, {"version": version}, follow=True).content.decode()
    assert get_blacklist().approval_id == version
    page = client.post(REJECT, {"version": version, "reason": "依据不足"}, follow=True).content.decode()
    assert shown in page
    assert (get_blacklist().excludes, get_blacklist().approval_id) == (False, None)
    assert AuditEvent.objects.get(type=EventType.BLACKLIST_SWITCH_REJECTED).data["reason"] == "依据不足"


@pytest.mark.parametrize("wrong", [{"document": " "}, {"paragraph": ""}, {"reason": ""}])
def test_switch_without_document_paragraph_or_reason_is_refused(
    credit: User, signed_in: SignedIn, wrong: dict[str, str]
) -> None:
    posted = {"excludes": "1", **BASIS, "reason": "纪要", **wrong}
    assert "请写明" in signed_in(credit).post(SWITCH, posted).content.decode()
    assert get_blacklist().approval_id is None


def test_switch_without_a_basis_of_its_own_is_denied_though_the_blacklist_has_a_basis(credit: User) -> None:
    """The basis of 经营异常名录 denies that the list excludes."""
    assert "不属于严重失信主体名单" in get_blacklist().legal_basis
    with pytest.raises(ActionDenied, match="请写明文件和条款"):
        propose_switch(blacklist=get_blacklist(), excludes=True, reason="纪要", by=credit)


def test_proposal_is_denied_while_another_waits_and_for_the_present_effect(credit: User) -> None:
    with pytest.raises(ActionDenied, match="效力已经改变"):
        propose_switch(blacklist=get_blacklist(), excludes=False, reason="纪要", by=credit)
    propose_switch(blacklist=get_blacklist(), excludes=True, **BASIS, reason="纪要", by=credit)
    with pytest.raises(ActionDenied, match="还待第二人复核"):
        propose_switch(blacklist=get_blacklist(), excludes=True, **BASIS, reason="纪要", by=credit)


def test_outdated_proposal_is_neither_approved_nor_rejected(credit: User, second: User) -> None:
    with pytest.raises(ActionDenied, match="没有待复核的效力变更"):
        approve_proposal(blacklist=get_blacklist(), expected_version="1", by=second)
    propose_switch(blacklist=get_blacklist(), excludes=True, **BASIS, reason="纪要", by=credit)
    with pytest.raises(ActionDenied, match="已换成另一份"):
        approve_proposal(blacklist=get_blacklist(), expected_version="0", by=second)
    with pytest.raises(ActionDenied, match="已换成另一份"):
        reject_proposal(blacklist=get_blacklist(), expected_version="0", reason="依据不足", by=second)


def test_new_and_changed_blacklists_do_not_exclude(credit: User) -> None:
    data = {**{field: getattr(get_blacklist(CODE), field) for field in FIELDS}, "name": "新领域", "excludes": True}
    assert not create_blacklist(code="new-list", data=data, by=credit).excludes
    assert not change_blacklist(blacklist=get_blacklist(), data={**data, "name": "又一领域"}, by=credit).excludes


def test_reference_data_has_the_basis_of_every_excluding_blacklist() -> None:
    excluding = Blacklist.objects.filter(excludes=True)
    assert excluding.count() == 4
    for blacklist in excluding:
        assert blacklist.exclusion_document.startswith("《")
        assert blacklist.exclusion_paragraph.startswith("第")
    assert get_blacklist().exclusion_basis == ""


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (HINTS, {"excludes": True, "exclusion_document": "《某条例》", "exclusion_paragraph": "第九条"}),
        (CODE, {"excludes": False, "exclusion_document": "", "exclusion_paragraph": ""}),
        (CODE, {"exclusion_paragraph": "第一条"}),
        (HINTS, {"exclusion_document": "《某条例》"}),
    ],
)
def test_database_refuses_a_switch_that_no_second_user_approved(code: str, changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="blacklist_switched_by_two"), transaction.atomic():
        Blacklist.objects.filter(code=code).update(**changes)


@pytest.fixture
def blocked(blacklists: None, officer: User, credit: User) -> None:
    """An enterprise that an entry without a stated expiry, listed a year ago, blocks."""
    put_in_force(officer, [roster_line(1)])
    listed_on = str(timezone.localdate() - timedelta(days=365))
    list_entries(credit, CODE, [blacklist_line(NAME, uscc=uscc_of(1), listed_on=listed_on)])


def term_fields(months: str, reason: str = "") -> dict[str, str]:
    """The completed form of the settings, with this term."""
    blacklist = get_blacklist(CODE)
    names = ("name", "authority", "legal_basis")
    settings = {name: getattr(blacklist, name) for name in names} | {"update_days": str(blacklist.update_days or "")}
    return {**settings, "entry_months": months, "reason": reason}


@pytest.mark.usefixtures("blocked")
def test_shorter_term_takes_effect_when_a_second_user_approves_it(
    credit: User, second: User, signed_in: SignedIn
) -> None:
    client, edit = signed_in(credit), reverse("screening:blacklist_edit", args=[CODE])
    assert "请写明缘由" in client.post(edit, term_fields("6")).content.decode()
    page = client.post(edit, term_fields("6", "名单公布办法第九条"), follow=True).content.decode()
    assert "缩短条目有效期已提请另一名信用管理人员复核" in page
    assert (get_blacklist(CODE).entry_months, state(1)) == (None, StandingState.BLOCKED)
    switch, approve = (reverse(f"screening:blacklist_switch{end}", args=[CODE]) for end in ("", "_approve"))
    version = get_blacklist(CODE).approval_id
    assert "须由另一名信用管理人员复核" in client.post(approve, {"version": version}, follow=True).content.decode()
    assert "还待第二人复核" in client.post(edit, term_fields("3", "再短"), follow=True).content.decode()
    other = signed_in(second)
    assert "待您复核的“黑名单”效力变更" in other.get(reverse("workbench:home")).content.decode()
    page = other.get(switch).content.decode()
    assert "提请将条目有效期缩短为6个月。缘由：名单公布办法第九条" in page
    assert "命中1处、企业1家" in page
    other.post(approve, {"version": version})
    assert (get_blacklist(CODE).entry_months, state(1)) == (6, StandingState.ELIGIBLE)
    assert AuditEvent.objects.get(type=EventType.BLACKLIST_SWITCHED).changes == {"entry_months": [None, 6]}


@pytest.mark.usefixtures("blocked")
def test_longer_term_and_other_settings_take_effect_at_once(credit: User, signed_in: SignedIn) -> None:
    set_entry_months(CODE, 12, by=credit)
    edit = reverse("screening:blacklist_edit", args=[CODE])
    signed_in(credit).post(edit, term_fields("24") | {"authority": "市中级人民法院"})
    changed = get_blacklist(CODE)
    assert (changed.entry_months, changed.authority, changed.approval_id) == (24, "市中级人民法院", None)


@pytest.mark.usefixtures("blocked")
def test_database_refuses_a_shorter_term_that_no_second_user_approved(credit: User) -> None:
    with pytest.raises(IntegrityError, match="blacklist_term_shortened_by_two"), transaction.atomic():
        Blacklist.objects.filter(code=CODE).update(entry_months=6)
    set_entry_months(CODE, 12, by=credit)
    with pytest.raises(IntegrityError, match="blacklist_term_shortened_by_two"), transaction.atomic():
        Blacklist.objects.filter(code=CODE).update(entry_months=11)


def test_first_term_of_a_blacklist_without_entries_needs_no_second_user(credit: User) -> None:
    assert set_entry_months(HINTS, 12, by=credit).approval_id is None
    assert get_blacklist(HINTS).entry_months == 12


@pytest.mark.parametrize("basis", [{}, {"exclusion_document": "《某条例》"}, {"exclusion_paragraph": "第九条"}])
def test_database_refuses_an_excluding_blacklist_without_document_and_paragraph(basis: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="blacklist_excludes_by_a_paragraph"), transaction.atomic():
        Blacklist.objects.create(code="x", name="某领域", authority="某部门", excludes=True, **basis)
