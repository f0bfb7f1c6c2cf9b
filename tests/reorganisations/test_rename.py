"""Renaming a department from a day on: proposed by one system administrator, approved by another one, then shown."""

from datetime import date
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.models import MeasureApplication
from incentives.reference_data import differences
from reorganisations.models import Reorganisation
from reorganisations.tasks import carry_out_due
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.steps import SignedIn, clerk_of, log, revoke

OLD, NEW = "市市场监管局", "市市场监督管理委员会"
BEFORE, TODAY, LATER = "2026-07-08 09:00:00", "2026-11-20 09:00:00", "2027-11-02 09:00:00"


@pytest.fixture
def department(reference_data: None) -> Department:
    return make_department("market-supervision")


@pytest.fixture
def administrators(db: None) -> list[User]:
    return [make_user(Role.SYSTEM), make_user(Role.SYSTEM)]


def propose(client: Client, department: Department, **fields: str) -> Any:
    """Post the form that renames the department from 1 November 2026 on."""
    address = reverse("admin:reorganisations_reorganisation_propose", args=["rename", department.pk])
    typed = {"day": "2026-11-01", "document_number": "济编〔2026〕3号", "name": NEW, "propose": "提交复核", **fields}
    return client.post(address, typed, follow=True)


def answer(client: Client, act: str, **fields: str) -> str:
    """Approve or reject the newest proposal; return the page that follows."""
    newest = Reorganisation.objects.latest("pk")
    address = reverse(f"admin:reorganisations_reorganisation_{act}", args=[newest.pk])
    return client.post(address, {"version": newest.approval_id, **fields}, follow=True).content.decode()


def test_rename_keeps_the_name_of_the_day_on_pages_of_earlier_acts(
    department: Department, administrators: list[User], signed_in: SignedIn
) -> None:
    clerk = clerk_of("market-supervision")
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    number = department.measure_versions.earliest("measure__number").measure.number
    with at(BEFORE):
        log(enterprise, clerk, number=number)
    with at(TODAY):
        first, second = (signed_in(user) for user in administrators)
        preview = propose(first, department, propose="").content.decode()
        assert f"2026年11月1日起{OLD}更名为{NEW}，依据济编〔2026〕3号" in preview
        assert "启用的账号1个" in preview
        assert not Reorganisation.objects.exists()
        page = propose(first, department).content.decode()
        assert "变动是您提出的，须由另一名系统管理员复核。" in page
        listed = second.get(reverse("admin:reorganisations_reorganisation_changelist")).content.decode()
        assert f">{administrators[0]}</td>" in listed
        assert "变动是您本人提出的，须由另一名系统管理员复核。" in answer(first, "approve")
        assert "已同意，已施行。" in answer(second, "approve")
        assert f"{NEW}（原{OLD}）" in first.get(reverse("admin:accounts_department_changelist")).content.decode()
        clerk.refresh_from_db()
        application = log(make_certified(), clerk, number=number)
        reader = signed_in(make_user(Role.AUDITOR))
        listed = reader.get(reverse("feedback:application_list")).content.decode()
        public = reader.get(reverse("publicity:measure_list")).content.decode()
    earlier = MeasureApplication.objects.exclude(pk=application.pk).get()
    assert (earlier.department_name, application.department_name) == (OLD, NEW)
    cells = [f'data-title="实施单位">{name}</td>' for name in (NEW, OLD)]
    assert [listed.count(cell) for cell in cells] == [1, 1]
    assert f"{NEW}（原{OLD}）</option>" in listed
    assert f"{NEW}（原{OLD}）" in public
    with at(LATER):
        later = Client().get(reverse("publicity:measure_list")).content.decode()
    assert NEW in later
    assert f"（原{OLD}）" not in later
    assert not list(differences())


def test_rename_of_a_customs_office_leaves_standings_as_they_were_explained(
    reference_data: None, administrators: list[User], officer: User, signed_in: SignedIn
) -> None:
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at(BEFORE):
        revoke(enterprise, officer)
    office = make_department("quancheng-customs")
    before = list(enterprise.standings.order_by("pk").values())
    with at(TODAY):
        propose(signed_in(administrators[0]), office, name="济南泉城海关")
        answer(signed_in(administrators[1]), "approve")
        make_certified()  # Reassesses with the new name.
        User.objects.filter(pk=officer.pk).update(department=make_department("laiwu-customs"))
        address = reverse("screening:standing_detail", args=[enterprise.uscc])
        page = signed_in(make_user(Role.AUDITOR)).get(address, {"on": "2026-07-10"}).content.decode()
    assert list(enterprise.standings.order_by("pk").values()) == before
    assert "泉城海关取消资格" in page
    assert f"泉城海关{officer}" in page
    assert "济南泉城海关" not in page
    assert "莱芜海关" not in page


