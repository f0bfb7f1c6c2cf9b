"""名单管理办法 of the customs offices: upload, in force, public, cited by a revocation, withdrawn."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.models import Notice
from foundation.denials import ActionDenied
from roster.models import ListRules
from screening.models import Standing
from tests.factories import make_certified, make_user
from tests.roles import as_owner
from tests.steps import SignedIn, make_rules, revoke

pytestmark = [pytest.mark.usefixtures("reference_data"), pytest.mark.django_db]
PUBLIC = "publicity:rules_list"
PDF = b"%PDF-1.7\n%%EOF\n"
STATED = {
    "title": "《泉城海关名单管理办法》",
    "document_number": "泉关企管〔2026〕3号",
    "issued_on": "2026-06-01",
    "in_force_from": "2026-07-01",
}


def text_of(client: Client, name: str, *arguments: object) -> str:
    return client.get(reverse(name, args=arguments)).content.decode()


def post(client: Client, **stated: object) -> str:
    data = {**STATED, "file": SimpleUploadedFile("办法.pdf", PDF), **stated}
    return client.post(reverse("roster:rules_create"), data, follow=True).content.decode()


def withdraw(client: Client, rules: ListRules, reason: str) -> str:
    url = reverse("roster:rules_withdraw", args=[rules.pk])
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def test_rules_uploaded_by_the_office_are_public_at_once(officer: User, signed_in: SignedIn) -> None:
    assert "海关还没有上传名单管理办法" in text_of(Client(), PUBLIC)
    assert "已上传《泉城海关名单管理办法》" in post(signed_in(officer))
    page = text_of(Client(), PUBLIC)
    assert "《泉城海关名单管理办法》" in page
    assert "泉关企管〔2026〕3号，2026年6月1日印发，2026年7月1日起施行" in page
    file = Client().get(reverse("publicity:rules_file", args=[ListRules.objects.get().pk]))
    assert file.getvalue() == PDF
    assert file["Content-Disposition"].startswith("attachment")


def test_newest_rules_that_have_begun_are_in_force(officer: User, other_officer: User) -> None:
    first = make_rules(officer)
    later = make_rules(officer, in_force_from=date(2020, 1, 1), title="第二版")
    make_rules(officer, in_force_from=timezone.localdate() + timedelta(days=9), title="第三版")
    other = make_rules(other_officer)
    office = first.office
    assert ListRules.objects.of_office(office, on=date(2019, 7, 31)) is None
    assert ListRules.objects.of_office(office, on=date(2019, 12, 31)) == first
    assert ListRules.objects.of_office(office, on=timezone.localdate()) == later
    assert set(ListRules.objects.in_force(on=timezone.localdate())) == {later, other}
    shown = {
        rules.title: rules.get_status_display() for rules in ListRules.objects.with_status(on=timezone.localdate())
    }
    assert (shown["第二版"], shown["第三版"], shown[first.title]) == ("现行", "即将施行", "已停止施行")


def test_revocation_cites_the_rules_in_force_that_day(officer: User, clerk: User, signed_in: SignedIn) -> None:
    rules = make_rules(officer)
    revocation = revoke(make_certified(), officer)
    cited = f"《{rules.title}》（{rules.document_number}）"
    assert cited in text_of(signed_in(clerk), "feedback:revocation_detail", revocation.pk)
    notice = Notice.objects.filter(department=clerk.department).latest("pk")
    assert f"依据{cited}" in text_of(signed_in(clerk), "feedback:notice_detail", notice.pk)
    standing = Standing.objects.get(enterprise=revocation.enterprise, until=None, known_until=None)
    assert standing.reasons[0]["params"]["rules"] == cited
    withdraw(signed_in(officer), rules, "文号有误。")
    revocation.refresh_from_db()
    assert revocation.rules == rules
    assert "海关后来撤下了这一文件" in text_of(signed_in(clerk), "feedback:revocation_detail", revocation.pk)


def test_revocation_without_rules_cites_none(officer: User, other_officer: User) -> None:
    make_rules(other_officer)
    make_rules(officer, in_force_from=timezone.localdate() + timedelta(days=1))
    assert revoke(make_certified(), officer).rules is None


def test_withdrawn_rules_leave_the_public_page_and_stay_on_record(officer: User, signed_in: SignedIn) -> None:
    rules = make_rules(officer)
    assert "请写明撤下的理由" in withdraw(signed_in(officer), rules, "")
    assert "已撤下" in withdraw(signed_in(officer), rules, "上传了征求意见稿。")
    assert rules.title not in text_of(Client(), PUBLIC)
    assert Client().get(reverse("publicity:rules_file", args=[rules.pk])).status_code == 404
    reader = signed_in(make_user(Role.AUDITOR))
    assert "上传了征求意见稿。" in text_of(reader, "roster:rules_detail", rules.pk)
    assert reader.get(reverse("roster:rules_file", args=[rules.pk])).getvalue() == PDF
    assert make_rules(officer).pk != rules.pk


def test_other_office_does_not_withdraw(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    rules = make_rules(officer)
    assert "不能办理" in withdraw(signed_in(other_officer), rules, "看错了。")
    assert ListRules.objects.valid().count() == 1


def test_second_rules_of_the_same_day_are_refused_and_nothing_typed_is_lost(officer: User, signed_in: SignedIn) -> None:
    post(signed_in(officer))
    page = post(signed_in(officer), document_number="泉关企管〔2026〕4号")
    assert "已有自2026年7月1日起施行的" in page
    assert "泉关企管〔2026〕4号" in page
    assert ListRules.objects.count() == 1


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"file": SimpleUploadedFile("办法.png", b"\x89PNG\r\n\x1a\n")}, "办法须为PDF、OFD或Word文档"),
        ({"file": SimpleUploadedFile("办法.pdf", b"")}, "这个文件是空的"),
        ({"file": SimpleUploadedFile("办法.docx", PDF)}, "按内容，这个文件的名称应以.pdf结尾"),
        ({"file": ""}, "请选择办法的文件"),
        ({"title": "《》"}, "请填写办法的名称"),
        ({"in_force_from": "2206-07-01"}, "施行日期2206年7月1日在三年以后"),
        ({"in_force_from": "七月"}, "请填写日期，如2026-07-01。"),
        ({"title": "身份证36232219900101123X的办法"}, "系统不保存个人证件号码"),
    ],
)
def test_wrong_upload_gets_a_sentence_and_keeps_what_was_typed(
    officer: User, signed_in: SignedIn, stated: dict[str, object], message: str
) -> None:
    page = post(signed_in(officer), **stated)
    assert message in page
    assert "泉关企管〔2026〕3号" in page
    assert not ListRules.objects.exists()


def test_rules_in_the_distant_future_are_refused(officer: User) -> None:
    with pytest.raises(ActionDenied, match="在三年以后"):
        make_rules(officer, in_force_from=date(2206, 1, 1))


def test_database_keeps_rules_and_their_withdrawal(officer: User, signed_in: SignedIn) -> None:
    rules = make_rules(officer)
    kept = ListRules.objects.filter(pk=rules.pk)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        kept.update(withdrawn_at=timezone.now())
    withdraw(signed_in(officer), rules, "文号有误。")
    with as_owner(), pytest.raises(InternalError), transaction.atomic():
        kept.update(withdrawal_reason="改过")
    with as_owner(), pytest.raises(InternalError), transaction.atomic():
        kept.delete()
