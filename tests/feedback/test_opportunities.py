"""免申即享: eligible enterprises that never had a measure are found, and it is logged for many of them at once."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.changes import cancel_application, stop_application
from feedback.models import MeasureApplication
from incentives.models import Measure
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified
from tests.steps import SignedIn, clerk_of, log, revoke


def address(name: str, number: int = 34) -> str:
    return reverse(f"feedback:opportunity_{name}", args=[Measure.objects.get(number=number).pk])


def offered(client: Client, number: int = 34, **query: str) -> list[Enterprise]:
    return list(client.get(address("detail", number), query).context["page"])


def apply(client: Client, enterprises: list[Enterprise], number: int = 34, **data: str) -> str:
    content = {"applied_on": timezone.localdate().isoformat(), "description": "开通绿色通道。", **data}
    posted = {"enterprise": [each.pk for each in enterprises], **content}
    return client.post(address("apply", number), posted, follow=True).content.decode()


@pytest.fixture
def client(clerk: User, signed_in: SignedIn) -> Client:
    return signed_in(clerk)


def test_eligible_enterprises_without_the_measure_are_offered_the_newest_first(client: Client, clerk: User) -> None:
    with at("2026-10-08 09:00:00"):
        early, running, stopped = make_certified(), make_certified(), make_certified()
    with at("2026-11-08 09:00:00"):
        late, cancelled, lost = make_certified(), make_certified(), make_certified()
    log(running, clerk, number=34)
    once = log(stopped, clerk, number=34)
    stop_application(application=once, stopped_on=timezone.localdate(), reason="企业不再需要", by=clerk)
    cancel_application(application=log(cancelled, clerk, number=34), reason="登错企业", by=clerk)
    log(early, clerk_of("ecology"), number=25)
    log(late, clerk, number=31)
    revoke(lost)
    assert offered(client) == [late, cancelled, early]
    assert offered(client, certified_since="2026-11-01") == []
    assert offered(client, q=early.uscc) == [early]
    counts = client.get(reverse("feedback:opportunity_list")).context["opportunities"]
    assert {version.measure.number: count for version, count in counts} == {
        **dict.fromkeys((32, 33, 38, 39), 5),
        **{31: 4, 34: 3},
    }
    assert client.get(address("detail", 25)).status_code == 404
    page = client.get(early.get_absolute_url()).content.decode()
    assert "其中6项市税务局从未对该企业适用过" in page
    assert "其中5项市税务局从未对该企业适用过" in client.get(late.get_absolute_url()).content.decode()


def test_customs_office_is_offered_the_enterprises_of_its_roster(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    own, others = make_certified(), make_certified(office="laiwu-customs")
    assert offered(signed_in(officer), 9) == [own]
    assert offered(signed_in(other_officer), 9) == [others]
    assert set(offered(signed_in(clerk_of("tax")))) == {own, others}


def test_measure_is_logged_for_all_that_are_ticked_and_each_refusal_is_shown(client: Client, clerk: User) -> None:
    """Between page and submit one enterprise loses its standing, and a colleague logs the measure for another one."""
    free, other, lost, running = (make_certified() for _ in range(4))
    form = client.get(address("apply"), {"enterprise": [each.pk for each in (free, other, lost, running)]})
    assert "对4家企业登记措施实施" in form.content.decode()
    revoke(lost)
    log(running, clerk, number=34)
    page = apply(client, [free, other, lost, running])
    assert "已登记2家企业，并反馈至市发展改革委、泉城海关和莱芜海关：第34项" in page
    assert f"{lost}：{lost}在" in page
    assert f"{running}：市税务局自" in page
    logged = MeasureApplication.objects.filter(description="开通绿色通道。")
    assert {application.enterprise for application in logged} == {free, other}
    assert all(application.standing.is_eligible and application.logged_by == clerk for application in logged)
    refused = apply(client, [lost, running], description="再次开通。")
    assert "对0家企业登记措施实施" in refused
    assert f"{lost}：{lost}在" in refused
    assert MeasureApplication.objects.count() == 3


def test_measure_that_a_colleague_logged_meanwhile_is_not_logged_again(client: Client, clerk: User) -> None:
    had, free = make_certified(), make_certified()
    assert "已登记1家企业" in apply(client, [had], 38)
    page = apply(client, [had, free], 38, description="优先办理。")
    assert f"{had}：市税务局已对其适用过这项措施" in page
    assert [each.enterprise for each in MeasureApplication.objects.order_by("pk")] == [had, free]


def test_choices_that_the_measure_leaves_are_made_for_all(client: Client) -> None:
    enterprises = [make_certified(), make_certified()]
    assert "请核实企业符合后勾选" in apply(client, enterprises, 32, sub_item="2")
    assert "请选择适用的分项" in apply(client, enterprises, 32, condition_met="on")
    assert not MeasureApplication.objects.exists()
    assert "已登记2家企业" in apply(client, enterprises, 32, sub_item="2", condition_met="on", days_saved="3")
    assert set(MeasureApplication.objects.values_list("sub_item", "days_saved")) == {(2, 3)}
    early = date(2020, 1, 6)
    page = apply(client, enterprises, 34, applied_on=early.isoformat())
    assert page.count("在2020年1月6日尚无激励资格") == 2


def test_none_or_too_many_lead_back_to_the_list_and_all_of_a_filter_are_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enterprises = [make_certified(), make_certified()]
    none = client.get(address("apply"), follow=True)
    assert none.redirect_chain[-1][0] == address("detail")
    assert "请先勾选要登记的企业" in none.content.decode()
    filtered = client.get(address("apply"), {"filtered": "1", "q": enterprises[0].uscc})
    assert [enterprise for enterprise, _ in filtered.context["rows"]] == enterprises[:1]
    page = client.get(address("detail")).content.decode()
    assert "登记以上全部2家" in page
    monkeypatch.setattr("feedback.views.opportunities.MOST_ENTERPRISES", 1)
    many = client.get(address("apply"), {"filtered": "1"}, follow=True)
    assert "一次最多登记1家，请分次登记" in many.content.decode()
    assert "登记以上全部" not in client.get(address("detail")).content.decode()
