"""交办: which clerk does a piece of work of the department, and that nothing is lost with a person."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from audit.wording import details_text
from feedback.actions.advice import keep_measure
from feedback.actions.assignments import assign
from feedback.actions.handing_over import hand_over_applications
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.models import Assignment, Inquiry, MeasureApplication, StopAdvice
from feedback.models.assignments import Assignable
from foundation.denials import ActionDenied
from staffing.actions import end_absence, enter_absence
from tests.clock import at
from tests.factories import make_department, make_user
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of, revoke


@pytest.fixture(autouse=True)
def on_the_next_day(application: MeasureApplication) -> Iterator[None]:
    """It is 9 July, the day after the application."""
    with at("2026-07-09 09:00:00"):
        yield


@pytest.fixture
def advice(application: MeasureApplication, officer: User) -> StopAdvice:
    revoke(application.enterprise, officer)
    return StopAdvice.objects.get()


@pytest.fixture
def inquiry(application: MeasureApplication, officer: User) -> Inquiry:
    return ask_inquiry(application=application, question="用量是否随季度调整？", by=officer)


@pytest.fixture(params=["advice", "inquiry"])
def work(request: pytest.FixtureRequest) -> Assignable:
    """An open piece of work of 市税务局 of each kind."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def colleague(clerk: User) -> User:
    user = make_user(department=clerk.department)
    user.full_name = "王芳"
    user.save(update_fields=["full_name"])
    return user


def address(work: Assignable, page: str = "assign") -> str:
    kind = "advice" if isinstance(work, StopAdvice) else "inquiry"
    return reverse(f"feedback:{kind}_{page}", args=[work.pk])


def give(client: Client, work: Assignable, to: User, note: str = "", version: str | None = None) -> str:
    """Return the page after the form of the work was submitted, by default as it shows itself now."""
    if version is None:
        version = client.get(address(work)).context["form"]["version"].value()
    data = {"assignee": to.pk, "note": note, "version": version}
    return client.post(address(work), data, follow=True).content.decode()


def home(client: Client) -> dict[str, int]:
    """Return label → count of the work items, in their order; the list of each has as many rows."""
    items = [item for item in client.get(reverse("workbench:home")).context["work_items"] if item.count]
    for item in items:
        if "办理" in item.label or "待答复" in item.label:
            assert len(client.get(item.url).context["page"]) == item.count
    return {item.label: item.count for item in items}


def labels(work: Assignable) -> tuple[str, str]:
    """Return the names of the work items for what was given to the reader, and for the rest."""
    what = "停用建议" if isinstance(work, StopAdvice) else "询问"
    return f"交由您办理的{what}", f"待答复的{what}"


