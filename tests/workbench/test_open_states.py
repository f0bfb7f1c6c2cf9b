"""Whatever waits for somebody stands on somebody's home page: every open state of every model, and every approval."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.models import User
from accounts.permissions import Role
from approvals.actions import propose
from approvals.models import Approval
from blacklists.actions.effect_proposals import propose_switch
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistImport
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.actions.lookups import ask_for_many
from feedback.actions.months import confirm_month, mark_changed_months
from feedback.actions.reports import report_violation
from feedback.asked_lines import AskedLine
from feedback.models import DepartmentMonth, Inquiry, LookupBatch, StopAdvice, ViolationReport
from feedback.states import AdviceState, InquiryState, LookupMatch, LookupState, MonthState
from foundation.postgres.states import Transitions
from incentives.models import ActionPlan
from incentives.states import PlanState
from mailing.actions.mailboxes import create_mailbox
from mailing.models import Mail, Mailbox
from mailing.states import MailState
from publicity.actions.bulletins import prepare_bulletin
from publicity.models import Bulletin, Objection
from reorganisations.actions.proposals import approve_reorganisation, propose_reorganisation
from reorganisations.models import Reorganisation
from reorganisations.states import ReorganisationState
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterSubmission, Transfer
from screening.actions.match_policy import change_match_policy
from screening.actions.revocations import restore_enterprise
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from screening.models import MatchPolicy, Revocation, Screening, ScreeningChunk, ScreeningHit, Standing, Suspension
from screening.models.match_policy import ApprovalRule
from screening.models.screenings import Trigger
from screening.reasons import ChunkParams, Failure, FailureCode
from screening.states import Decision, ScreeningState, StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.factories import load_blacklists, load_reference, make_certified, make_department, make_user
from tests.feedback.month_steps import open_month
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, csv_bytes, roster_line, upload, uscc_of
from tests.steps import (
    decide_hit,
    full_confirmation,
    list_entries,
    log,
    make_objection,
    possible_matches,
    preview,
    put_in_force,
    read_entries,
    revoke,
)
from uploads.states import SubmissionState
from webhooks.actions.endpoints import create_endpoint
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Endpoint
from webhooks.states import DeliveryState, EventKind
from workdays.cache import forget_read

pytestmark = pytest.mark.django_db
CODE = "court-defaulters"

# What is open although no transition table says so: an enterprise waits for a screening or for a decision.
OPEN_WITHOUT_TABLE = {Standing: (StandingState.UNSCREENED, StandingState.PENDING)}
# What a table lets change once more, although nobody has anything to do.
SETTLED = {
    MonthState.CONFIRMED,
    *(Decision.CONFIRMED, Decision.DISMISSED, AdviceState.STOPPED, AdviceState.KEPT, PlanState.ADOPTED),
    DeliveryState.DELIVERED,
}
Case = tuple[type[Model], str]


def transition_tables() -> list[Transitions]:
    """The table of transitions of every app's states.py."""
    names = [f"{config.name}.states" for config in apps.get_app_configs()]
    modules = [import_module(name) for name in names if find_spec(name)]
    return [table for module in modules for name, table in vars(module).items() if name.endswith("_TRANSITIONS")]


def open_states() -> set[Case]:
    """Each model with each of its states from which something has still to happen."""
    found: set[Case] = set()
    for table in transition_tables():
        choices = type(next(iter(table))).choices
        ways = {state for state, following in table.items() if following and state not in SETTLED}
        for model in apps.get_models():
            if any(field.choices == choices for field in model._meta.local_fields):
                found |= {(model, state) for state in ways if not model._meta.model_name.endswith("event")}
    return found | {(model, state) for model, states in OPEN_WITHOUT_TABLE.items() for state in states}


def approved_models() -> set[type[Model]]:
    """The models with a change that a second user approves."""
    fields = Approval._meta.get_fields(include_hidden=True)
    return {field.related_model for field in fields if field.one_to_one and field.auto_created}


