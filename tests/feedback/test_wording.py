"""The wording of notices."""

import pytest
from django.utils import timezone

from accounts.models import User
from feedback.actions.follow import notify_standing_changes
from feedback.actions.reports import report_violation
from feedback.models import Notice
from feedback.models.notices import ABOUT_REPORTS, BY_PARAMS
from feedback.models.receipts import with_answers
from feedback.states import NoticeKind
from feedback.wording import CHANGE_TEXTS, PREDICATES, notice_text
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise
from tests.steps import revoke


def text_of(kind: NoticeKind) -> str:
    return notice_text(with_answers(Notice.objects.filter(kind=kind)).first(), sees_screening=False)


def test_notice_of_every_kind_has_its_wording() -> None:
    assert (
        set(CHANGE_TEXTS)
        == set(PREDICATES)
        == set(NoticeKind)
        - {
            *ABOUT_REPORTS,
            NoticeKind.MEASURE,
            *BY_PARAMS,
        }
    )


def test_notice_with_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        notice_text(Notice(kind="weather"), sees_screening=False)


def test_notices_of_an_addition_a_loss_and_a_return_quote_their_grounds(enterprise: Enterprise, officer: User) -> None:
    today = timezone.localdate()
    revocation = revoke(enterprise, officer)
    restore_enterprise(revocation=revocation, reason="复议撤销", document_number="9号", restored_on=today, by=officer)
    notify_standing_changes()
    subject = f"{enterprise.name}（{enterprise.uscc}）自{chinese_date(today)}起"
    assert text_of(NoticeKind.ADDED) == (
        f"{subject}成为联合激励对象：泉城海关认定为高级认证企业（认证日期2020年3月2日）。可以适用激励措施。"
    )
    assert text_of(NoticeKind.LOST) == (
        f"{subject}取消联合激励资格。决定机关：泉城海关（泉关企管〔2026〕8号）；原因：其他情形，虚开增值税专用发票。"
        "您单位没有正在适用的措施，知悉即可。"
    )
    assert text_of(NoticeKind.RESTORED) == (
        f"{subject}恢复为联合激励对象：泉城海关恢复资格：复议撤销（9号，自{chinese_date(today)}）。可以继续适用激励措施。"
    )


def test_notice_of_a_report_names_department_enterprise_and_facts(enterprise: Enterprise, clerk: User) -> None:
    report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票。", by=clerk)
    assert text_of(NoticeKind.REPORT) == (
        f"市税务局报送{enterprise.name}（{enterprise.uscc}）的违法失信情况：虚开发票。"
    )
