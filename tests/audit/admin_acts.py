"""POSTs of the sign-in pages and of the Django admin."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import make_link
from accounts.links import code_of
from accounts.models import ApiToken, Department, PasswordLink, SecondFactor, Session, User
from accounts.permissions import Role
from approvals.models import Approval
from incentives.forms import NewMeasureForm, NewPlanForm, PlanChangeForm, PlanEndForm
from incentives.models import ActionPlan, Measure
from reorganisations.models import Reorganisation
from tests.audit.city import Act, City
from tests.factories import PASSWORD, make_department, make_user
from tests.factors import FACTOR, give, new_code, shown_codes
from workdays.forms import CalendarYearForm, SiteSettingsForm


def account_acts(city: City) -> Iterator[Act]:
    sign_in = {"username": city.clerk.username, "password": PASSWORD}
    wrong = {**sign_in, "password": "wrong"}
    yield "accounts:login", lambda: Client().post(reverse("accounts:login"), sign_in)
    yield "accounts:login", lambda: Client().post(reverse("accounts:login"), wrong)
    yield "accounts:logout", lambda: city.post(city.clerk, "accounts:logout", {})
    new = {"old_password": PASSWORD, "new_password1": "另一个-Passwort-2026", "new_password2": "另一个-Passwort-2026"}
    with_two = make_user()
    Client().force_login(with_two)
    yield "accounts:sessions_end", lambda: city.post(with_two, "accounts:sessions_end", {})
    Client().force_login(with_two)
    yield "accounts:session_end", lambda: city.post(with_two, "accounts:session_end", {}, first_session(with_two))
    careful, secured = make_user(), Client()
    secured.force_login(careful)
    yield "accounts:factor", lambda: secured.post(FACTOR, {"otp_code": new_code(secured)})
    yield "accounts:factor", lambda: secured.post(FACTOR, {"otp_code": shown_codes(secured)[0]})
    password = {"username": careful.username, "password": PASSWORD}
    yield (
        "accounts:factor_check",
        lambda: (
            secured.post(reverse("accounts:logout"))
            and secured.post(reverse("accounts:login"), password)
            and give(secured, "wrong")
        ),
    )
    yield "accounts:password_change", lambda: city.post(make_user(), "accounts:password_change", new)


def admin_acts(city: City) -> Iterator[Act]:
    department, measure = make_department("tax"), Measure.objects.get(number=31)
    account = {
        **{"username": "xinren1", "full_name": "新人", "role": Role.DEPARTMENT, "department": department.pk},
        "email": "xinren@example.gov.cn",
    }
    yield "admin:accounts_user_add", lambda: city.post(city.system, "admin:accounts_user_add", account)
    moved = {**account, "department": make_department("ecology").pk, "is_active": "on"}
    yield (
        "admin:accounts_user_change",
        lambda: city.post(city.system, "admin:accounts_user_change", moved, newcomer().pk),
    )
    reset_factor = {
        "action": "reset_factor",
        "_selected_action": list(SecondFactor.objects.values_list("user_id", flat=True)),
    }
    changelist = "admin:accounts_user_changelist"
    yield changelist, lambda: city.post(city.system, changelist, reset_factor)
    token = {"name": "某系统", "user": city.credit.pk, "permissions": ["blacklists.view_blacklist"]}
    token["expires_on"] = timezone.localdate().isoformat()
    yield "admin:accounts_apitoken_add", lambda: city.post(city.system, "admin:accounts_apitoken_add", token)
    tokens = "admin:accounts_apitoken_changelist"
    yield tokens, lambda: city.post(city.system, tokens, {"action": "revoke", "_selected_action": [issued_token()]})
    yield (
        "admin:auth_user_password_change",
        lambda: city.post(city.system, "admin:auth_user_password_change", {}, newcomer().pk),
    )
    yield from staffing_acts(city)
    yield "accounts:password_link", lambda: choose_password(newcomer(), city.system)
    customs = Department.objects.get(code="quancheng-customs")
    yield (
        "admin:accounts_department_change",
        lambda: city.post(
            city.system, "admin:accounts_department_change", {"customs_code_prefixes": "37016"}, customs.pk
        ),
    )
    yield from reorganisation_acts(city)
    yield from measure_acts(city, measure)
    yield from plan_acts(city)
    yield from calendar_acts(city)


def reorganisation_acts(city: City) -> Iterator[Act]:
    """Propose a new name of a department, which is rejected; then approve it."""
    second, prefix = make_user(Role.SYSTEM), "admin:reorganisations_reorganisation"

    def propose(code: str, name: str) -> Any:
        typed = {"day": "2026-07-01", "document_number": "济编〔2026〕3号", "name": name, "propose": "提交复核"}
        return city.post(city.system, f"{prefix}_propose", typed, "rename", make_department(code).pk)

    def answer(act: str, **data: str) -> Any:
        newest = Reorganisation.objects.latest("pk")
        return city.post(second, f"{prefix}_{act}", {"version": str(newest.approval_id), **data}, newest.pk)

    yield f"{prefix}_propose", lambda: propose("market-supervision", "市市场监督管理局")
    yield f"{prefix}_reject", lambda: answer("reject", reason="文号有误。")
    yield f"{prefix}_propose", lambda: propose("market-supervision", "市市场监督管理局")
    yield f"{prefix}_approve", lambda: answer("approve")


def staffing_acts(city: City) -> Iterator[Act]:
    """Propose an account with a role that decides, which is approved; change one, which is rejected."""
    second = make_user(Role.SYSTEM)
    account = {"username": "hexin1", "full_name": "何新", "role": Role.CREDIT, "department": city.credit.department_id}

    def decide(act: str, **data: str) -> Any:
        pk = Approval.objects.filter(subject_type="accounts.User").latest("pk").pk
        return city.post(second, f"staffing:proposal_{act}", {"version": str(pk), **data}, pk)

    def change(**fields: str) -> Any:
        user = User.objects.get(username="hexin1")
        return city.post(city.system, "admin:accounts_user_change", {**account, **fields}, user.pk)

    yield "admin:accounts_user_add", lambda: city.post(city.system, "admin:accounts_user_add", account)
    yield "staffing:proposal_approve", lambda: decide("approve")
    yield "admin:accounts_user_change", lambda: change(role=Role.DEPARTMENT, is_active="on")
    yield "staffing:proposal_reject", lambda: decide("reject", reason="尚未调离。")


def calendar_acts(city: City) -> Iterator[Act]:
    """Load a year, as its preview shows it; enter an exception; change the site settings."""
    year = {
        "year": "2027",
        "document_number": "国办发明电〔2026〕9号",
        "issued_on": "2026-07-01",
        "days": "2027-01-01 放假 元旦",
    }
    add_year, add_exception = "admin:workdays_calendaryear_add", "admin:workdays_calendarexception_add"
    yield add_year, lambda: city.post(city.system, add_year, seen(year))
    exception = {
        **{"day": "2027-03-05", "is_working": "False"},
        **{"document_number": "济政办〔2026〕9号", "reason": "抗旱调休"},
    }
    yield add_exception, lambda: city.post(city.system, add_exception, exception)
    change = "admin:workdays_sitesettings_add"
    yield (
        change,
        lambda: city.post(city.system, change, ticked(SiteSettingsForm().initial) | {"phone": "0531-66600000"}),
    )


def ticked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as a browser posts them: a box that is not ticked is left out."""
    return {name: value for name, value in fields.items() if value is not False}


