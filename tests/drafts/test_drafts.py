"""What was typed into a form that was not accepted comes back, for the person who typed it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from drafts.models import Draft, DraftFile
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import Evidence, ViolationReport
from feedback.states import ReportState
from incentives.models import Measure
from roster.models import Enterprise
from tests.drafts.forms import content_of, form_on, read, values_of
from tests.factories import PASSWORD, make_user
from tests.feedback.application_acts import PDF
from tests.free_text.test_every_text import resident_id
from tests.roles import as_owner

pytestmark = pytest.mark.usefixtures("reference_data")
FACTS = "虚开发票，<b>数额</b>较大。\n另见附件。"


def browser(user: User) -> Client:
    """A browser on which the user signed in, and whose forms are checked for forgery."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user, follow=False)
    return client


def end_session(client: Client) -> None:
    del client.cookies[settings.SESSION_COOKIE_NAME]


def sign_in(client: Client, user: User, url: str = reverse("accounts:login"), *, follow: bool = True) -> Any:
    """Sign in at the address of the page; return the page to which it leads, or without `follow` the way there."""
    data = content_of(form_on(client, url, reverse("accounts:login")))
    data |= {"username": user.username, "password": PASSWORD}
    return client.post(url, data, follow=follow)


def typed(client: Client, url: str, **fields: Any) -> dict[str, Any]:
    return content_of(form_on(client, url)) | {"found_on": timezone.localdate().isoformat()} | fields


def report_url(enterprise: Enterprise) -> str:
    return reverse("feedback:report_create", args=[enterprise.uscc])


