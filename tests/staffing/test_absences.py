"""外出: who is absent, and who stands in."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from foundation.denials import ActionDenied
from staffing.actions import end_absence, enter_absence
from staffing.models import Absence
from tests.clock import at
from tests.factories import make_department, make_user
from tests.roles import as_owner
from tests.steps import SignedIn

LIST, NEW = "staffing:absence_list", "staffing:absence_create"
THURSDAY, FRIDAY, MONDAY = date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 13)


@pytest.fixture(autouse=True)
def on_thursday(db: None) -> Iterator[None]:
    with at("2026-07-09 09:00:00"):
        yield


@pytest.fixture
def colleague(clerk: User) -> User:
    return make_user(department=clerk.department)


def enter(client: Client, user: User, since: date, until: date, stand_in: User | None = None) -> str:
    """Return the page after the form was submitted."""
    data = {"user": user.pk, "since": since, "until": until, "stand_in": stand_in.pk if stand_in else ""}
    return client.post(reverse(NEW), data, follow=True).content.decode()


def shown(client: Client) -> str:
    return client.get(reverse(LIST)).content.decode()


def test_a_person_enters_an_absence_that_ends_by_itself(clerk: User, colleague: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    page = enter(client, clerk, THURSDAY, FRIDAY, colleague)
    assert f"已登记{clerk}2026年7月9日至2026年7月10日外出" in page
    assert f"期间交由{clerk}办理的事项列在{colleague}的工作台首位" in page
    assert "外出中" in shown(client)
    with at("2026-07-13 09:00:00"):
        page = shown(signed_in(clerk))
        assert "已结束" in page
        assert "提前结束" not in page
    assert AuditEvent.objects.get(type=EventType.ABSENCE_ENTERED).data == {"stand_in": str(colleague)}


def test_a_colleague_enters_it_for_one_who_is_ill_and_ends_it_early(
    clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    enter(client, colleague, THURSDAY, MONDAY)
    absence = Absence.objects.get()
    page = client.post(reverse("staffing:absence_end", args=[absence.pk]), follow=True).content.decode()
    assert f"已结束{colleague}的外出。" in page
    assert "已于2026年7月9日提前结束" in page
    assert not Absence.objects.of_today().exists()
    page = client.post(reverse("staffing:absence_end", args=[absence.pk]), follow=True).content.decode()
    assert "无须再结束。" in page
    assert AuditEvent.objects.filter(type=EventType.ABSENCE_ENDED).count() == 1
    # The days are free again.
    enter(client, colleague, FRIDAY, MONDAY)
    assert Absence.objects.not_over().count() == 1


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        (date(2026, 7, 8), FRIDAY, "开始日期早于今天；已经过去的外出无须登记。"),
        (FRIDAY, THURSDAY, "结束日期早于开始日期。"),
        (THURSDAY, date(2028, 7, 9), "结束日期2028年7月9日距开始日期超过一年"),
        (
            date(2026, 7, 20),
            date(2026, 7, 21),
            "已登记2026年7月20日外出，与所填日期重叠，请改正日期，或者先结束该次外出。",
        ),
    ],
)
def test_days_of_the_past_and_days_that_overlap_are_refused_with_a_sentence(
    since: date, until: date, message: str, clerk: User, signed_in: SignedIn
) -> None:
    enter_absence(user=clerk, since=date(2026, 7, 20), until=date(2026, 7, 20), by=clerk)
    page = enter(signed_in(clerk), clerk, since, until)
    assert message in page
    assert f'value="{until}"' in page
    assert Absence.objects.count() == 1


def test_stand_in_is_another_person_of_the_department_who_is_there(
    clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    client, stranger = signed_in(clerk), make_user(department=make_department("ecology"))
    assert "代办人不能是外出的人本人。" in enter(client, clerk, THURSDAY, FRIDAY, clerk)
    assert "所选的不是本单位在用的账号，请重新选择。" in enter(client, clerk, THURSDAY, FRIDAY, stranger)
    enter_absence(user=colleague, since=FRIDAY, until=FRIDAY, by=clerk)
    assert f"{colleague}本人2026年7月10日外出，请另选代办人，或者不填。" in enter(
        client, clerk, THURSDAY, FRIDAY, colleague
    )
    with pytest.raises(ActionDenied, match="不是市税务局在用的账号，请另选代办人"):
        enter_absence(user=clerk, since=THURSDAY, until=FRIDAY, stand_in=stranger, by=clerk)


def test_page_of_whoever_stands_in_and_goes_away_names_whom_to_arrange_for(
    clerk: User, colleague: User, signed_in: SignedIn
) -> None:
    enter_absence(user=clerk, since=THURSDAY, until=MONDAY, stand_in=colleague, by=clerk)
    page = enter(signed_in(colleague), colleague, FRIDAY, MONDAY)
    assert f"{clerk}外出期间原由{colleague}代办，请另行安排" in page


def test_absences_of_other_departments_are_neither_seen_nor_entered(clerk: User, signed_in: SignedIn) -> None:
    stranger = make_user(department=make_department("ecology"))
    absence = enter_absence(user=stranger, since=THURSDAY, until=FRIDAY, by=stranger)
    client = signed_in(clerk)
    assert "没有登记外出。" in shown(client)
    assert client.post(reverse("staffing:absence_end", args=[absence.pk])).status_code == 404
    assert "所选的不是本单位在用的账号" in enter(client, stranger, MONDAY, MONDAY)
    with pytest.raises(ActionDenied, match="不是市税务局的人员，只能登记本单位人员的外出。"):
        enter_absence(user=stranger, since=MONDAY, until=MONDAY, by=clerk)
    with pytest.raises(ActionDenied, match="只能结束本单位人员的外出。"):
        end_absence(absence=absence, by=clerk)
    with pytest.raises(ActionDenied, match="不是平台的人员"):
        enter_absence(user=stranger, since=MONDAY, until=MONDAY, by=make_user(Role.SYSTEM))


def test_page_of_an_account_names_for_whom_the_person_stands_in(
    clerk: User, colleague: User, client: Client, signed_in: SignedIn
) -> None:
    enter(signed_in(clerk), clerk, FRIDAY, MONDAY, colleague)
    client.force_login(make_user(Role.SYSTEM))
    page = client.get(reverse("admin:accounts_user_change", args=[colleague.pk])).content.decode()
    assert f"本人是{clerk}外出期间的代办人，停用或调离后不再代办" in page


def test_account_that_is_switched_off_has_no_absence(clerk: User, colleague: User) -> None:
    colleague.is_active = False
    colleague.save(update_fields=["is_active"])
    with pytest.raises(ActionDenied, match="的账号已停用，无须登记外出。"):
        enter_absence(user=colleague, since=THURSDAY, until=FRIDAY, by=clerk)


def test_the_database_keeps_absences_apart_and_as_they_were_entered(clerk: User) -> None:
    absence = enter_absence(user=clerk, since=THURSDAY, until=FRIDAY, by=clerk)
    with pytest.raises(InternalError), transaction.atomic():
        Absence.objects.create(user=clerk, since=FRIDAY, until=MONDAY, entered_by=clerk)
    with as_owner():
        with pytest.raises(InternalError), transaction.atomic():
            Absence.objects.filter(pk=absence.pk).update(until=MONDAY)
        with pytest.raises(InternalError), transaction.atomic():
            absence.delete()