def test_rename_of_a_later_day_is_carried_out_on_that_day_once(
    department: Department, administrators: list[User], signed_in: SignedIn
) -> None:
    clerk = clerk_of("market-supervision")
    with at(TODAY):
        first, second = (signed_in(user) for user in administrators)
        propose(first, department, day="2026-12-01")
        assert "已同意，待施行。" in answer(second, "approve")
        carry_out_due()
        announced = f"2026年12月1日起{OLD}更名为{NEW}（济编〔2026〕3号）。"
        pages = (reverse("workbench:home"), reverse("publicity:measure_list"))
        assert all(announced in signed_in(clerk).get(page).content.decode() for page in pages)
        assert announced not in signed_in(clerk_of("tax")).get(pages[0]).content.decode()
    with at("2026-11-30 23:59:59"):
        carry_out_due()
        department.refresh_from_db()
        assert department.name == OLD
    with at("2026-12-01 00:00:01"):
        carry_out_due()
        carry_out_due()
        assert all("机构变动预告" not in signed_in(clerk).get(page).content.decode() for page in pages)
    department.refresh_from_db()
    assert (department.name, department.name_on(date(2026, 11, 30))) == (NEW, OLD)
    assert len(department.former_names) == 1


def test_approved_rename_is_taken_back_by_its_proposer_before_its_day(
    department: Department, administrators: list[User], signed_in: SignedIn
) -> None:
    with at(TODAY):
        first, second = (signed_in(user) for user in administrators)
        propose(first, department, day="2026-12-01")
        answer(second, "approve")
        assert "只能由其本人撤回" in answer(second, "reject", reason="文件已撤销")
        assert "已退回或撤回" in answer(first, "reject", reason="文件已撤销")
    with at("2026-12-02 09:00:00"):
        carry_out_due()
    department.refresh_from_db()
    assert department.name == OLD


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": OLD}, f"新名称与现名称{OLD}相同"),
        ({"name": "市税务局"}, "已有名称为市税务局的成员单位"),
        ({"day": "2206-11-01"}, "施行日期2206年11月1日在三年以后"),
        ({"day": "0001-01-01"}, "施行日期不能早于2019年1月1日，请改正施行日期后再提交。"),
        ({"document_number": " "}, "请填写这一项。"),
    ],
)
def test_rename_that_cannot_be_is_refused_by_a_sentence_and_keeps_what_was_typed(
    department: Department, administrators: list[User], signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    with at(TODAY):
        page = propose(signed_in(administrators[0]), department, **fields).content.decode()
    assert message in page
    assert f'value="{fields.get("day", "2026-11-01")}"' in page
    assert not Reorganisation.objects.exists()


def test_second_proposal_for_a_department_is_refused_while_one_waits(
    department: Department, administrators: list[User], signed_in: SignedIn
) -> None:
    with at(TODAY):
        first = signed_in(administrators[0])
        propose(first, department)
        assert f"{OLD}另有待复核的变动" in propose(first, department, name="市场局").content.decode()


def test_database_keeps_former_names(department: Department) -> None:
    for fields in ({"name": NEW}, {"former_names": [{"name": "某局", "until": "2026-01-01"}]}):
        with pytest.raises(InternalError, match="keeps each former name"), transaction.atomic():
            Department.objects.filter(pk=department.pk).update(**fields)


@pytest.mark.parametrize(
    ("office", "prefixes", "message"),
    [
        ("laiwu-customs", "37016", "前缀37016与泉城海关的3701重叠"),
        ("laiwu-customs", "371,37A9", "371、37A9不是四位或五位数字"),
        ("tax", "3799", "市税务局不是海关"),
        ("laiwu-customs", "3799,37128", "莱芜海关</a>”。"),
    ],
)
def test_prefixes_of_customs_codes_are_checked(
    reference_data: None, administrators: list[User], signed_in: SignedIn, office: str, prefixes: str, message: str
) -> None:
    Department.objects.filter(code="quancheng-customs").update(customs_code_prefixes=["3701"])
    address = reverse("admin:accounts_department_change", args=[make_department(office).pk])
    page = signed_in(administrators[0]).post(address, {"customs_code_prefixes": prefixes}, follow=True)
    assert message in page.content.decode()