def test_assigned_work_comes_first_for_its_clerk_and_stays_with_the_others(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    own, others = labels(work)
    assert home(signed_in(colleague))[others] == 1
    page = give(signed_in(clerk), work, colleague, note="已电话核实，请答复。")
    assert "已交由王芳办理" in page
    assert "说明：已电话核实，请答复。" in page
    counts = home(signed_in(colleague))
    assert next(iter(counts)) == own
    assert counts[own] == 1
    assert others not in counts
    assert home(signed_in(clerk))[others] == 1
    assert own not in home(signed_in(clerk))
    event = AuditEvent.objects.get(type=EventType.WORK_ASSIGNED)
    assert details_text(event) == "说明：已电话核实，请答复。；经办人：无 → 王芳"


def test_a_clerk_takes_work_with_one_click_and_gives_it_on_with_its_history(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    page = client.get(address(work, "detail")).content.decode()
    assert "未分派。本单位的人员都可以办理。" in page
    hidden = dict(re.findall(r'name="(assignee|version)"\s+value="([^"]*)"', page))
    assert hidden == {"assignee": str(clerk.pk), "version": ""}
    taken = client.post(address(work), hidden, follow=True).content.decode()
    assert "已交由您办理" in taken
    assert "我来办理" not in taken
    assert "交办同事" not in taken
    page = give(client, work, colleague, note="材料在案卷第三册。")
    assert "（转交他人）" in page
    assert "王芳</strong>，自2026年7月9日" in page
    assert "我来办理" in page
    assert [each.assignee for each in work.assignments.order_by("pk")] == [clerk, colleague]


def test_the_list_shows_who_does_it_and_filters_by_it(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    shown = {
        whose: len(client.get(address_of_list(work), {"assignee": whose}).context["page"])
        for whose in ("own", "nobodys", "not_own")
    }
    assert shown == {"own": 0, "nobodys": 1, "not_own": 1}
    give(client, work, colleague)
    shown = {
        whose: len(client.get(address_of_list(work), {"assignee": whose}).context["page"])
        for whose in ("own", "nobodys", "not_own")
    }
    assert shown == {"own": 0, "nobodys": 0, "not_own": 1}
    assert len(signed_in(colleague).get(address_of_list(work), {"assignee": "own"}).context["page"]) == 1
    assert "王芳</td>" in client.get(address_of_list(work)).content.decode()
    assert "王芳" in client.get(address_of_list(work), {"format": "csv"}).getvalue().decode()


def address_of_list(work: Assignable) -> str:
    return reverse(f"feedback:{'advice' if isinstance(work, StopAdvice) else 'inquiry'}_list")


def test_a_person_of_another_department_or_an_inactive_one_is_no_choice_and_is_refused(
    work: Assignable, clerk: User, signed_in: SignedIn
) -> None:
    stranger, former = clerk_of("ecology"), make_user(department=clerk.department)
    former.is_active = False
    former.save(update_fields=["is_active"])
    for person in (stranger, former):
        page = give(signed_in(clerk), work, person, note="请办理，并报我。")
        assert "所选的不是本单位在用的账号，请重新选择。" in page
        assert "请办理，并报我。" in page
    with pytest.raises(ActionDenied, match=r"不是市税务局的人员，请选择本单位的人员。"):
        assign(work=work, assignee=stranger, expected_version="", by=clerk)
    with pytest.raises(ActionDenied, match=r"的账号已停用，请选择其他人员。"):
        assign(work=work, assignee=former, expected_version="", by=clerk)
    assert not Assignment.objects.exists()


def test_another_department_assigns_nothing(work: Assignable, credit: User, signed_in: SignedIn) -> None:
    response = signed_in(credit).get(address(work))
    assert response.status_code == 409
    assert "该项由市税务局办理，市发展改革委不能交办。" in response.content.decode()
    assert "我来办理" not in signed_in(credit).get(address(work, "detail")).content.decode()
    assert signed_in(clerk_of("ecology")).get(address(work)).status_code == 404
    with pytest.raises(ActionDenied, match="市发展改革委不能交办"):
        assign(work=work, assignee=credit, expected_version="", by=credit)


def test_answered_work_is_not_assigned(work: Assignable, clerk: User, signed_in: SignedIn) -> None:
    if isinstance(work, StopAdvice):
        keep_measure(advice=work, answer="经核实仍须适用。", by=clerk)
    else:
        answer_inquiry(inquiry=work, answer="已按季度调整。", by=clerk)
    with pytest.raises(ActionDenied, match=r"该项现为“.+”，无须再交办。"):
        assign(work=work, assignee=clerk, expected_version="", by=clerk)
    assert signed_in(clerk).get(address(work)).status_code == 409
    assert "我来办理" not in signed_in(clerk).get(address(work, "detail")).content.decode()


def test_of_two_who_assign_at_once_the_second_learns_who_has_it(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    give(signed_in(clerk), work, colleague, version="")
    page = give(signed_in(clerk), work, clerk, note="由我答复。", version="")
    assert f"该项刚才已{clerk}交由王芳办理，请核对后再办。" in page
    assert "由我答复。" in page
    assert "<dd>\n            王芳" in page
    again = give(signed_in(clerk), work, colleague)
    assert "该项自2026年7月9日起已由王芳办理，无须再交办。" in again
    assert Assignment.objects.get().assignee == colleague


def test_whoever_leaves_or_moves_gives_the_work_back_to_the_department(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    first = assign(work=work, assignee=colleague, expected_version="", by=clerk)
    colleague.is_active = False
    colleague.save(update_fields=["is_active"])
    first.refresh_from_db()
    assert (bool(first.ended_at), first.end_reason) == (True, "left")
    assert home(signed_in(clerk))[labels(work)[1]] == 1
    assert "（账号停用或调离）" in signed_in(clerk).get(address(work, "detail")).content.decode()
    third = make_user(department=clerk.department)
    assign(work=work, assignee=third, expected_version="", by=clerk)
    third.department = make_department("ecology")
    third.save(update_fields=["department"])
    assert not Assignment.objects.current().exists()
    third.email = "san@example.gov.cn"
    assign(work=work, assignee=clerk, expected_version="", by=clerk)
    clerk.full_name = "李敏"
    clerk.save(update_fields=["full_name"])
    assert Assignment.objects.current().get().assignee == clerk


def test_work_that_another_department_takes_over_is_assigned_to_nobody_there(
    work: Assignable, application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    assignment = assign(work=work, assignee=clerk, expected_version="", by=clerk)
    successor = clerk_of("ecology")
    hand_over_applications(
        measures=[application.measure],
        source=clerk.department,
        target=successor.department,
        reason="机构改革",
        by=make_user(Role.SYSTEM),
    )
    assignment.refresh_from_db()
    assert assignment.end_reason == "handed_over"
    assert home(signed_in(successor))[labels(work)[1]] == 1


def test_the_database_keeps_one_current_assignment_and_what_was_written(
    work: Assignable, clerk: User, colleague: User
) -> None:
    assignment = assign(work=work, assignee=clerk, expected_version="", by=clerk)
    field = "advice" if isinstance(work, StopAdvice) else "inquiry"
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**{field: work}, assignee=colleague, assigned_by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(assignee=colleague, assigned_by=clerk)
    assign(work=work, assignee=colleague, expected_version=str(assignment.pk), by=clerk)
    with as_owner():
        for change in ({"note": "改写"}, {"ended_at": None, "end_reason": ""}):
            with pytest.raises(InternalError), transaction.atomic():
                Assignment.objects.filter(pk=assignment.pk).update(**change)
        with pytest.raises(InternalError), transaction.atomic():
            Assignment.objects.all().delete()


def test_work_of_an_absent_clerk_is_the_stand_ins_own_until_the_clerk_is_back(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    own, others = labels(work)
    assign(work=work, assignee=clerk, expected_version="", by=clerk)
    today = timezone.localdate()
    absence = enter_absence(user=clerk, since=today, until=today + timedelta(days=1), stand_in=colleague, by=clerk)
    assert home(signed_in(colleague))[own] == 1
    text = f"{clerk}（外出至2026年7月10日，由王芳代办）"
    assert text in signed_in(colleague).get(address_of_list(work)).content.decode()
    assert text in signed_in(colleague).get(address(work, "detail")).content.decode()
    third = make_user(department=clerk.department)
    assert home(signed_in(third))[others] == 1
    with at("2026-07-11 09:00:00"):
        assert own not in home(signed_in(colleague))
        assert home(signed_in(colleague))[others] == 1
    end_absence(absence=absence, by=colleague)
    assert own not in home(signed_in(colleague))
    assert home(signed_in(clerk))[own] == 1


def test_stand_in_who_moved_to_another_department_stands_in_no_more(
    work: Assignable, clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    assign(work=work, assignee=clerk, expected_version="", by=clerk)
    today = timezone.localdate()
    enter_absence(user=clerk, since=today, until=today, stand_in=colleague, by=clerk)
    colleague.department = make_department("ecology")
    colleague.save(update_fields=["department"])
    assert labels(work)[0] not in home(signed_in(colleague))
