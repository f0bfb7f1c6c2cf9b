"""Several pieces of work assigned at once: ticked in a list, looked at once more, given to a colleague in one act."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.advice import keep_measure
from feedback.actions.assignments import assign
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import Assignment, StopAdvice
from feedback.models.assignments import FIELDS, Assignable
from feedback.states import ReportState
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.steps import SignedIn, clerk_of, log, revoke

COUNT = 3


@pytest.fixture(autouse=True)
def on_a_working_day(reference_data: None) -> Iterator[None]:
    with at("2026-07-09 09:00:00"):
        yield


@pytest.fixture(params=["advice", "inquiry", "report"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def works(kind: str, clerk: User, officer: User) -> list[Assignable]:
    """Open work of each kind: of 市税务局, or violation reports that 泉城海关 decides."""
    enterprises = [make_certified() for _ in range(COUNT)]
    if kind == "report":
        today = timezone.localdate()
        return [report_violation(enterprise=each, found_on=today, facts="虚开发票。", by=clerk) for each in enterprises]
    applications = [log(each, clerk) for each in enterprises]
    if kind == "inquiry":
        return [ask_inquiry(application=each, question="是否已调整？", by=officer) for each in applications]
    for each in enterprises:
        revoke(each, officer)
    return list(StopAdvice.objects.order_by("pk"))


@pytest.fixture
def doer(kind: str, clerk: User, officer: User) -> User:
    """Who has the work."""
    return officer if kind == "report" else clerk


@pytest.fixture
def colleague(doer: User) -> User:
    user = make_user(Role(doer.role), department=doer.department)
    user.full_name = "王芳"
    user.save(update_fields=["full_name"])
    return user


def address(kind: str, page: str = "assign_several") -> str:
    return reverse(f"feedback:{kind}_{page}")


def finish(work: Assignable, doer: User) -> None:
    """Do the work, so that it is open no more."""
    if isinstance(work, StopAdvice):
        keep_measure(advice=work, answer="经核实仍须适用。", by=doer)
    elif FIELDS[type(work)] == "inquiry":
        answer_inquiry(inquiry=work, answer="已按季度调整。", by=doer)
    else:
        decide_report(report=work, outcome=ReportState.WARNED, reason="情节轻微", by=doer)


def look(client: Client, works: list[Assignable]) -> Any:
    """Return the page that lists the ticked work before it is assigned."""
    field = FIELDS[type(works[0])]
    return client.get(address(field), {field: [work.pk for work in works]})


def give(client: Client, works: list[Assignable], to: User, shown: Any, note: str = "") -> Any:
    """Submit the form of the page that `look` returned."""
    field = FIELDS[type(works[0])]
    versions = {
        name: shown.context["form"][name].value()
        for name in shown.context["form"].fields
        if name.startswith("version-")
    }
    data = {field: [work.pk for work in works], "assignee": to.pk, "note": note, **versions}
    return client.post(address(field), data, follow=True)


def assignees(works: list[Assignable]) -> list[User | None]:
    current = {each.work.pk: each.assignee for each in Assignment.objects.current()}
    return [current.get(work.pk) for work in works]


def test_ticked_work_is_given_to_a_colleague_in_one_act(
    works: list[Assignable], doer: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(doer)
    shown = look(client, works[:2])
    assert "一并交办2项" in shown.content.decode()
    page = give(client, works[:2], colleague, shown, note="请于周五前办结。").content.decode()
    assert "已将2项交由王芳办理" in page
    assert assignees(works) == [colleague, colleague, None]
    assert {each.note for each in Assignment.objects.all()} == {"请于周五前办结。"}
    assert AuditEvent.objects.filter(type=EventType.WORK_ASSIGNED).count() == 2
    items = {
        item.label: item.count for item in signed_in(colleague).get(reverse("workbench:home")).context["work_items"]
    }
    assert [count for label, count in items.items() if label.startswith("交由您办理的") and count] == [2]


def test_list_offers_the_open_work_of_the_department_and_keeps_its_filter(
    kind: str, works: list[Assignable], doer: User, colleague: User, signed_in: SignedIn
) -> None:
    finish(works[0], doer)
    client, listed = signed_in(doer), address(kind, "list") + "?assignee=nobodys"
    page = client.get(listed).content.decode()
    ticks = [work for work in works if f'name="{kind}"\n' in page and f'value="{work.pk}"\n' in page]
    assert ticks == works[1:]
    shown = look(client, works[1:])
    answer = give(client, works[1:], colleague, shown)
    assert answer.redirect_chain[-1][0] == listed


def test_work_that_was_done_or_assigned_meanwhile_is_refused_by_itself(
    works: list[Assignable], doer: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(doer)
    shown = look(client, works)
    finish(works[0], doer)
    assign(work=works[1], assignee=doer, expected_version="", by=doer)
    page = give(client, works, colleague, shown).content.decode()
    assert "已将1项交由王芳办理" in page
    assert f"该项刚才已{doer}交由{doer}办理，请核对后再办。" in page
    assert "无须再交办。" in page
    assert assignees(works) == [None, doer, colleague]


def test_nothing_is_assigned_where_all_are_refused_and_what_was_typed_stays(
    works: list[Assignable], doer: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(doer)
    shown = look(client, works[:2])
    for work in works[:2]:
        assign(work=work, assignee=colleague, expected_version="", by=doer)
    answer = give(client, works[:2], doer, shown, note="由我统一办理。")
    page = answer.content.decode()
    assert page.count(f"该项刚才已{doer}交由王芳办理，请核对后再办。") == 2
    assert "由我统一办理。" in page
    assert assignees(works[:2]) == [colleague, colleague]
    assert "已将2项交由" in give(client, works[:2], doer, answer, note="由我统一办理。").content.decode()
    assert assignees(works[:2]) == [doer, doer]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"assignee": ""}, "请选择经办人。"),
        ({"assignee": "99999999"}, "所选的不是本单位在用的账号，请重新选择。"),
        ({"assignee": "甲"}, "所选的不是本单位在用的账号，请重新选择。"),
        ({"note": "长" * 501}, "500"),
        ({"note": "身份证号370102199003078515"}, "证件号码"),
    ],
)
def test_wrong_form_says_what_is_wrong_and_keeps_the_ticks(
    works: list[Assignable], doer: User, colleague: User, signed_in: SignedIn, typed: dict[str, str], message: str
) -> None:
    client, field = signed_in(doer), FIELDS[type(works[0])]
    data = {field: [work.pk for work in works], "assignee": colleague.pk, "note": "请办理。", **typed}
    response = client.post(address(field), data)
    assert response.status_code in {200, 409}
    page = response.content.decode()
    assert message in page
    assert all(f'value="{work.pk}"' in page for work in works)
    assert not Assignment.objects.exists()


def test_clerk_of_another_department_and_a_former_one_are_refused(
    works: list[Assignable], doer: User, signed_in: SignedIn
) -> None:
    former = make_user(Role(doer.role), department=doer.department)
    former.is_active = False
    former.save(update_fields=["is_active"])
    client = signed_in(doer)
    for person in (clerk_of("ecology"), former):
        page = give(client, works, person, look(client, works)).content.decode()
        assert "所选的不是本单位在用的账号，请重新选择。" in page
    assert not Assignment.objects.exists()


def test_nothing_ticked_nonsense_and_too_much_are_refused(kind: str, doer: User, signed_in: SignedIn) -> None:
    client = signed_in(doer)
    for ticked in ([], ["甲"], ["-1"], ["9" * 30], ["999999"]):
        page = client.get(address(kind), {kind: ticked}, follow=True).content.decode()
        assert "请先勾选要交办的事项。" in page
    assert client.post(address(kind), {}, follow=True).status_code == 200


def test_more_than_the_most_are_refused(
    works: list[Assignable], doer: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.views.assignments.MOST_WORK", 2)
    field = FIELDS[type(works[0])]
    page = signed_in(doer).get(address(field), {field: [work.pk for work in works]}, follow=True)
    assert "一次最多交办2项，请减少勾选。" in page.content.decode()


def test_work_of_another_department_is_not_shown_to_be_assigned(
    works: list[Assignable], kind: str, other_officer: User, signed_in: SignedIn
) -> None:
    if kind == "report":
        page = look(signed_in(other_officer), works).content.decode()
        assert page.count("该项由泉城海关办理，莱芜海关不能交办。") == COUNT
        assert "一并交办0项" in page
        colleague = make_user(Role.CUSTOMS, department=other_officer.department)
        data = {kind: [work.pk for work in works], "assignee": colleague.pk, "note": ""}
        refused = signed_in(other_officer).post(address(kind), data).content.decode()
        assert "该项由泉城海关办理，莱芜海关不能交办。" in refused
    else:
        answer = signed_in(clerk_of("ecology")).get(address(kind), {kind: [work.pk for work in works]}, follow=True)
        assert "请先勾选要交办的事项。" in answer.content.decode()
    assert not Assignment.objects.exists()