def test_text_is_back_after_the_session_ended(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    data = typed(client, url, facts=FACTS)
    end_session(client)
    response = client.post(url, data)
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "登录已超时，提交未完成。已为您保留所填内容" in page
    page = sign_in(client, clerk, response["Location"]).content.decode()
    assert "<h2>登录已超时，提交未完成</h2>" in page
    form = form_on(client, url)
    assert values_of(form, "facts") == [FACTS]
    assert client.post(url, content_of(form)).status_code == 302
    assert ViolationReport.objects.get().facts.replace("\r\n", "\n") == FACTS
    assert not Draft.objects.exists()
    assert "已为您保留" not in client.get(url).content.decode()


def test_files_are_back_after_the_session_ended_and_used_without_choosing_them_again(
    clerk: User, enterprise: Enterprise
) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    chosen = [SimpleUploadedFile(name, PDF) for name in ("证明.pdf", "附件.pdf")]
    data = application(client, url) | {"evidence": chosen}
    end_session(client)
    page = sign_in(client, clerk, client.post(url, data)["Location"]).content.decode()
    assert "已收到：证明.pdf" in page
    assert "已收到：附件.pdf" in page
    assert "重新选择" in page
    assert client.post(url, content_of(read(page, url).form_of(url, {}))).status_code == 302
    first, second = Evidence.objects.all()
    assert (first.filename, second.filename) == ("证明.pdf", "附件.pdf")
    with first.file.open() as file:
        assert file.read() == PDF
    assert not DraftFile.objects.exists()


def application(client: Client, url: str) -> dict[str, Any]:
    address = f"{url}?measure={Measure.objects.get(number=38).pk}"
    return typed(client, address, applied_on=timezone.localdate().isoformat(), description="优先办理。")


def test_file_is_kept_when_another_field_is_wrong(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = application(client, url) | {"evidence": SimpleUploadedFile("证明.pdf", PDF), "description": ""}
    page = client.post(url, data).content.decode()
    assert "已收到：证明.pdf" in page
    form = read(page, url).form_of(url, {})
    assert client.post(url, content_of(form) | {"description": "优先办理。"}).status_code == 302
    assert Evidence.objects.get().filename == "证明.pdf"


def test_kept_file_is_left_out_where_its_box_is_unticked(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = application(client, url) | {"evidence": SimpleUploadedFile("证明.pdf", PDF), "description": ""}
    content = content_of(read(client.post(url, data).content.decode(), url).form_of(url, {}))
    del content["kept_file"]
    client.post(url, content | {"description": "优先办理。"})
    assert not Evidence.objects.exists()


def test_text_is_back_after_the_token_was_renewed(clerk: User, enterprise: Enterprise) -> None:
    """The same person signs in in another tab of the browser, which renews session and token."""
    client, url = browser(clerk), report_url(enterprise)
    data = typed(client, url, facts=FACTS)
    end_session(client)
    sign_in(client, clerk)
    response = client.post(url, data)
    assert (response.status_code, response["Location"]) == (302, url)
    assert "页面已过期，提交未完成" in client.get(url).content.decode()
    form = form_on(client, url)
    assert values_of(form, "facts") == [FACTS]
    assert client.post(url, content_of(form)).status_code == 302


def test_text_of_another_person_is_kept_for_that_person_only(clerk: User, enterprise: Enterprise) -> None:
    client, url, other = browser(clerk), report_url(enterprise), make_user()
    data = typed(client, url, facts=FACTS)
    end_session(client)
    sign_in(client, other)
    response = client.post(url, data)
    page = response.content.decode()
    assert response.status_code == 403
    assert "以另一账号打开" in page
    assert "已为该账号保留所填内容24小时" in page
    assert FACTS[:4] not in page + client.get(url).content.decode()
    assert not ViolationReport.objects.exists()
    assert values_of(form_on(browser(clerk), url), "facts") == [FACTS]


def test_refused_text_is_back_in_the_form(clerk: User, officer: User, enterprise: Enterprise) -> None:
    """A colleague decides the report while the officer still types."""
    report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    client, url = browser(officer), reverse("feedback:report_decide", args=[report.pk])
    data = content_of(read(client.get(url).content.decode(), url).form_of(url, {"outcome": ["unfounded"]}))
    decide_report(report=report, outcome=ReportState.UNFOUNDED, reason="查无实据", by=officer)
    page = client.post(url, data | {"reason": "经电话核实"}).content.decode()
    assert "经电话核实" in page
    assert "经电话核实" in client.get(url).content.decode()


def test_text_whose_form_is_gone_is_shown_on_the_page(credit: User) -> None:
    client, url = browser(credit), reverse("screening:match_policy")
    key = content_of(form_on(client, url))["form_key"]
    data = {"form_key": key, "csrfmiddlewaretoken": client.cookies["csrftoken"].value, "reason": "请再议，依据不足"}
    page = client.post(reverse("screening:match_policy_reject"), data, follow=True).content.decode()
    assert "没有待复核的修改" in page
    assert "请再议，依据不足" in page


def test_text_is_back_after_an_error_of_the_server(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.raise_request_exception = False
    data = typed(client, url, facts=FACTS)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent ADD CONSTRAINT no_more_events CHECK (false) NOT VALID")
    response = client.post(url, data)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DROP CONSTRAINT no_more_events")
    assert response.status_code == 500
    assert f'已为您保留所填内容24小时：<a href="{url}">' in response.content.decode()
    assert "系统出错，提交未完成" in client.get(url).content.decode()
    form = form_on(client, url)
    assert values_of(form, "facts") == [FACTS]
    assert client.post(url, content_of(form)).status_code == 302


def test_text_with_an_id_number_is_not_kept_and_the_rest_is(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    day = timezone.localdate() - timedelta(days=3)
    data = typed(client, url, facts=f"法定代表人{resident_id(7)}", found_on=day.isoformat())
    end_session(client)
    page = sign_in(client, clerk, client.post(url, data)["Location"]).content.decode()
    assert "“违法失信情况”中有个人证件号码、联系方式等不能保存的内容，没有保留" in page
    form = form_on(client, url)
    assert (values_of(form, "facts"), values_of(form, "found_on")) == ([""], [day.isoformat()])
    assert resident_id(7) not in str(list(Draft.objects.values()))


def test_phone_number_that_is_needed_is_kept(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    for needed, kept in (({}, ""), ({"facts-needed": "on"}, "电话13800138000")):
        data = typed(client, url, facts="电话13800138000", **needed)
        client.post(url, data | {"found_on": "2999-01-01"})
        assert values_of(form_on(client, url), "facts") == [kept]


def test_password_is_never_kept(clerk: User) -> None:
    client, url = browser(clerk), reverse("accounts:password_change")
    data = content_of(form_on(client, url))
    data |= dict.fromkeys(("old_password", "new_password1", "new_password2"), "Geheim-2026-Wort")
    end_session(client)
    client.post(url, data)
    assert "Geheim" not in str(list(Draft.objects.values()))


def test_file_with_an_id_number_is_not_kept(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    evidence = SimpleUploadedFile("证明.pdf", PDF + resident_id(7).encode())
    data = application(client, url) | {"evidence": evidence}
    end_session(client)
    page = sign_in(client, clerk, client.post(url, data)["Location"]).content.decode()
    assert "“证明材料”中有个人证件号码" in page
    assert not DraftFile.objects.exists()


def test_number_in_the_name_of_a_file_is_masked(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    evidence = SimpleUploadedFile(f"{resident_id(7)}.pdf", PDF)
    client.post(url, application(client, url) | {"evidence": evidence, "description": ""})
    assert resident_id(7) not in DraftFile.objects.get().filename


def test_person_starts_again_with_an_empty_form(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.post(url, typed(client, url, facts=FACTS, found_on=""))
    draft = Draft.objects.get()
    discard = reverse("drafts:draft_discard", args=[draft.pk])
    assert browser(make_user()).post(discard).status_code == 403
    response = client.post(discard, content_of(form_on(client, url, discard)))
    assert (response["Location"], Draft.objects.count()) == (url, 0)
    assert values_of(form_on(client, url), "facts") == [""]


def test_draft_is_shown_for_a_day_only(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.post(url, typed(client, url, facts=FACTS, found_on=""))
    Draft.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert values_of(form_on(client, url), "facts") == [""]


def test_request_without_a_key_of_the_portal_keeps_nothing(clerk: User, enterprise: Enterprise) -> None:
    """Another site may make the browser post, but it has no key."""
    client, url = browser(clerk), report_url(enterprise)
    for key in ({}, {"form_key": "forged"}):
        assert client.post(url, {"facts": FACTS, **key}).status_code == 403
    end_session(client)
    assert client.post(url, {"facts": FACTS})["Location"].startswith(reverse("accounts:login"))
    assert not Draft.objects.exists()


def test_other_browser_without_a_session_keeps_nothing(clerk: User, enterprise: Enterprise) -> None:
    url = report_url(enterprise)
    data = typed(browser(clerk), url, facts=FACTS)
    other = Client()
    other.cookies[settings.DRAFT_COOKIE_NAME] = "guessed"
    assert other.post(url, data)["Location"].startswith(reverse("accounts:login"))
    assert not Draft.objects.exists()