def seen(year: dict[str, str]) -> dict[str, str]:
    """Return the fields of a year with the version of their preview."""
    form = CalendarYearForm(year)
    form.is_valid()
    return {**year, "version": form.data["version"]}


def measure_acts(city: City, measure: Measure) -> Iterator[Act]:
    """Amend the measure; withdraw that; suspend it, which is rejected."""
    second = make_user(Role.SYSTEM)
    content = {
        **{"short_title": "增值税发票比照A级纳税人", "wording": "增值税发票领用比照纳税信用A级纳税人办理。"},
        **{"sub_items": "", "condition": "", "kinds": ["standing"], "beneficiary": "enterprise"},
        "departments": ["tax", "quancheng-customs"],
    }

    def propose(act: str, **data: Any) -> Any:
        typed = {"version": measure.newest.pk, "legal_basis": "国家税务总局公告2026年第9号", "propose": "提交复核"}
        return city.post(city.system, "admin:incentives_measure_act", {**typed, **data}, measure.pk, act)

    def answer(act: str, **data: str) -> Any:
        measure.refresh_from_db()
        version = {"version": str(measure.approval_id), **data}
        return city.post(second, f"admin:incentives_measure_{act}", version, measure.pk)

    proposal, approval = "admin:incentives_measure_act", "admin:incentives_measure_approve"
    yield proposal, lambda: propose("amend", in_force_from="2027-01-01", **content)
    yield approval, lambda: answer("approve")
    yield proposal, lambda: propose("withdraw")
    yield approval, lambda: answer("approve")
    yield proposal, lambda: propose("suspend", in_force_from="2027-01-01")
    yield "admin:incentives_measure_reject", lambda: answer("reject", reason="文号有误。")


