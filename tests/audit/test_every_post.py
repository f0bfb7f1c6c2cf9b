"""Every page and API address that changes something writes an audit event, Django admin included.

The audit list shows each of these events in Chinese, as a page and as a CSV file.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.permissions import Role
from accounts.routes import routes
from audit.models import AuditEvent
from audit.types import EventType
from audit.wording import TITLES
from blacklists.models import Blacklist, BlacklistFeed, BlacklistHeading
from roster.models import RosterHeading, RosterSubmission, Transfer
from tests.audit.admin_acts import account_acts, admin_acts, newcomer
from tests.audit.city import Act, City
from tests.audit.feedback_acts import certificate_acts, feedback_acts, publicity_acts, report_acts
from tests.audit.mail_acts import mail_acts
from tests.audit.objection_acts import objection_acts
from tests.audit.rules_acts import rules_acts
from tests.audit.screening_acts import policy_acts, screening_acts
from tests.audit.webhook_acts import webhook_acts
from tests.factories import make_department, make_user
from tests.lock_order import out_of_order, recorded_locks, unordered
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, upload, uscc_of, xlsx
from tests.steps import preview, put_in_force, read_entries

HISTORY = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
# Addresses that read only: a POST to them is answered like a GET, or refused.
READS = {
    *("healthz", "readyz", "api_schema", "api_docs", "workbench:home"),
    *(
        "accounts:password_change_done",
        "workbench:audit_list",
        "workbench:audit_object",
        "accounts:session_list",
        "accounts:recovery_codes",
        "accounts:token_issued",
        "accounts:link_made",
        "accounts:code_list",
        "staffing:proposal_list",
        "accounts:export_detail",
        "accounts:export_file",
    ),
    *("publicity:export_detail", "publicity:export_file"),
    *("roster:submission_list", "roster:submission_detail", "roster:submission_progress", "roster:submission_file"),
    *("roster:submission_set_aside", "blacklists:import_set_aside", "blacklists:import_marked"),
    *("roster:submission_marked", "roster:submission_bundle", "roster:roster_detail"),
    *("roster:heading_list", "roster:rules_list", "roster:rules_detail", "roster:rules_file"),
    *("roster:transfer_list", "roster:transfer_detail", "roster_api:transfer_list"),
    *("blacklists:blacklist_list", "blacklists:blacklist_detail", "blacklists:entry_detail"),
    *("blacklists:import_detail", "blacklists:import_progress", "blacklists:import_file"),
    *("blacklists:feed_list", "blacklists:feed_detail"),
    *("reports:dashboard", "reports:big_screen", "reports:public_clock", "reports:period_report_request"),
    *("reports:period_report_list", "reports:period_report_detail", "reports:period_report_file"),
    *("reports:period_report_enterprises", "reports:supervision_list", "reports:supervision_file"),
    *("reports_api:period_report_list", "reports_api:period_report_detail"),
    *("webhooks:endpoint_list", "webhooks:endpoint_detail", "webhooks:key_issued"),
    *("screening:screening_list", "screening:screening_detail", "screening:screening_progress"),
    *("screening:screening_chunks", "screening:hit_list", "screening:standing_detail"),
    "screening:receipt_check",
    *("roster_api:submission_detail", "roster_api:problem_list", "roster_api:change_list", "roster_api:removal_list"),
    *("blacklists_api:import_detail", "blacklists_api:problem_list", "screening_api:standing_detail"),
    "incentives_api:measure_list",
    *("feedback_api:enterprise_list", "feedback_api:enterprise_detail", "feedback_api:application_detail"),
    "feedback_api:violation_report_detail",
    *("feedback_api:lookup_detail", "feedback_api:lookup_line_list"),
    *("feedback_api:notice_list", "feedback_api:notice_change_list"),
    *("feedback_api:advice_list", "feedback_api:advice_detail"),
    "feedback_api:inquiry_list",
    *("feedback_api:month_list", "feedback_api:month_detail"),
    *("certificates_api:certificate_detail", "certificates_api:certificate_file", "certificates_api:certificate_pdf"),
    *("feedback:enterprise_list", "feedback:enterprise_suggestions", "feedback:enterprise_detail"),
    *("feedback:application_list", "feedback:application_batch_blank"),
    *("feedback:draft_list", "feedback:opportunity_list", "feedback:opportunity_detail"),
    *("feedback:application_detail", "feedback:evidence_download"),
    *("feedback:report_list", "feedback:report_detail"),
    *("roster:submission_blank", "blacklists:import_blank"),
    *("feedback:lookup_list", "feedback:lookup_detail", "feedback:lookup_progress"),
    "feedback:search_list",
    *("feedback:notice_list", "feedback:notice_detail", "feedback:advice_list"),
    *("feedback:overdue_list", "feedback:revocation_list", "feedback:revocation_detail"),
    *("feedback_api:revocation_list", "feedback_api:suspension_list", "webhooks_api:event_list"),
    *("feedback:announcement_list", "feedback:announcement_detail", "feedback:overdue_notice_list"),
    *("feedback:receipt_list", "feedback:inquiry_list", "feedback:unattended_list", "staffing:absence_list"),
    *("feedback:month_list", "feedback:month_table", "feedback:month_detail"),
    *("certificates:certificate_detail", "certificates:certificate_file", "certificates:certificate_pdf"),
    "certificates:verification_detail",
    *("certificates:keys", "certificates:status_list", "certificates:checkpoint", "certificates:tile"),
    *("certificates:checkpoint_list", "certificates:checkpoint_detail", "certificates:checkpoint_file"),
    *("publicity:home", "publicity:enterprise_list", "publicity:enterprise_detail", "publicity:case_list"),
    *("publicity:case_detail", "publicity:measure_list", "publicity:plan", "publicity:site_map"),
    *(
        "publicity:security_contact",
        *("publicity:robots", "publicity:sitemap_index", "publicity:sitemap", "publicity:favicon"),
        "publicity:accessibility",
        "publicity:type_size",
        *("publicity:publication_list", "publicity:bulletin_list", "publicity:bulletin_detail"),
        *("publicity:seen_list", "publicity:update_list", "publicity:removal_list"),
        *("publicity:open_data", "publicity:open_data_manifest", "publicity:open_data_day", "publicity:open_data_feed"),
        *("publicity:open_data_file", "publicity:open_data_dictionary", "publicity:open_data_schema"),
        *("publicity_api:enterprise_list", "publicity_api:enterprise_detail", "publicity_api:change_list"),
        *("publicity_api:case_list", "publicity_api:measure_list", "publicity_api:statistic_list"),
        *("publicity:rules_list", "publicity:rules_file"),
        "publicity:case_admin",
        *("publicity:objection_list", "publicity:objection_detail", "publicity:objection_evidence"),
        *("publicity:objection_guide", "publicity:objection_filed"),
    ),
}
# What nobody has submitted is no record; who shows again who they are, or states a purpose, acts afterwards; everybody
# verifies files, which changes nothing; the figures of the dashboard are counted every quarter of an hour anyway.
NOT_RECORDED = {"drafts:draft_discard", "accounts:confirm", "accounts:purpose", "certificates:verification"}
NOT_RECORDED |= {"reports:dashboard_count"}
# Who files an objection and asks for its state is not signed in: tests/publicity/test_public_objections.py does both.
NOT_RECORDED |= {"publicity:objection_file", "publicity:objection_status"}
# Types of events that a command, a worker, a GET or a refusal writes: see tests of feeds, of redaction and of
# exports, and test_reads.py.
TYPES_WITHOUT_POST = {
    *(EventType.IMPORT_PULLED, EventType.IMPORT_DISCARDED),
    *(EventType.LIST_DOWNLOADED, EventType.FILE_DOWNLOADED, EventType.EVIDENCE_DOWNLOADED),
    *(EventType.PASSWORD_CODE_VIEWED, EventType.REQUEST_REFUSED),
    *(EventType.ENTERPRISES_SEARCHED, EventType.ENTERPRISE_VIEWED, EventType.STANDING_VIEWED),
    EventType.CERTIFICATE_VIEWED,
    EventType.PERIOD_REPORT_CORRECTED,
    *(EventType.RECEIPT_CHECKED, EventType.RECEIPT_REFUSED, EventType.COSIGNING_REFUSED),
    *(EventType.LOOKUP_VIEWED, EventType.OBJECTION_VIEWED, EventType.OBJECTION_HANDED_OVER),
    EventType.OBJECTION_FILED,
}
URL = re.compile(r"https?://\S+|[a-z0-9.]+@[a-z0-9.]+")
ENGLISH = re.compile(r"\b[a-z]+(_[a-z]+)*\b")
"""A key or a code that is shown as it is stored; in a page of Chinese only addresses have such words."""


def acts(city: City) -> Iterator[Act]:
    """Yield every address that changes something with a POST to it; each prepares the objects that it needs."""
    yield from account_acts(city)
    yield from roster_acts(city)
    yield from rules_acts(city)
    yield from blacklist_acts(city)
    yield from screening_acts(city)
    yield from policy_acts(city)
    yield from feedback_acts(city)
    yield from report_acts(city)
    yield from publicity_acts(city)
    yield from objection_acts(city)
    yield from certificate_acts(city)
    yield from webhook_acts(city)
    yield from mail_acts(city)
    yield from admin_acts(city)


def roster_acts(city: City) -> Iterator[Act]:
    officer, today = city.officer, timezone.localdate().isoformat()

    def roster_file(serial: int) -> dict[str, Any]:
        content = xlsx(ROSTER_HEAD, [roster_line(serial)])
        return {"mode": "changes", "as_of": today, "file": upload(content), "office": "quancheng-customs"}

    yield "roster:submission_create", lambda: city.post(officer, "roster:submission_create", roster_file(1))
    yield "roster_api:submission_create", lambda: city.push(officer, "roster_api:submission_create", roster_file(2))
    for name, post in (("roster:submission", city.post), ("roster_api:submission", city.push)):
        kind = {"content_type": "application/json"} if post == city.push else {}
        first = preview(officer, [roster_line(3 + len(name))], mode="changes")
        yield (
            f"{name}_withdraw",
            lambda first=first, post=post, name=name: post(officer, f"{name}_withdraw", {}, first.pk),
        )
        other = preview(officer, [roster_line(40 + len(name))], mode="changes")
        yield (
            f"{name}_confirm",
            lambda other=other, post=post, name=name, kind=kind: post(officer, f"{name}_confirm", {}, other.pk, **kind),
        )
    faulty = preview(officer, [roster_line(8, uscc="9137")], mode="changes")
    cell = {"cell-2-uscc": uscc_of(8)}
    yield "roster:submission_correct", lambda: city.post(officer, "roster:submission_correct", cell, faulty.pk)
    again = preview(officer, [roster_line(9, uscc="9137")], mode="changes")
    sheet = {"sheet": again.reading["sheets"][0]["name"]}
    only = {"only_sheet": sheet["sheet"]}
    yield "roster:submission_layout", lambda: city.post(officer, "roster:submission_layout", only, again.pk)
    third = preview(officer, [roster_line(10, uscc="9137")], mode="changes")
    columns = {"name": "B", "uscc": "C", "customs_code": "D", "certified_on": "E", "address": "F"}
    layout = {**sheet, "header_line": "1", **columns}
    yield "roster:submission_layout", lambda: city.post(officer, "roster:submission_layout", layout, third.pk)
    day = {"as_of": today}
    undated = preview(officer, [roster_line(12)], mode="changes")
    yield "roster:submission_as_of", lambda: city.post(officer, "roster:submission_as_of", day, undated.pk)
    row = {"lines": "3", "decision": "not_enterprise"}
    twice = preview(officer, [roster_line(11), roster_line(11)], mode="changes")
    yield "roster:submission_decide_rows", lambda: city.post(officer, "roster:submission_decide_rows", row, twice.pk)
    yield "roster:heading_forget", lambda: city.post(officer, "roster:heading_forget", {}, first_heading(RosterHeading))
    yield from transfer_acts(city)


def first_heading(model: type[RosterHeading] | type[BlacklistHeading]) -> int:
    return model.objects.order_by("pk").values_list("pk", flat=True)[0]


def transfer_acts(city: City) -> Iterator[Act]:
    other = make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
    lines = [roster_line(serial) for serial in (71, 72, 73)]
    put_in_force(city.officer, lines, mode="changes")
    named = preview(other, lines, mode="changes")
    verified = {"problems_verified": "on"}
    yield "roster:submission_confirm", lambda: city.post(other, "roster:submission_confirm", verified, named.pk)

    def transfer(serial: int) -> Transfer:
        return Transfer.objects.get(certification__enterprise__uscc=uscc_of(serial))

    yield "roster:transfer_agree", lambda: city.post(city.officer, "roster:transfer_agree", {}, transfer(71).pk)
    reason = {"reason": "尚未办结"}
    yield "roster:transfer_decline", lambda: city.post(city.officer, "roster:transfer_decline", reason, transfer(72).pk)
    yield "roster:transfer_withdraw", lambda: city.post(other, "roster:transfer_withdraw", reason, transfer(73).pk)


def blacklist_acts(city: City) -> Iterator[Act]:
    credit, today = city.credit, timezone.localdate().isoformat()
    blacklist = Blacklist.objects.get(code="court-defaulters")
    settings_of = {"name": "某领域", "authority": "某部门", "legal_basis": "", "code": "some-sector"}
    yield "blacklists:blacklist_create", lambda: city.post(credit, "blacklists:blacklist_create", settings_of)
    changed = {"name": "某领域", "authority": "另一部门", "legal_basis": ""}
    yield "screening:blacklist_edit", lambda: city.post(credit, "screening:blacklist_edit", changed, "some-sector")
    switched = {"excludes": "1", "document": "某办法", "paragraph": "第三条", "reason": "纪要"}
    for answer in ("reject", "approve"):
        yield (
            "screening:blacklist_switch",
            lambda: city.post(credit, "screening:blacklist_switch", switched, "some-sector"),
        )
        address = f"screening:blacklist_switch_{answer}"
        yield address, lambda address=address: city.post(city.second, address, shown_switch(), "some-sector")
    unused = {"reason": "来源单位尚未提供"}
    for act in ("declare_unused", "withdraw_declaration", "declare_unused"):
        address = f"blacklists:blacklist_{act}"
        yield address, lambda address=address: city.post(credit, address, unused, "some-sector")
    content = xlsx(BLACKLIST_HEAD, [blacklist_line("甲公司")])
    file = {"blacklist": blacklist.pk, "mode": "changes", "as_of": today, "file": upload(content)}
    yield "blacklists:import_create", lambda: city.post(credit, "blacklists:import_create", file)
    first = read_entries(credit, "court-defaulters", [blacklist_line("乙公司")], mode="changes")
    yield "blacklists:import_withdraw", lambda: city.post(credit, "blacklists:import_withdraw", {}, first.pk)
    second = read_entries(credit, "court-defaulters", [blacklist_line("丙公司")], mode="changes")
    third = read_entries(
        credit, "court-defaulters", [blacklist_line("戊公司"), blacklist_line("己公司")], mode="changes"
    )
    row = {"lines": "3", "decision": "not_enterprise"}
    yield "blacklists:import_decide_rows", lambda: city.post(credit, "blacklists:import_decide_rows", row, third.pk)
    fourth = read_entries(credit, "court-defaulters", [blacklist_line("庚公司")], mode="changes")
    day = {"as_of": today}
    yield "blacklists:import_as_of", lambda: city.post(credit, "blacklists:import_as_of", day, fourth.pk)
    yield "blacklists:import_confirm", lambda: city.post(credit, "blacklists:import_confirm", {}, second.pk)
    wrong = read_entries(credit, "court-defaulters", [blacklist_line("戊公司", uscc="9137")], mode="changes")
    sheet = {"sheet": wrong.reading["sheets"][0]["name"], "header_line": "2", "name": "A", "uscc": "B"}
    yield "blacklists:import_layout", lambda: city.post(credit, "blacklists:import_layout", sheet, wrong.pk)
    yield (
        "blacklists:heading_forget",
        lambda: city.post(credit, "blacklists:heading_forget", {}, first_heading(BlacklistHeading)),
    )
    faulty = read_entries(credit, "court-defaulters", [blacklist_line("己公司", uscc="9137")], mode="changes")
    cell = {"cell-3-uscc": uscc_of(9)}
    yield "blacklists:import_correct", lambda: city.post(credit, "blacklists:import_correct", cell, faulty.pk)
    entries = '{"entries": [{"name": "丁公司", "document_number": "1号"}]}'
    yield (
        "blacklists_api:entries_push",
        lambda: city.push(
            credit, "blacklists_api:entries_push", entries, "court-defaulters", content_type="application/json"
        ),
    )
    feed = {
        "blacklist": blacklist.pk,
        "address": "https://data.example/list.json",
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
    }
    yield "blacklists:feed_create", lambda: city.post(credit, "blacklists:feed_create", feed)
    edited = {**feed, "every_minutes": 30, "token": "secret"}
    yield "blacklists:feed_edit", lambda: city.post(credit, "blacklists:feed_edit", edited, the_feed().pk)
    yield "blacklists:feed_pull", lambda: city.post(credit, "blacklists:feed_pull", {}, the_feed().pk)
    for enabled in ("false", "true"):
        yield (
            "blacklists:feed_switch",
            lambda enabled=enabled: city.post(credit, "blacklists:feed_switch", {"enabled": enabled}, the_feed().pk),
        )


def the_feed() -> BlacklistFeed:
    return BlacklistFeed.objects.get()


def shown_switch() -> dict[str, Any]:
    """The proposed switch that the page shows, and a reason."""
    return {"version": Blacklist.objects.get(code="some-sector").approval_id, "reason": "依据不足"}


@pytest.mark.django_db
def test_every_post_writes_an_event_that_the_audit_list_shows_in_chinese() -> None:
    silent, done = [], set()
    with recorded_locks() as transactions:
        for name, act in acts(City()):
            before, nameless = recorded(), history_without_request()
            response = act()
            done.add(name)
            assert history_without_request() == nameless, name
            if response.status_code not in (200, 201, 202, 302) or recorded() == before:
                silent.append((name, response.status_code, response.content.decode()[:200]))
    assert not silent
    assert transactions
    assert (out_of_order(transactions), unordered(transactions)) == ([], [])
    named = {route.name for route in routes() if not route.path.startswith("/admin/")}
    assert named - READS - NOT_RECORDED - done == set()
    assert named >= READS
    types = set(AuditEvent.objects.values_list("type", flat=True))
    assert set(EventType.values) - types == TYPES_WITHOUT_POST
    check_history()
    check_audit_list()


def recorded() -> int:
    """Count the events, without those of the sessions that the test opens for itself."""
    return AuditEvent.objects.exclude(type=EventType.SIGNED_IN, address=None).count()


def history_without_request() -> int:
    """Count the events of history without a request; the test prepares objects by actions."""
    counts = (model.objects.exclude(pgh_context__has_key="url").order_by().values("pgh_label") for model in HISTORY)
    first, *others = (count.annotate(events=Count("pk")).values_list("events", flat=True) for count in counts)
    return sum(first.union(*others, all=True))


def check_history() -> None:
    """Each event of history that a request wrote names its address and the user whom its audit event names."""
    actors = dict(AuditEvent.objects.values_list("request_id", "actor_id"))
    named = 0
    for model in HISTORY:
        for key, context in model.objects.exclude(pgh_context_id=None).values_list("pgh_context_id", "pgh_context"):
            assert context["user"] == actors[key.hex], (model, context)
            assert context["url"].startswith("/")
            named += 1
    assert named > 20


def check_audit_list() -> None:
    """Read the whole audit list as a page and as a file: it has every event, and no English key or code."""
    client = Client()
    client.force_login(make_user(Role.AUDITOR))
    url = reverse("workbench:audit_list")
    client.get(url, {"format": "csv", "kind": "sign_in"})
    for text in ("济南", "王小明"):
        client.get(reverse("feedback:enterprise_list"), {"q": text})
    b"".join(client.get(reverse("roster:submission_file", args=[RosterSubmission.objects.earliest("pk").pk])))
    shown, after = [], {}
    while True:
        page = client.get(url, after)
        shown += re.findall(r'<div class="detail">(.*?)</div>', page.content.decode())
        if not page.context["page"].after:
            break
        after = {"after": page.context["page"].after}
    events = list(AuditEvent.objects.all())
    lines = list(csv.DictReader(io.StringIO(client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig"))))
    assert len(lines) == len(events)
    used = {key for event in events for key in (*event.data, *event.changes)}
    # The path of a refusal: test_reads.py.
    assert set(TITLES) - {"path"} <= used, "titles that no event uses"
    assert len(shown) == sum(len(event.data) + len(event.changes) for event in events)
    assert not [text for text in (*shown, *(line["详情"] for line in lines)) if ENGLISH.search(URL.sub("", text))]


@pytest.mark.django_db
def test_change_in_the_admin_records_every_changed_field() -> None:
    city = City()
    for _, act in list(admin_acts(city)):
        act()
    moved = AuditEvent.objects.get(type=EventType.ACCOUNT_CHANGED, target_text="新人")
    assert moved.changes == {"department": ["市税务局", "市生态环境局"]}
    amended = AuditEvent.objects.get(type=EventType.MEASURE_CHANGED)
    before, after = amended.changes["departments"]
    assert (before, sorted(after)) == (["市税务局"], sorted(["市税务局", "泉城海关"]))
    assert AuditEvent.objects.filter(type=EventType.PASSWORD_RESET, target_text="新人").exists()
    assert not [event for event in AuditEvent.objects.all() if "Passwort" in f"{event.data}{event.changes}"]


@pytest.mark.django_db
def test_save_in_the_admin_without_a_change_records_nothing() -> None:
    city = City()
    for _, act in list(admin_acts(city)):
        act()
    events = recorded()
    department = Department.objects.get(code="quancheng-customs")
    account = {"username": "xinren1", "full_name": "新人", "role": Role.DEPARTMENT, "is_active": "on"}
    for model, data, pk in (
        (
            "accounts_user",
            {**account, "department": newcomer().department_id, "email": newcomer().email},
            newcomer().pk,
        ),
        ("accounts_department", {"name": department.name, "customs_code_prefixes": "37016"}, department.pk),
    ):
        assert city.post(city.system, f"admin:{model}_change", data, pk).status_code == 302, model
    assert recorded() == events
