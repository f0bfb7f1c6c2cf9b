"""What a page states before an act, counted, is what then happens."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from feedback.actions.follow import notify_standing_changes
from feedback.actions.reports import report_violation
from feedback.models import Notice, StopAdvice
from feedback.states import AdviceState
from publicity.actions.bulletins import publish_returned
from publicity.actions.cases import publish_case, write_case
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from screening.models import Standing
from tests.factories import make_departments
from tests.feedback.report_steps import checked
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import (
    SignedIn,
    clerk_of,
    list_entries,
    log,
    preview,
    publish_enterprises,
    put_in_force,
    revoke,
    switch_blacklist,
)

pytestmark = pytest.mark.usefixtures("reference_data", "departments")
TODAY = timezone.localdate
SCREENED = "立即生效，并与各领域“黑名单”交叉比对"
REVOCATION = {"category": "smuggling", "reason": "发生走私行为", "document_number": "泉关企管〔2026〕9号"}


@pytest.fixture
def departments() -> None:
    make_departments()


@pytest.fixture
def enterprises(officer: User, credit: User) -> list[Enterprise]:
    """Three published enterprises of the officer's roster: the first has measures and cases, the second a measure."""
    put_in_force(officer, [roster_line(serial) for serial in (1, 2, 3)])
    notify_standing_changes()
    found = list(Enterprise.objects.order_by("customs_code"))
    publish_enterprises(enterprises=found, by=credit)
    tax = clerk_of("tax")
    for application in (log(found[0], tax), log(found[0], tax, number=34)):
        publish_case(
            case=write_case(application=application, title="退税快了", body="底气足了。", by=credit), by=credit
        )
    log(found[1], tax)
    return found


def stated(page: str) -> list[str]:
    """The consequences that the page states."""
    (box,) = re.findall(r'<div class="alert alert-warning">\s*<h2>[^<]*后</h2>(.*?)</div>', page, re.DOTALL)
    return [" ".join(unescape(item).split()) for item in re.findall(r"<li>(.*?)</li>", box, re.DOTALL)]


def published_names() -> set[str]:
    return set(Publication.objects.visible().values_list("enterprise__name", flat=True))


def happened(act: Callable[[], object]) -> list[str]:
    """Do the act, let the worker follow it, and return the sentences of what has happened."""
    published, cases = published_names(), IncentiveCase.objects.visible().count()
    announced = Notice.objects.filter(announcement__isnull=False)
    notices = announced.count()
    act()
    notify_standing_changes()
    advised = StopAdvice.objects.order_by("department__name", "application__measure")
    advice: dict[str, list[str]] = defaultdict(list)
    for each in advised.select_related("department", "application__measure"):
        advice[each.department.name].append(str(each.application.measure))
    sent = announced.count() - notices
    assert sent in (0, Department.objects.count())
    gone, gone_cases = published - published_names(), cases - IncentiveCase.objects.visible().count()
    counted = {
        f"{sent}个成员单位将收到通报": sent,
        f"{''.join(gone) if len(gone) == 1 else f'{len(gone)}家'}移出公布名单": len(gone),
        f"案例{gone_cases}篇同时撤下": gone_cases,
    }
    return [
        *(
            f"将向{department}发出{len(measures)}项停用建议（{'、'.join(dict.fromkeys(measures))}）"
            for department, measures in advice.items()
        ),
        *(text for text, count in counted.items() if count),
    ]