class People(NamedTuple):
    officer: User
    second_officer: User
    other_officer: User
    clerk: User
    credit: User
    second_credit: User
    system: User


def people() -> People:
    load_reference()
    load_blacklists()
    office = make_department("quancheng-customs")
    return People(
        officer=make_user(Role.CUSTOMS, department=office),
        second_officer=make_user(Role.CUSTOMS, department=office),
        other_officer=make_user(Role.CUSTOMS, department=make_department("laiwu-customs")),
        clerk=make_user(Role.DEPARTMENT),
        credit=make_user(Role.CREDIT),
        second_credit=make_user(Role.CREDIT),
        system=make_user(Role.SYSTEM),
    )


def home_of(user: User) -> dict[str, int]:
    """What the home page counts: the work items, and of each queue what waits."""
    client = Client()
    client.force_login(user)
    context = client.get(reverse("workbench:home")).context
    counts = {item.label: item.count for item in context["to_do"]}
    return counts | {queue.label: queue.waiting for queue in context["queues"] if queue.waiting}


def received_roster(by: People, content: bytes = b"") -> RosterSubmission:
    file = upload(content or csv_bytes(ROSTER_HEAD, [roster_line(1)]), "名单.csv")
    return receive_roster(upload=file, mode="changes", as_of=timezone.localdate(), by=by.officer)[0]


def received_import(by: People, content: bytes = b"") -> BlacklistImport:
    file = upload(content or csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信公司")]), "名单.csv")
    blacklist, day = Blacklist.objects.get(code=CODE), timezone.localdate()
    return receive_import(blacklist=blacklist, upload=file, mode="changes", as_of=day, by=by.credit)[0]


def being_read(submission: RosterSubmission | BlacklistImport) -> None:
    type(submission).objects.filter(pk=submission.pk).update(status=SubmissionState.PROCESSING)


NO_TABLE = csv_bytes(["这不是"], [["名单"]])


def waiting_lookup(by: People) -> None:
    line = AskedLine(1, LookupMatch.NONE, "甲有限公司")
    ask_for_many(lines=[line], day=timezone.localdate(), title="", by=by.clerk)


def failed_screening(by: People) -> Screening:
    failure = Failure(code=FailureCode.CHUNK_FAILED, params=ChunkParams(chunk=1, attempts=3))
    screening = Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=by.credit)
    for state in (ScreeningState.RUNNING, ScreeningState.FAILED):
        Screening.objects.filter(pk=screening.pk).update(
            state=state, failure=failure, started_at=timezone.now(), finished_at=timezone.now()
        )
    return screening


def screening(by: People, state: ScreeningState = ScreeningState.WAITING) -> Screening:
    started = Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=by.credit)
    Screening.objects.filter(pk=started.pk).update(state=state, started_at=timezone.now())
    return started


def chunk(of: Screening, state: ScreeningState) -> None:
    part = ScreeningChunk.objects.create(screening=of, number=1, low=1, high=1)
    if state == ScreeningState.FAILED:
        ScreeningChunk.objects.filter(pk=part.pk).update(state=ScreeningState.RUNNING)
    ScreeningChunk.objects.filter(pk=part.pk).update(state=state)


def transfer(by: People) -> None:
    put_in_force(by.officer, [roster_line(1), roster_line(2)])
    put_in_force(by.other_officer, [roster_line(1)])


def all_need_two(by: People) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=by.credit)


def proposed_decision(by: People) -> None:
    all_need_two(by)
    hit = possible_matches(by.officer, by.credit, 1)[0]
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不同", by=by.credit)


def proposed_import(by: People) -> None:
    all_need_two(by)
    put_in_force(by.officer, [roster_line(1)])
    list_entries(by.credit, CODE, [blacklist_line("甲公司", uscc=uscc_of(1)), blacklist_line("乙公司")])
    shorter = read_entries(by.credit, CODE, [blacklist_line("乙公司")])
    confirm_import(
        submission=shorter,
        ended_count=shorter.ended_count,
        problems_verified=True,
        reason="来函",
        by=by.credit,
    )


