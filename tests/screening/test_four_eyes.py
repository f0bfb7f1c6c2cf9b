"""One person alone gets no enterprise off the block where the match policy requires a second user for everything."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from approvals.models import Approval
from approvals.states import ApprovalState
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.effect_proposals import propose_switch, propose_term
from blacklists.actions.imports import approve_import, confirm_import, process_import, receive_import, withdraw_import
from blacklists.models import Blacklist, BlacklistImport
from foundation.denials import ActionDenied
from roster.actions.transfers import agree_to_transfer
from roster.models import Enterprise, Transfer
from screening.actions.match_policy import change_match_policy
from screening.actions.revocations import approve_restoration, restore_enterprise, revoke_enterprise
from screening.models import Revocation, ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.states import Decision, StandingState
from tests.factories import make_user
from tests.screening.test_screening import state
from tests.spreadsheet_files import roster_line, upload, uscc_of, xlsx
from tests.steps import SignedIn, decide_hit, push_file, put_in_force, run_screenings
from uploads.actions import change_as_of

pytestmark = pytest.mark.usefixtures("blacklists")
CODE = "court-defaulters"
NAME = "济南泺岬0001进出口有限公司"
# A source that numbers its records, so that a row may change the subject of its entry.
HEAD = ("来源编号", "主体名称", "统一社会信用代码", "列入日期", "有效期止", "移出日期", "事由")
RESTORATION = {"reason": "整改合格", "document_number": "泉关企管〔2026〕9号"}
Door = Callable[[User], object]


def listed(
    *,
    source_id: str = "S1",
    name: str = NAME,
    uscc: str = uscc_of(1),
    listed_on: str = "2025-01-05",
    expires_on: str = "",
    removed_on: str = "",
    basis: str = "有履行能力而拒不履行",
) -> tuple[str, ...]:
    return (source_id, name, uscc, listed_on, expires_on, removed_on, basis)


OTHER = listed(source_id="S9", name="青岛某某贸易有限公司", uscc="")


@pytest.fixture
def second(credit: User) -> User:
    """A second credit administrator."""
    return make_user(Role.CREDIT)


@pytest.fixture
def colleague(officer: User) -> User:
    """A second officer of the same customs office."""
    return make_user(Role.CUSTOMS, department=officer.department)


@pytest.fixture
def all_need_two(blacklists: None, credit: User) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="纪要", by=credit)


@pytest.fixture
def blocked(officer: User, credit: User, all_need_two: None) -> None:
    """A certified enterprise that an entry with its USCC blocks."""
    put_in_force(officer, [roster_line(1)])
    import_of(credit, listed(), OTHER)
    run_screenings()
    assert state() == StandingState.BLOCKED


@pytest.fixture
def revocation(officer: User, all_need_two: None) -> Revocation:
    """A revocation from today on of a screened enterprise."""
    put_in_force(officer, [roster_line(1)])
    text = {"reason": "虚开增值税专用发票", "document_number": "泉关企管〔2026〕8号"}
    return revoke_enterprise(enterprise=Enterprise.objects.get(), **text, effective_on=timezone.localdate(), by=officer)


def read(credit: User, *lines: tuple[str, ...], mode: str) -> BlacklistImport:
    """Return a file that waits for its confirmation."""
    as_of = timezone.localdate()
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=CODE), upload=upload(xlsx(HEAD, lines)), mode=mode, as_of=as_of, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def import_of(credit: User, *lines: tuple[str, ...], mode: str = "changes") -> BlacklistImport:
    """Confirm a file, as the page does, and return it."""
    submission = read(credit, *lines, mode=mode)
    return confirm_import(submission=submission, ended_count=submission.ended_count, reason="来函", by=credit)


def waiting_count(client: Client, label: str) -> int:
    """The number of work items with this label on the home page."""
    waiting = client.get(reverse("workbench:home")).context["work_items"]
    return sum(item.count for item in waiting if item.label == label)


def decide(credit: User) -> None:
    hit = ScreeningHit.objects.get(is_current=True)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不是同一主体", by=credit)


def switch(credit: User) -> None:
    propose_switch(blacklist=Blacklist.objects.get(code=CODE), excludes=False, reason="纪要", by=credit)


def shorten(credit: User) -> None:
    propose_term(blacklist=Blacklist.objects.get(code=CODE), entry_months=1, reason="纪要", by=credit)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


DOORS: dict[str, Door] = {
    "decision": decide,
    "switch": switch,
    "term": shorten,
    "removal row": lambda credit: import_of(credit, listed(removed_on=day(0))),
    "removal row for tomorrow": lambda credit: import_of(credit, listed(removed_on=day(1))),
    "expiry in a year": lambda credit: import_of(credit, listed(expires_on=day(365))),
    "full list without the entry": lambda credit: import_of(credit, OTHER, mode="full"),
    "entry without its identifier": lambda credit: import_of(credit, listed(uscc="")),
    "entry of another subject": lambda credit: import_of(credit, listed(uscc=uscc_of(7))),
    "replaced by an entry of one day": lambda credit: import_of(
        credit, listed(source_id="S2", expires_on=day(0)), mode="full"
    ),
}


@pytest.mark.usefixtures("blocked")
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_one_person_alone_gets_no_enterprise_off_the_block(credit: User, door: Door) -> None:
    door(credit)
    run_screenings()
    assert state() == StandingState.BLOCKED
    assert Approval.objects.pending().get().proposed_by == credit


@pytest.mark.parametrize("fields", [{"removed_on": day(0)}, {"uscc": uscc_of(7)}])
@pytest.mark.usefixtures("all_need_two")
def test_file_that_ends_a_possible_match_waits_for_a_second_user(
    officer: User, credit: User, fields: dict[str, str]
) -> None:
    put_in_force(officer, [roster_line(1)])
    import_of(credit, listed(uscc=""))
    run_screenings()
    assert import_of(credit, listed(**{"uscc": "", **fields})).awaits_approval


@pytest.mark.usefixtures("blocked")
def test_file_that_leaves_every_hit_takes_effect_at_once(credit: User) -> None:
    """Another basis, a further entry, and the replacement by an entry that lasts as long."""
    for lines, mode in (
        ([listed(basis="另一事由")], "changes"),
        ([listed(source_id="S2")], "changes"),
        ([listed(source_id="S3"), OTHER], "full"),
    ):
        assert not import_of(credit, *lines, mode=mode).awaits_approval
    run_screenings()
    assert state() == StandingState.BLOCKED


@pytest.mark.usefixtures("blocked")
def test_removal_that_the_source_sent_and_that_takes_effect_by_itself_needs_nobody(credit: User) -> None:
    entry = {"source_id": "S1", "name": NAME, "removed_on": day(0)}
    push_file(credit, CODE, json.dumps({"entries": [entry]}).encode(), as_of=timezone.localdate())
    assert state() == StandingState.ELIGIBLE


@pytest.mark.usefixtures("blocked")
def test_import_that_frees_an_enterprise_takes_effect_when_a_second_user_approves_it(
    credit: User, second: User, signed_in: SignedIn
) -> None:
    submission = read(credit, OTHER, mode="full")
    page, confirm, approve = (
        reverse(f"blacklists:import_{name}", args=[submission.pk]) for name in ("detail", "confirm", "approve")
    )
    client, other = signed_in(credit), signed_in(second)
    assert "须由另一名信用管理人员复核，请写明缘由" in client.post(confirm, follow=True).content.decode()
    shown = client.post(confirm, {"reason": "来函〔2026〕7号"}, follow=True).content.decode()
    assert "已提请确认" in shown
    assert "待第二人复核" in shown
    assert "确认后1家在册企业不再被命中" in shown
    assert state() == StandingState.BLOCKED
    assert "还待第二人复核" in client.post(confirm, {"reason": "再次"}, follow=True).content.decode()
    version = Approval.objects.pending().get().pk
    assert "须由另一名信用管理人员复核" in client.post(approve, {"version": version}, follow=True).content.decode()
    assert [waiting_count(reader, "待您复核的“黑名单”导入") for reader in (other, client)] == [1, 0]
    listing = other.get(reverse("blacklists:blacklist_list"), {"status": "approval"}).content.decode()
    assert page in listing
    assert "来函〔2026〕7号" in other.get(page).content.decode()
    assert "已换成另一份" in other.post(approve, {"version": 0}, follow=True).content.decode()
    assert "已复核同意并导入" in other.post(approve, {"version": version}, follow=True).content.decode()
    run_screenings()
    assert state() == StandingState.ELIGIBLE
    event = AuditEvent.objects.get(type=EventType.IMPORT_CONFIRMED, target_key=str(submission.pk))
    assert (event.actor_id, event.data["proposed_by"]) == (second.pk, str(credit))


@pytest.mark.usefixtures("blocked")
@pytest.mark.parametrize(("rejects", "shown"), [(True, "已退回"), (False, "已撤回")])
def test_rejected_or_withdrawn_import_changes_nothing(
    credit: User, second: User, signed_in: SignedIn, rejects: bool, shown: str
) -> None:
    submission = import_of(credit, OTHER, mode="full")
    client = signed_in(second if rejects else credit)
    reject, version = reverse("blacklists:import_reject", args=[submission.pk]), submission.approval_id
    assert "请写明缘由" in client.post(reject, {"version": version}, follow=True).content.decode()
    posted = {"version": version, "reason": "来源未核实"}
    assert shown in client.post(reject, posted, follow=True).content.decode()
    submission.refresh_from_db()
    assert (submission.get_status_display(), submission.approval_id) == ("待确认", None)
    assert state() == StandingState.BLOCKED
    assert "没有待复核的确认" in client.post(reject, posted, follow=True).content.decode()


@pytest.mark.usefixtures("blocked")
def test_proposed_import_is_superseded_when_it_is_read_again_or_withdrawn(credit: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    acts = (
        lambda one: change_as_of(submission=one, as_of=yesterday, by=credit),
        lambda one: withdraw_import(submission=one, by=credit),
    )
    for act, line in zip(acts, (OTHER, listed(source_id="S8", name="烟台某某公司", uscc="")), strict=True):
        act(import_of(credit, line, mode="full"))
        assert Approval.objects.first().state == ApprovalState.SUPERSEDED


@pytest.mark.usefixtures("blocked")
def test_proposed_import_is_superseded_when_it_would_change_something_else(credit: User, second: User) -> None:
    submission = import_of(credit, OTHER, mode="full")
    import_of(credit, listed(source_id="S9", name="青岛某某贸易有限公司", uscc="", basis="另一事由"))
    with pytest.raises(ActionDenied, match="造成的改变与提请时不同"):
        approve_import(submission=submission, expected_version=str(submission.approval_id), by=second)
    submission.refresh_from_db()
    assert (submission.approval_id, Approval.objects.first().state) == (None, ApprovalState.SUPERSEDED)
    assert state() == StandingState.BLOCKED


@pytest.mark.usefixtures("blocked")
def test_database_refuses_an_import_that_frees_and_that_no_second_user_approved(credit: User) -> None:
    submission = import_of(credit, OTHER, mode="full")
    for approval in (submission.approval, None):
        with pytest.raises(IntegrityError, match="import_confirmed_by_two"), transaction.atomic():
            BlacklistImport.objects.filter(pk=submission.pk).update(
                status="confirmed", confirmed_by=credit, approval=approval
            )


def test_restoration_takes_effect_when_a_second_officer_approves_it(
    officer: User, colleague: User, other_officer: User, revocation: Revocation, signed_in: SignedIn
) -> None:
    page = reverse("screening:revocation_restore", args=[revocation.pk])
    approve = reverse("screening:restoration_approve", args=[revocation.pk])
    client, other = signed_in(officer), signed_in(colleague)
    posted = {**RESTORATION, "restored_on": day(0)}
    assert "已提请恢复" in client.post(page, posted, follow=True).content.decode()
    assert state() == StandingState.REVOKED
    assert "还待第二人复核" in client.post(page, posted, follow=True).content.decode()
    version = Approval.objects.pending().get().pk
    assert "须由另一名本关关员复核" in client.post(approve, {"version": version}, follow=True).content.decode()
    assert (
        "不能处理其资格" in signed_in(other_officer).post(approve, {"version": version}, follow=True).content.decode()
    )
    reject = reverse("screening:restoration_reject", args=[revocation.pk])
    for url in (page, reject):
        assert "整改合格" not in signed_in(other_officer).post(url, {}).content.decode()
    label = f"待您复核的恢复资格：{NAME}"
    assert [waiting_count(reader, label) for reader in (other, client, signed_in(other_officer))] == [1, 0, 0]
    shown = other.get(page).content.decode()
    assert "整改合格" in shown
    assert "泉关企管〔2026〕9号" in shown
    assert "已换成另一份" in other.post(approve, {"version": 0}, follow=True).content.decode()
    assert "已恢复" in other.post(approve, {"version": version}, follow=True).content.decode()
    assert state() == StandingState.ELIGIBLE
    event = AuditEvent.objects.get(type=EventType.ENTERPRISE_RESTORED)
    assert (event.actor_id, event.data["proposed_by"]) == (colleague.pk, str(officer))


@pytest.mark.parametrize(("rejects", "shown"), [(True, "已退回"), (False, "已撤回")])
def test_rejected_or_withdrawn_restoration_changes_nothing(
    officer: User, colleague: User, revocation: Revocation, signed_in: SignedIn, rejects: bool, shown: str
) -> None:
    proposed = restore_enterprise(revocation=revocation, restored_on=timezone.localdate(), **RESTORATION, by=officer)
    client = signed_in(colleague if rejects else officer)
    reject = reverse("screening:restoration_reject", args=[revocation.pk])
    version = {"version": proposed.approval_id}
    assert "请写明" in client.post(reject, version, follow=True).content.decode()
    assert shown in client.post(reject, {**version, "reason": "文号有误"}, follow=True).content.decode()
    assert state() == StandingState.REVOKED
    with pytest.raises(ActionDenied, match="没有待复核的恢复资格"):
        approve_restoration(revocation=revocation, expected_version=str(proposed.approval_id), by=colleague)


def test_restoration_that_the_earlier_office_proposed_is_not_approved_by_the_present_one(
    officer: User, other_officer: User, revocation: Revocation
) -> None:
    proposed = restore_enterprise(revocation=revocation, restored_on=timezone.localdate(), **RESTORATION, by=officer)
    Enterprise.objects.get().certifications.update(office=other_officer.department)
    with pytest.raises(ActionDenied, match="请退回后由本关提请"):
        approve_restoration(revocation=revocation, expected_version=str(proposed.approval_id), by=other_officer)


def test_transfer_supersedes_a_proposed_restoration(
    officer: User, other_officer: User, revocation: Revocation, signed_in: SignedIn
) -> None:
    """The present office is competent and proposes it itself."""
    proposed = restore_enterprise(revocation=revocation, restored_on=timezone.localdate(), **RESTORATION, by=officer)
    put_in_force(other_officer, [roster_line(1)])
    agree_to_transfer(transfer=Transfer.objects.get(), by=officer)
    assert Approval.objects.get(pk=proposed.approval_id).state == ApprovalState.SUPERSEDED
    again = restore_enterprise(revocation=revocation, restored_on=timezone.localdate(), **RESTORATION, by=other_officer)
    second = make_user(Role.CUSTOMS, department=other_officer.department)
    assert waiting_count(signed_in(second), f"待您复核的恢复资格：{NAME}") == 1
    approve_restoration(revocation=revocation, expected_version=str(again.approval_id), by=second)
    assert state() == StandingState.ELIGIBLE


def test_database_refuses_a_restoration_that_no_second_officer_approved(officer: User, revocation: Revocation) -> None:
    restored = {"restored_on": timezone.localdate(), "restored_by": officer, "restored_at": timezone.now()}
    texts = {"restore_reason": "整改合格", "restore_document": "9号"}
    with pytest.raises(IntegrityError, match="enterprise_restored_by_two"), transaction.atomic():
        Revocation.objects.update(**restored, **texts)
    columns = ("enterprise_id", "office_id", "category", "reason", "document_number", "effective_on", "revoked_by_id")
    same = {column: getattr(revocation, column) for column in columns}
    with pytest.raises(IntegrityError, match="enterprise_restored_by_two"), transaction.atomic():
        Revocation.objects.create(**same, **restored, **texts)
