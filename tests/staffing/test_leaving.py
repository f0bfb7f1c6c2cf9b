"""What a person who leaves or moves leaves behind."""

from datetime import date

from django.apps import apps
from django.db.models import ForeignKey
from django.test import Client
from django.urls import reverse

from accounts.actions import issue_token
from accounts.models import ApiToken, User
from accounts.permissions import Role
from staffing.actions import propose_change
from tests.factories import make_user

# By what a person comes in, what they typed and did not submit, what their programs were answered, the enterprises that
# they follow, the searches that they saved, and when they are absent.
BELONGINGS = {
    *("otp_static.StaticDevice", "accounts.SecondFactor", "accounts.FormerPassword", "accounts.PasswordLink"),
    *("accounts.Session", "accounts.ApiToken", "drafts.Draft", "drafts.DraftCookie", "drafts.AnsweredRequest"),
    *("feedback.Following", "feedback.SavedSearch", "staffing.Absence"),
}


def test_no_work_but_what_a_trigger_gives_back_is_assigned_to_a_person() -> None:
    """Every other reference to an account names who did something; two records of libraries are such as well."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    keys = [field for field in fields if isinstance(field, ForeignKey) and field.related_model is User]
    others = {str(key) for key in keys if key.model._meta.label not in BELONGINGS and not key.name.endswith("_by")}
    # tests/feedback/test_assignments.py leaves and moves.
    assert others == {"admin.LogEntry.user", "pghistory.MiddlewareEvents.user", "feedback.Assignment.assignee"}


def test_page_of_the_account_names_who_continues_and_what_stays_with_the_person(db: None, client: Client) -> None:
    system, clerk = make_user(Role.SYSTEM), make_user()
    client.force_login(system)
    address = reverse("admin:accounts_user_change", args=[clerk.pk])
    alone = client.get(address).content.decode()
    assert "待办事项属于市税务局（部门经办），此外没有启用的账号可以办理；停用或调离前，请先安排接替的账号。" in alone
    assert "接口令牌（" not in alone
    make_user()
    token = ApiToken(user=clerk, name="办税系统", permissions=["roster.view_enterprise"], expires_on=date(2099, 1, 1))
    issue_token(token=token, by=system)
    page = client.get(address).content.decode()
    assert "由其余1个账号继续办理" in page
    assert "名下的接口令牌（办税系统）" in page
    propose_change(user=clerk, change={"email": "z@example.gov.cn"}, reason="新邮箱", by=system)
    own = client.get(reverse("admin:accounts_user_change", args=[system.pk])).content.decode()
    assert "待办事项属于平台（系统管理）" in own
    assert "本人提出、尚待复核的1项仍然有效" in own