def proposed_switch(by: People) -> None:
    propose_switch(blacklist=Blacklist.objects.get(code=CODE), excludes=False, reason="纪要", by=by.credit)


def proposed_policy(by: People) -> None:
    all_need_two(by)
    change_match_policy(approval_rule=ApprovalRule.NONE, term_working_days=5, reason="规程", by=by.credit)


def proposed_restoration(by: People) -> None:
    all_need_two(by)
    revocation = revoke(make_certified(), by.officer)
    restore_enterprise(
        revocation=revocation,
        reason="整改合格",
        document_number="泉关企管〔2026〕9号",
        restored_on=timezone.localdate(),
        by=by.officer,
    )


def proposed_lifting(by: People) -> None:
    all_need_two(by)
    suspension = suspend_enterprise(
        enterprise=make_certified(),
        reason="涉嫌走私",
        document_number="泉关企管〔2026〕7号",
        effective_on=timezone.localdate(),
        by=by.officer,
    )
    lift_suspension(
        suspension=suspension,
        reason="查无实据",
        document_number="泉关企管〔2026〕9号",
        lifted_on=timezone.localdate(),
        by=by.officer,
    )


def proposed_plan(by: People) -> None:
    plan = ActionPlan.objects.create(
        document_number="（演示）5号",
        title="稳外贸计划",
        short_name="外贸计划",
        issued_by="市商务局",
        issued_on=timezone.localdate(),
        in_force_from=timezone.localdate(),
    )
    plan.approval = propose(subject=plan, change={}, expected_version="", reason="来函", by=make_user(Role.SYSTEM))
    plan.save(update_fields=["approval"])


def proposed_reorganisation(by: People) -> Reorganisation:
    rename = Reorganisation(
        act=DepartmentAct.RENAME,
        department=make_department("tax"),
        day=timezone.localdate() + timedelta(days=9),
        document_number="济编〔2026〕3号",
        content={"name": "市税务与社保局"},
    )
    return propose_reorganisation(reorganisation=rename, by=make_user(Role.SYSTEM))


def approved_reorganisation(by: People) -> None:
    rename = proposed_reorganisation(by)
    second = make_user(Role.SYSTEM)
    approve_reorganisation(reorganisation=rename, expected_version=str(rename.approval_id), by=second)


def advised(by: People) -> None:
    enterprise = make_certified()
    log(enterprise, by.clerk)
    revoke(enterprise, by.officer)


def asked(by: People) -> Inquiry:
    return ask_inquiry(application=log(make_certified(), by.clerk), question="是否已办结？", by=by.officer)


def changed_month(by: People) -> None:
    month = open_month(by.clerk.department)
    confirm_month(month=month, expected_version=month.version, by=by.clerk)
    mark_changed_months(by.clerk.department, [month.month])


def pending_enterprise(by: People) -> None:
    with at("2026-11-02 09:00:00"):
        possible_matches(by.officer, by.credit, 1)
    reassess_due()


def unscreened_enterprise(by: People) -> None:
    submission = preview(by.officer, [roster_line(1)])
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=by.officer)


def delivery(by: People, state: DeliveryState = DeliveryState.WAITING) -> None:
    endpoint = Endpoint(department=by.clerk.department, name="办税系统", kinds=[EventKind.GAINED])
    create_endpoint(endpoint=endpoint, by=by.system)
    make_certified()
    record_events()
    Delivery.objects.exclude(state=state).update(state=state, tried_at=timezone.now())


def mail(by: People, state: MailState = MailState.WAITING) -> None:
    mailbox = Mailbox(department=by.clerk.department, address="bangongshi@tax.jinan.example")
    create_mailbox(mailbox=mailbox, by=by.system)
    Mail.objects.create(mailbox=mailbox, state=state)