def test_revocation_does_what_its_page_states(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(officer), reverse("screening:revocation_create", args=[enterprises[0].uscc])
    before = stated(client.get(url).content.decode())
    assert before == happened(lambda: client.post(url, {**REVOCATION, "effective_on": TODAY().isoformat()}))
    assert len(before) == 4


def test_restoration_does_what_its_page_states(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn
) -> None:
    url = reverse("screening:revocation_restore", args=[revoke(enterprises[0], officer).pk])
    client, data = signed_in(officer), {"reason": "整改合格", "document_number": "泉关企管〔2026〕10号"}
    before = stated(client.get(url).content.decode())
    notices = Notice.objects.count()
    client.post(url, {**data, "restored_on": TODAY().isoformat()})
    notify_standing_changes()
    assert before == [
        f"{Notice.objects.count() - notices}个成员单位将收到通报",
        f"尚未答复的停用建议{StopAdvice.objects.filter(state=AdviceState.LIFTED).count()}项随之撤销",
        f"{enterprises[0]}列入待公布，公布后公众才能查到",
    ]
    assert StopAdvice.objects.exists()
    assert enterprises[0].name not in published_names()
    assert not IncentiveCase.objects.visible().exists()


def test_restoration_with_publication_by_itself_does_what_its_page_states(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn, settings: Any
) -> None:
    settings.PUBLISH_RETURNED = True
    url = reverse("screening:revocation_restore", args=[revoke(enterprises[0], officer).pk])
    client, data = signed_in(officer), {"reason": "整改合格", "document_number": "泉关企管〔2026〕10号"}
    before = stated(client.get(url).content.decode())
    client.post(url, {**data, "restored_on": TODAY().isoformat()})
    publish_returned()
    assert before[-2:] == [f"{enterprises[0]}自动重新公布", "案例2篇重新可见"]
    assert enterprises[0].name in published_names()
    assert IncentiveCase.objects.visible().count() == 2


def test_revocation_on_a_report_does_what_its_page_states(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn
) -> None:
    report = report_violation(enterprise=enterprises[1], found_on=TODAY(), facts="虚开发票", by=clerk_of("tax"))
    client, url = signed_in(officer), reverse("feedback:report_decide", args=[report.pk])
    shown = {"outcome": "revoked", "report_version": report.version}
    data = {**REVOCATION, **shown, "effective_on": TODAY().isoformat()}
    page = client.post(url, data).content.decode()
    assert stated(page) == happened(lambda: client.post(url, {**data, **checked(page)}))


def test_whole_roster_does_what_its_page_states(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn
) -> None:
    submission = preview(officer, [roster_line(3)], as_of=date(2026, 7, 1))
    client, url = signed_in(officer), reverse("roster:submission_detail", args=[submission.pk])
    before = stated(client.get(url).content.decode())
    data = {"reason_for_rest": "企业注销", "removed_count": "2"}
    confirm = reverse("roster:submission_confirm", args=[submission.pk])
    assert before == ["退出2家", "不变1家", *happened(lambda: client.post(confirm, data)), SCREENED]


def test_second_loss_states_that_nothing_follows(
    enterprises: list[Enterprise], officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    revoke(enterprises[0], officer)
    submission = preview(officer, [roster_line(2), roster_line(3)], as_of=date(2026, 7, 1))
    page = client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert stated(page) == ["退出1家", "不变2家", "没有措施、公布和案例受影响，不再发出通报", SCREENED]


@pytest.mark.usefixtures("blacklists")
def test_switch_of_a_blacklist_does_what_its_page_states(
    enterprises: list[Enterprise], credit: User, signed_in: SignedIn
) -> None:
    """A hint list excludes, and is a hint list again."""
    code = "abnormal-operation"
    named = [blacklist_line(enterprise.name, uscc=enterprise.uscc) for enterprise in enterprises[:2]]
    list_entries(credit, code, named)
    client = signed_in(credit)

    def switch_states() -> list[str]:
        page = client.get(reverse("screening:blacklist_switch", args=[code])).content.decode()
        (items,) = re.findall(r"<p>照现有资料，生效后：</p>\s*<ul>(.*?)</ul>", page, re.DOTALL)
        return [" ".join(unescape(item).split()) for item in re.findall(r"<li>(.*?)</li>", items, re.DOTALL)]

    eligible = Standing.objects.current().eligible
    (before, was) = (switch_states(), eligible().count())
    done = happened(lambda: switch_blacklist(code, excludes=True, by=credit))
    lost = was - eligible().count()
    assert before == [f"{lost}家暂不纳入", *done]
    assert (lost, len(done)) == (2, 4)
    before, was = switch_states(), eligible().count()
    switch_blacklist(code, excludes=False, by=credit)
    freed = eligible().count() - was
    assert before == [f"{freed}家成为联合激励对象"]
    assert freed == 2