def plan_acts(city: City) -> Iterator[Act]:
    """Enter a plan, which is approved, a measure for it, which is rejected, and its end, all as previewed."""
    second = make_user(Role.SYSTEM)
    plan = {
        **{"document_number": "济信用办〔2026〕4号", "title": "关于优待的行动计划", "short_name": "优待计划"},
        **{"issued_by": "某办公室", "issued_on": "2026-06-01", "in_force_from": "2026-06-01"},
        "table": "类别\t序号\t简称\t措施文本\t类型\t责任单位\n优待\t1\t优先办理\t优先办理。\t优先考虑\t市税务局",
    }
    measure = {
        **{"legal_basis": "济信用办〔2026〕5号", "in_force_from": "2026-07-01", "number": "2", "section": ""},
        **{"new_section": "（二）其他", "short_title": "集中办理", "wording": "集中办理。", "sub_items": ""},
        **{"condition": "", "kinds": ["priority"], "beneficiary": "enterprise", "departments": ["tax"]},
    }

    end = {"in_force_from": "2027-01-01", "legal_basis": "济信用办〔2026〕6号"}

    def entered() -> ActionPlan:
        return ActionPlan.objects.get(document_number=plan["document_number"])

    def send(name: str, form: PlanChangeForm, data: dict[str, Any], *arguments: object) -> Any:
        form.is_valid()
        sent = {**data, "version": form.data["version"], "propose": "提交复核"}
        return city.post(city.system, f"admin:incentives_actionplan_{name}", sent, *arguments)

    def answer(act: str, **data: str) -> Any:
        shown = {"version": str(entered().approval_id), **data}
        return city.post(second, f"admin:incentives_actionplan_{act}", shown, entered().pk)

    yield "admin:incentives_actionplan_add", lambda: send("add", NewPlanForm(plan, plan=ActionPlan()), plan)
    yield "admin:incentives_actionplan_approve", lambda: answer("approve")
    yield (
        "admin:incentives_actionplan_measure",
        lambda: send("measure", NewMeasureForm(measure, plan=entered()), measure, entered().pk),
    )
    yield "admin:incentives_actionplan_reject", lambda: answer("reject", reason="文号有误。")
    yield (
        "admin:incentives_actionplan_act",
        lambda: send("act", PlanEndForm(end, plan=entered()), end, entered().pk, "end"),
    )


def newcomer() -> User:
    return User.objects.get(username="xinren1")


def choose_password(user: User, by: User) -> Any:
    """Return the answer to the password that the owner of a link chooses."""
    client, address = Client(), reverse("accounts:password_link")
    client.get(address, {"token": make_link(user=user, by=by)})
    code = code_of(PasswordLink.objects.get(user=user, closed_at=None))
    password = "第三个-Passwort-2026"
    return client.post(address, {"otp_code": code, "new_password1": password, "new_password2": password})


def first_session(user: User) -> UUID:
    return Session.objects.filter(user=user).order_by("began_at").values_list("public_id", flat=True)[0]


def issued_token() -> int:
    return ApiToken.objects.values_list("pk", flat=True).get(permissions=["blacklists.view_blacklist"])
