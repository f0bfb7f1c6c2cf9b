"""A refused act leads back to its page, which shows the reason and the typed text."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.feeds import save_feed, switch_feed
from blacklists.models import Blacklist, BlacklistFeed
from feedback.actions.advice import keep_measure
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import StopAdvice
from feedback.states import ReportState
from roster.models import Enterprise
from screening.models import Screening, ScreeningHit
from screening.states import Decision
from tests.drafts.forms import key_on
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import clerk_of, decide_hit, list_entries, log, publish_enterprises, put_in_force, revoke

pytestmark = pytest.mark.usefixtures("blacklists", "reference_data")
SignedIn = Callable[[User], Client]
TYPED = "经电话核实的说明，不应丢失"
TODAY = date.today().isoformat()


def refused(client: Client, url: str, data: dict[str, str], message: str, *, typed: str = "", page: str = "") -> None:
    """Post the data from the page, by default that of the address; the message and the typed text are shown then."""
    key = key_on(client, page or url) if typed else {}
    response = client.post(url, {**data, **key}, follow=True)
    page = response.content.decode()
    assert response.status_code == 200, url
    assert "denied.html" not in [template.name for template in response.templates]
    assert message in page
    assert typed in page


def test_refused_acts_on_rosters_show_message_on_the_page(officer: User, signed_in: SignedIn) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    client, pk = signed_in(officer), submission.pk
    refused(client, reverse("roster:submission_withdraw", args=[pk]), {}, "不能撤回")
    refused(client, reverse("roster:submission_confirm", args=[pk]), {}, "无需再次确认")
    sheet = submission.reading["sheets"][0]["name"]
    refused(client, reverse("roster:submission_layout", args=[pk]), {"only_sheet": sheet}, "不能重新读取")
    correct, page = (reverse(f"roster:submission_{name}", args=[pk]) for name in ("correct", "detail"))
    refused(client, correct, {"cell-2-name": TYPED}, "不能重新读取", typed=TYPED, page=page)


def test_refused_acts_on_imports_show_message_on_the_page(credit: User, signed_in: SignedIn) -> None:
    imported = list_entries(credit, "court-defaulters", [blacklist_line("失信一号公司", uscc=uscc_of(1))])
    client = signed_in(credit)
    refused(client, reverse("blacklists:import_withdraw", args=[imported.pk]), {}, "不能撤回")
    refused(client, reverse("blacklists:import_confirm", args=[imported.pk]), {}, "无需再次确认")


def test_refused_acts_on_feeds_show_message_on_the_page(credit: User, signed_in: SignedIn) -> None:
    settings = {
        "blacklist": Blacklist.objects.get(code="court-defaulters"),
        "address": "https://data.example/one.json",
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
    }
    first = save_feed(feed=BlacklistFeed(), data=settings, by=credit)
    switch_feed(feed=first, enabled=False, by=credit)
    save_feed(feed=BlacklistFeed(), data=settings, by=credit)
    client = signed_in(credit)
    refused(client, reverse("blacklists:feed_pull", args=[first.pk]), {}, "启用后才能拉取")
    refused(client, reverse("blacklists:feed_switch", args=[first.pk]), {"enabled": "true"}, "已有一个启用的全量接口")
    data = {**settings, "blacklist": str(settings["blacklist"].pk), "address": "https://data.example/typed.json"}
    refused(client, reverse("blacklists:feed_create"), data, "已有一个启用的全量接口", typed=data["address"])


def test_refused_acts_on_screenings_show_message_on_the_page(credit: User, officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(1))])
    client, screening, hit = signed_in(credit), Screening.objects.latest("pk"), ScreeningHit.objects.get()
    refused(client, reverse("screening:screening_retry", args=[screening.pk]), {}, "不能重试")
    reject, reopen, page = (reverse(f"screening:hit_{name}", args=[hit.pk]) for name in ("reject", "reopen", "detail"))
    refused(client, reject, {"reason": TYPED}, "没有待复核的结论", typed=TYPED, page=page)
    refused(client, reopen, {"reason": TYPED[:8]}, "尚未核实", typed=TYPED[:8], page=page)
    decide = {"decision": "dismissed", "reason": TYPED, f"version-{hit.pk}": "outdated"}
    refused(client, page, decide, "请重新核对", typed=TYPED)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不是同一主体", by=credit)
    refused(client, reopen, {"reason": TYPED, f"version-{hit.pk}": "outdated"}, "请重新核对", typed=TYPED, page=page)
    policy = reverse("screening:match_policy")
    reject = reverse("screening:match_policy_reject")
    refused(client, reject, {"reason": TYPED}, "没有待复核的修改", typed=TYPED, page=policy)


def test_refused_revocation_keeps_the_typed_text(
    officer: User, other_officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    data = {"category": "smuggling", "reason": TYPED, "document_number": "泉关〔2026〕1号", "effective_on": TODAY}
    url = reverse("screening:revocation_create", args=[enterprise.uscc])
    refused(signed_in(other_officer), url, data, "不能处理其资格", typed=TYPED)
    revocation = revoke(enterprise, officer)
    refused(signed_in(officer), url, data, "已", typed=TYPED)
    restore = {"restored_on": TODAY, "restored_document_number": TYPED[:10], "document_number": TYPED[:10]}
    restore |= {"reason": TYPED, "restoration_reason": TYPED}
    url = reverse("screening:revocation_restore", args=[revocation.pk])
    refused(signed_in(other_officer), url, restore, "不能处理其资格", typed=TYPED[:10])


def test_refused_feedback_keeps_the_typed_text(enterprise: Enterprise, officer: User, signed_in: SignedIn) -> None:
    clerk = clerk_of("tax")
    application = log(enterprise, clerk)
    report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    decide_report(report=report, outcome=ReportState.UNFOUNDED, reason="查无实据", by=officer)
    data = {"outcome": "unfounded", "reason": TYPED}
    refused(signed_in(officer), reverse("feedback:report_decide", args=[report.pk]), data, "已由", typed=TYPED)
    revoke(enterprise, officer)
    advice = StopAdvice.objects.get(application=application)
    keep_measure(advice=advice, answer="仍然适用", by=clerk)
    data = {"decision": "kept", "answer": TYPED}
    refused(signed_in(clerk), reverse("feedback:advice_detail", args=[advice.pk]), data, "已有结果", typed=TYPED)
    data = {"measure": str(application.measure_id), "applied_on": TODAY, "description": TYPED, "condition_met": "on"}
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    refused(signed_in(clerk), url, data, "不能登记", typed=TYPED)


def test_refused_publication_shows_message_on_the_page(
    enterprise: Enterprise, credit: User, signed_in: SignedIn
) -> None:
    publish_enterprises(enterprises=[enterprise], by=credit)
    data = {"enterprises": str(enterprise.pk), "reason": TYPED}
    refused(signed_in(credit), reverse("publicity:publication_hold"), data, "不能列为暂不公布", typed=TYPED)