def waiting_bulletin(by: People) -> None:
    forget_read()
    with override_settings(PUBLICATION_APPROVAL=True):
        prepare_bulletin(enterprises=[make_certified().pk], note="公布名单。", by=by.credit)


def scheduled_bulletin(by: People) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    prepare_bulletin(enterprises=[make_certified().pk], note="公布名单。", publish_at=tomorrow, by=by.credit)


class Scene(NamedTuple):
    """What brings a row into the state, whose home page has it, and under which label."""

    make: Callable[[People], object]
    role: str
    label: str


FILE, STATE = SubmissionState, ScreeningState
SCENES: dict[Case, Scene] = {
    (RosterSubmission, FILE.RECEIVED): Scene(received_roster, "system", "读取名单"),
    (RosterSubmission, FILE.PROCESSING): Scene(lambda by: being_read(received_roster(by)), "system", "读取名单"),
    (RosterSubmission, FILE.CHECKED): Scene(
        lambda by: preview(by.officer, [roster_line(1)]), "officer", "待确认的名单"
    ),
    (RosterSubmission, FILE.FAILED): Scene(
        lambda by: process_roster(received_roster(by, NO_TABLE).pk), "officer", "未能处理的名单"
    ),
    (BlacklistImport, FILE.RECEIVED): Scene(received_import, "system", "读取“黑名单”"),
    (BlacklistImport, FILE.PROCESSING): Scene(lambda by: being_read(received_import(by)), "system", "读取“黑名单”"),
    (BlacklistImport, FILE.CHECKED): Scene(
        lambda by: process_import(received_import(by).pk), "credit", "待确认的“黑名单”导入"
    ),
    (BlacklistImport, FILE.FAILED): Scene(
        lambda by: process_import(received_import(by, NO_TABLE).pk), "credit", "未能处理的“黑名单”导入"
    ),
    (Transfer, "waiting"): Scene(transfer, "officer", "待本关同意的企业移交"),
    (Screening, STATE.WAITING): Scene(screening, "system", "交叉比对"),
    (Screening, STATE.RUNNING): Scene(lambda by: screening(by, STATE.RUNNING), "system", "交叉比对"),
    (Screening, STATE.FAILED): Scene(failed_screening, "credit", "失败的交叉比对"),
    (LookupBatch, LookupState.WAITING): Scene(waiting_lookup, "system", "批量查询"),
    (ScreeningChunk, STATE.WAITING): Scene(lambda by: chunk(screening(by), STATE.WAITING), "system", "交叉比对"),
    (ScreeningChunk, STATE.RUNNING): Scene(lambda by: chunk(screening(by), STATE.RUNNING), "system", "交叉比对"),
    (ScreeningChunk, STATE.FAILED): Scene(
        lambda by: chunk(failed_screening(by), STATE.FAILED), "credit", "失败的交叉比对"
    ),
    (ScreeningHit, Decision.UNDECIDED): Scene(
        lambda by: possible_matches(by.officer, by.credit, 1), "credit", "待核实的疑似命中"
    ),
    (Standing, StandingState.UNSCREENED): Scene(unscreened_enterprise, "system", "交叉比对"),
    (Standing, StandingState.PENDING): Scene(pending_enterprise, "credit", "待核实的疑似命中"),
    (Approval, "pending"): Scene(proposed_decision, "second_credit", "待复核的结论"),
    (ViolationReport, "open"): Scene(
        lambda by: report_violation(
            enterprise=make_certified(), found_on=timezone.localdate(), facts="虚开发票", by=by.clerk
        ),
        "officer",
        "待处理的失信线索",
    ),
    (Objection, "waiting"): Scene(lambda by: make_objection(by.credit), "credit", "待核实的异议"),
    (Bulletin, "waiting"): Scene(waiting_bulletin, "second_credit", "待您批准的名单公布"),
    (Bulletin, "scheduled"): Scene(scheduled_bulletin, "credit", "待定时公布的名单"),
    (StopAdvice, "open"): Scene(advised, "clerk", "待答复的停用建议"),
    (Inquiry, InquiryState.OPEN): Scene(asked, "clerk", "待答复的询问"),
    (Inquiry, InquiryState.ANSWERED): Scene(
        lambda by: answer_inquiry(inquiry=asked(by), answer="已办结。", by=by.clerk), "officer", "已答复、待查看的询问"
    ),
    (DepartmentMonth, MonthState.OPEN): Scene(lambda by: open_month(by.clerk.department), "clerk", "待确认的月份"),
    (DepartmentMonth, MonthState.CHANGED): Scene(changed_month, "clerk", "待确认的月份"),
    (Delivery, DeliveryState.WAITING): Scene(delivery, "system", "推送"),
    (Delivery, DeliveryState.DEAD): Scene(lambda by: delivery(by, DeliveryState.DEAD), "clerk", "推送未能送达的接口"),
    (Mail, MailState.WAITING): Scene(mail, "system", "发送邮件"),
    (Mail, MailState.FAILED): Scene(lambda by: mail(by, MailState.FAILED), "system", "未能发送的邮件"),
    (ActionPlan, PlanState.PROPOSED): Scene(proposed_plan, "system", "待复核的行动计划变动"),
    (Reorganisation, ReorganisationState.PROPOSED): Scene(proposed_reorganisation, "system", "待复核的机构变动"),
    (Reorganisation, ReorganisationState.APPROVED): Scene(approved_reorganisation, "system", "待施行的机构变动"),
}
APPROVALS: dict[type[Model], Scene] = {
    ScreeningHit: Scene(proposed_decision, "second_credit", "待复核的结论"),
    BlacklistImport: Scene(proposed_import, "second_credit", "待您复核的“黑名单”导入"),
    Blacklist: Scene(proposed_switch, "second_credit", "待您复核的“黑名单”效力变更"),
    MatchPolicy: Scene(proposed_policy, "second_credit", "待您复核的比对规则修改"),
    Revocation: Scene(proposed_restoration, "second_officer", "待您复核的恢复资格"),
    Suspension: Scene(proposed_lifting, "second_officer", "待您复核的解除暂停"),
    Reorganisation: Scene(proposed_reorganisation, "system", "待复核的机构变动"),
    Bulletin: Scene(waiting_bulletin, "second_credit", "待您批准的名单公布"),
}


