"""Error pages are in Chinese, in the look of the portal, with a heading and a link to the home page."""

import re

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import include, path, reverse

from accounts.access import public
from accounts.permissions import Role
from tests.factories import make_user


@public
def raise_error(request: HttpRequest) -> HttpResponse:
    """A view with a bug."""
    raise ZeroDivisionError


urlpatterns = [path("raise-error", raise_error), path("", include("credit_portal.urls"))]
pytestmark = pytest.mark.urls(__name__)


def check_page(response: HttpResponseBase, status: int, heading: str, message: str) -> None:
    text = response.content.decode()
    assert response.status_code == status
    assert '<html lang="zh-CN"' in text
    assert "css/portal.css" in text
    assert re.findall("<h1>(.*?)</h1>", text) == [heading]
    main = text[text.index("<main") : text.index("</main>")]
    assert message in main
    assert f'href="{reverse("publicity:home")}"' in main


def test_request_with_unknown_host_shows_error_400(db: None, client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    check_page(response, 400, "请求无法识别", "请核对网址")


def test_page_of_another_role_shows_error_403(db: None, client: Client) -> None:
    client.force_login(make_user())
    check_page(client.get(reverse("workbench:audit_list")), 403, "无权访问", "系统管理员")


def test_page_of_an_office_names_no_administrator_to_the_administrator(db: None, client: Client) -> None:
    client.force_login(make_user(Role.SYSTEM))
    for address in (reverse("feedback:enterprise_list"), reverse("admin:incentives_measure_add")):
        response = client.get(address)
        check_page(response, 403, "无权访问", "系统管理账号没有这项操作")
        assert "请联系系统管理员" not in response.content.decode()


def test_form_without_csrf_token_shows_error_403(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    check_page(client.post(reverse("accounts:logout")), 403, "页面已过期", "提交未完成")


def test_unknown_address_shows_error_404(db: None, client: Client) -> None:
    check_page(client.get("/nowhere/"), 404, "页面不存在", "地址有误")


def test_address_for_submitting_opened_by_hand_shows_error_405(db: None, client: Client) -> None:
    client.force_login(make_user(Role.CREDIT))
    response = client.get(reverse("screening:match_policy_approve"))
    check_page(response, 405, "这个地址不能直接打开", "没有执行")
    assert response["Allow"] == "POST"


def test_exception_in_view_shows_error_500(db: None, client: Client) -> None:
    client.raise_request_exception = False
    check_page(client.get("/raise-error"), 500, "系统出错", "请稍后再试")