def test_every_open_state_has_a_home() -> None:
    assert open_states() == set(SCENES)
    assert approved_models() == set(APPROVALS)


def case_name(case: Case) -> str:
    return f"{case[0].__name__}-{case[1]}"


@pytest.mark.parametrize("case", SCENES, ids=case_name)
def test_row_in_an_open_state_stands_on_a_home_page(case: Case) -> None:
    model, state = case
    by, scene = people(), SCENES[case]
    make_and_find(by, scene)
    field = next(field for field in model._meta.local_fields if field.choices and state in dict(field.flatchoices))
    assert model._default_manager.filter(**{field.name: state}).exists()


@pytest.mark.parametrize("model", APPROVALS, ids=lambda model: model.__name__)
def test_proposal_stands_on_the_home_page_of_the_second_person(model: type[Model]) -> None:
    make_and_find(people(), APPROVALS[model])
    assert Approval.objects.pending().get().subject_type == model._meta.label


def make_and_find(by: People, scene: Scene) -> None:
    """Bring the row into its state; the home page must count one more thing under the label."""
    user = getattr(by, scene.role)
    before = home_of(user)
    assert not [label for label in before if label.startswith(scene.label)]
    scene.make(by)
    assert [count for label, count in home_of(user).items() if label.startswith(scene.label)] == [1]
