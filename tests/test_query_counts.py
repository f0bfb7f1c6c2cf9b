"""Every list, and the page of a file in every state, needs as many queries for many rows as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.feeds import save_feed
from blacklists.actions.imports import process_import, receive_import, withdraw_import
from blacklists.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistHeading, BlacklistImport, FeedPull
from feedback.actions.applications import log_application
from feedback.actions.assignments import assign
from feedback.actions.follow import notify_standing_changes
from feedback.actions.inquiries import ask_inquiry
from feedback.actions.lookups import answer_lookup, ask_for_many
from feedback.actions.report_changes import supplement_report
from feedback.actions.reports import report_violation
from feedback.asked_lines import AskedLine
from feedback.models import DepartmentMonth, MeasureApplication
from feedback.policies import ApplicationChoices
from feedback.states import LookupMatch
from incentives.models import ActionPlan, Measure
from publicity.actions.cases import publish_case, write_case
from reorganisations.actions.proposals import propose_reorganisation
from reorganisations.models import Reorganisation
from reports.actions.dashboard import count_dashboard
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise, RosterHeading, RosterSubmission
from screening.actions.revocations import revoke_enterprise
from screening.models import Screening, ScreeningHit
from staffing.actions import enter_absence
from tests.depth import pick
from tests.factories import load_blacklists, load_reference, make_certified, make_department, make_user
from tests.feedback.month_steps import open_month
from tests.plans import adopt, propose_fictional_plan
from tests.programs import program_of
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, csv_bytes, roster_line, upload, uscc_of
from tests.steps import (
    list_entries,
    make_objection,
    make_rules,
    preview,
    publish_enterprises,
    put_in_force,
    read_entries,
    run_screenings,
)
from uploads.actions import withdraw_file
from webhooks.actions.endpoints import create_endpoint, send_test
from webhooks.models import Endpoint
from webhooks.states import EventKind
from workbench.work_items import waiting
from workdays.cache import forget_read
from workdays.site_settings import site_settings


class City:
    """Users of each role, and rows of every list, which `grow` adds."""

    def __init__(self) -> None:
        load_reference()
        load_blacklists()
        self.officer = make_user(Role.CUSTOMS)
        self.other_officer = make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
        self.credit = make_user(Role.CREDIT)
        self.clerk = make_user(Role.DEPARTMENT)
        self.auditor = make_user(Role.AUDITOR)
        self.system, self.other_system = make_user(Role.SYSTEM), make_user(Role.SYSTEM)
        self.count = 0

    def grow(self, rows: int) -> None:
        """Add this many rows to each list."""
        for _ in range(rows):
            self.count += 1
            self._lists(self.count)
            self._work()
            self._feedback()
            open_month(self.clerk.department, ago=self.count)
            self._feed(self.count)
            self._webhook()
            self._headings(self.count)
            self._plans(self.count)

    def _lists(self, number: int) -> None:
        put_in_force(self.officer, [roster_line(number)], mode="changes", as_of=timezone.localdate())
        entries = [blacklist_line(f"失信{n}公司", uscc=uscc_of(n)) for n in range(1, number + 1)]
        list_entries(self.credit, "court-defaulters", entries)
        run_screenings()
        make_rules(self.officer, in_force_from=timezone.localdate() - timedelta(days=number))
        # Each enterprise waits for its transfer to the other office.
        named = [roster_line(n) for n in range(1, number + 1)]
        put_in_force(self.other_officer, named, mode="changes", as_of=timezone.localdate())

    def _feedback(self) -> None:
        """Add an application to receive, and an inquiry about one of them, which a clerk does."""
        application = MeasureApplication.objects.earliest("pk")
        inquiry = ask_inquiry(application=application, question="是否已办结？", by=self.officer)
        colleague, today = make_user(), timezone.localdate()
        assign(work=inquiry, assignee=colleague, expected_version="", by=self.clerk)
        enter_absence(user=colleague, since=today, until=today, stand_in=self.clerk, by=self.clerk)

    def _feed(self, number: int) -> None:
        """Add a feed without recent success, which every page of the credit administrator reports."""
        data = {
            "blacklist": Blacklist.objects.get(code="court-defaulters"),
            "address": f"https://data.example/{number}",
            "mode": "changes",
        }
        feed = save_feed(feed=BlacklistFeed(), data=data, by=self.credit)
        FeedPull.objects.create(feed=BlacklistFeed.objects.order_by("pk").first())
        silent = timezone.now() - timedelta(days=9)
        last = BlacklistImport.objects.order_by("pk").last()
        BlacklistFeed.objects.filter(pk=feed.pk).update(last_success_at=silent, last_import=last)

    def _webhook(self) -> None:
        """Add an endpoint, and a delivery to the first one."""
        endpoint = Endpoint(department=self.clerk.department, name="办税系统", kinds=[EventKind.LOST])
        create_endpoint(endpoint=endpoint, by=self.system)
        send_test(endpoint=Endpoint.objects.order_by("pk")[0], by=self.clerk)

    def _headings(self, number: int) -> None:
        """Add a remembered heading of an office and of a blacklist."""
        title = {"title": f"表头{number}", "heading": f"表头{number}", "key": "name"}
        RosterHeading.objects.create(office=self.officer.department, set_by=self.officer, **title)
        blacklist = Blacklist.objects.get(code="court-defaulters")
        BlacklistHeading.objects.create(blacklist=blacklist, set_by=self.credit, **title)

    def _plans(self, number: int) -> None:
        """Add a plan in force with so many measures, a plan to be approved, and a department to be established."""
        adopt(propose_fictional_plan(2 * number, measures=number, by=self.system), by=self.other_system)
        propose_fictional_plan(2 * number + 1, by=self.other_system)
        propose_reorganisation(
            reorganisation=Reorganisation(
                act=DepartmentAct.ESTABLISH,
                day=timezone.localdate(),
                document_number="（演示）济编〔2026〕3号",
                content={"name": f"市第{number}局", "code": f"bureau-{number}"},
            ),
            by=self.other_system,
        )

    def _work(self) -> None:
        enterprise, other = make_certified(), make_certified()
        application = log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=31, plan_name=""),
            applied_on=timezone.localdate(),
            description="核定增值税发票用量。",
            choices=ApplicationChoices(condition_met=True),
            by=self.clerk,
        )
        log_application(
            enterprise=other,
            measure=Measure.objects.get(number=31, plan_name=""),
            applied_on=timezone.localdate(),
            description="核定增值税发票用量。",
            choices=ApplicationChoices(condition_met=True),
            by=self.clerk,
        )
        publish_enterprises(enterprises=[enterprise], by=self.credit)
        publish_case(case=write_case(application=application, title="案", body="例", by=self.credit), by=self.credit)
        report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="线索", by=self.clerk)
        supplement_report(report=report, facts="已移送公安机关。", by=self.clerk)
        make_objection(self.credit, enterprise=enterprise)
        revoke_enterprise(
            enterprise=other, reason="走私", document_number="8号", effective_on=timezone.localdate(), by=self.officer
        )
        notify_standing_changes()
        make_certified()


def lists(city: City) -> dict[str, tuple[object, str]]:
    """Every list page by name: the user who opens it and its URL."""
    submission = RosterSubmission.objects.filter(office=city.officer.department).order_by("-pk").first()
    asking = RosterSubmission.objects.filter(office=city.other_officer.department).order_by("-pk").first()
    long = preview(city.officer, [roster_line(n, uscc="9137") for n in range(900, 900 + city.count)])
    plan = ActionPlan.objects.adopted().latest("pk")
    # The newest one has a standing and no application.
    enterprise = Enterprise.objects.latest("pk")
    hits = "?" + "&".join(f"hit={pk}" for pk in ScreeningHit.objects.values_list("pk", flat=True))
    asked = MeasureApplication.objects.earliest("pk")
    measure = Measure.objects.get(number=34, plan_name="").pk
    count_dashboard()
    ticked = "?" + "&".join(f"enterprise={pk}" for pk in Enterprise.objects.values_list("pk", flat=True)[:40])
    return {
        "submissions": (city.officer, reverse("roster:submission_list")),
        "submission": (city.officer, reverse("roster:submission_detail", args=[submission.pk])),
        "submission with transfers": (city.other_officer, reverse("roster:submission_detail", args=[asking.pk])),
        "rules": (city.officer, reverse("roster:rules_list")),
        "public rules": (None, reverse("publicity:rules_list")),
        "transfers": (city.officer, reverse("roster:transfer_list")),
        "roster on a day": (city.officer, reverse("roster:roster_detail") + f"?day={timezone.localdate()}"),
        "transfers file": (city.officer, reverse("roster:transfer_list") + "?format=csv"),
        "problems": (city.officer, reverse("roster:submission_detail", args=[long.pk])),
        "blacklists": (city.credit, reverse("blacklists:blacklist_list")),
        "entries": (city.credit, reverse("blacklists:blacklist_detail", args=["court-defaulters"])),
        "entry": (city.credit, reverse("blacklists:entry_detail", args=[BlacklistEntry.objects.earliest("pk").pk])),
        "feeds": (city.credit, reverse("blacklists:feed_list")),
        "feed": (
            city.credit,
            reverse("blacklists:feed_detail", args=[BlacklistFeed.objects.order_by("pk").first().pk]),
        ),
        "webhooks": (city.clerk, reverse("webhooks:endpoint_list")),
        "webhook": (city.clerk, reverse("webhooks:endpoint_detail", args=[Endpoint.objects.order_by("pk")[0].pk])),
        "screenings": (city.credit, reverse("screening:screening_list")),
        "screenings file": (city.credit, reverse("screening:screening_list") + "?format=csv"),
        "screening": (city.credit, reverse("screening:screening_detail", args=[Screening.objects.latest("pk").pk])),
        "chunks": (city.credit, reverse("screening:screening_chunks", args=[Screening.objects.latest("pk").pk])),
        "hits": (city.credit, reverse("screening:hit_list")),
        "hits to decide": (city.credit, reverse("screening:hits_decide") + hits),
        "hits to approve": (city.credit, reverse("screening:hits_approve") + hits),
        "hit": (city.credit, reverse("screening:hit_detail", args=[ScreeningHit.objects.latest("pk").pk])),
        "enterprises": (city.clerk, reverse("feedback:enterprise_list")),
        "enterprises found": (city.clerk, reverse("feedback:enterprise_list") + "?q=公司"),
        "enterprise": (city.clerk, enterprise.get_absolute_url()),
        "application form": (city.clerk, reverse("feedback:application_create", args=[enterprise.uscc])),
        "opportunities": (city.clerk, reverse("feedback:opportunity_list")),
        "opportunity": (city.clerk, reverse("feedback:opportunity_detail", args=[measure])),
        "opportunity form": (city.clerk, reverse("feedback:opportunity_apply", args=[measure]) + ticked),
        "applications": (city.credit, reverse("feedback:application_list")),
        "receipts": (city.officer, reverse("feedback:receipt_list")),
        "absences": (city.clerk, reverse("staffing:absence_list")),
        "unattended": (city.credit, reverse("feedback:unattended_list")),
        "inquiries": (city.clerk, reverse("feedback:inquiry_list")),
        "application": (city.officer, reverse("feedback:application_detail", args=[asked.pk])),
        "months": (city.clerk, reverse("feedback:month_list")),
        "month": (city.clerk, reverse("feedback:month_detail", args=[DepartmentMonth.objects.latest("pk").pk])),
        "months of a year": (city.credit, reverse("feedback:month_table")),
        "reports": (city.credit, reverse("feedback:report_list")),
        "dashboard": (city.clerk, reverse("reports:dashboard")),
        "dashboard of days": (
            city.credit,
            reverse("reports:dashboard") + f"?since={timezone.localdate()}&until={timezone.localdate()}",
        ),
        "dashboard file": (city.credit, reverse("reports:dashboard") + "?format=csv"),
        "big screen": (city.credit, reverse("reports:big_screen")),
        "public clock": (None, reverse("reports:public_clock")),
        "period reports": (city.clerk, reverse("reports:period_report_list")),
        "supervision": (city.credit, reverse("reports:supervision_list")),
        "notices": (city.clerk, reverse("feedback:notice_list")),
        "announcements": (city.credit, reverse("feedback:announcement_list")),
        "advice": (city.clerk, reverse("feedback:advice_list")),
        "revocations": (city.clerk, reverse("feedback:revocation_list")),
        "home": (city.credit, reverse("workbench:home")),
        "publishable": (city.credit, reverse("publicity:publication_list")),
        "published": (city.credit, reverse("publicity:publication_list") + "?shown=published"),
        "bulletins": (city.credit, reverse("publicity:bulletin_list")),
        "seen": (city.credit, reverse("publicity:seen_list")),
        "removals": (city.credit, reverse("publicity:removal_list")),
        "updates": (None, reverse("publicity:update_list")),
        "case administration": (city.credit, reverse("publicity:case_admin")),
        "case form": (city.credit, reverse("publicity:case_create")),
        "objections": (city.credit, reverse("publicity:objection_list")),
        "audit": (city.auditor, reverse("workbench:audit_list")),
        "public list": (None, reverse("publicity:enterprise_list")),
        "public list found": (None, reverse("publicity:enterprise_list") + "?q=公司"),
        "public home": (None, reverse("publicity:home")),
        "cases": (None, reverse("publicity:case_list")),
        "measures": (None, reverse("publicity:measure_list")),
        "plans": (None, reverse("publicity:plan")),
        "open data": (None, reverse("publicity:open_data")),
        "public file": (None, reverse("publicity:enterprise_list") + "?format=csv"),
        "advice file": (city.clerk, reverse("feedback:advice_list") + "?format=csv"),
        "hits file": (city.credit, reverse("screening:hit_list") + "?format=csv"),
        "entries file": (
            city.credit,
            reverse("blacklists:blacklist_detail", args=["court-defaulters"]) + "?format=csv",
        ),
        "submissions file": (city.officer, reverse("roster:submission_list") + "?format=csv"),
        "applications file": (city.credit, reverse("feedback:application_list") + "?format=csv"),
        "reports file": (city.credit, reverse("feedback:report_list") + "?format=csv"),
        "admin users": (city.system, reverse("admin:accounts_user_changelist")),
        "admin measures": (city.system, reverse("admin:incentives_measure_changelist")),
        "admin plans": (city.system, reverse("admin:incentives_actionplan_changelist")),
        "admin plan": (city.system, reverse("admin:incentives_actionplan_change", args=[plan.pk])),
        "admin reorganisations": (city.system, reverse("admin:reorganisations_reorganisation_changelist")),
        "home of an administrator": (city.system, reverse("workbench:home")),
    }


def files(city: City) -> dict[str, tuple[object, str]]:
    """The page of a blacklist file and of a roster in every state, by name; each has as many rows as the city."""
    numbers = range(1, city.count + 1)
    entries = [blacklist_line(f"失信{n}公司", uscc="9137") for n in numbers]
    held = [blacklist_line("沅溪"), blacklist_line("合计"), *(blacklist_line("王某某") for _ in numbers)]
    rows = [roster_line(n) for n in range(800, 800 + city.count)]
    nonsense = csv_bytes(["这不是"], [["名单"]] * city.count)
    blacklist = Blacklist.objects.get(code="court-defaulters")

    def received(content: bytes) -> BlacklistImport:
        day = timezone.localdate()
        file = upload(content, "名单.csv")
        return receive_import(blacklist=blacklist, upload=file, mode="changes", as_of=day, by=city.credit)[0]

    failed, waiting = received(nonsense), received(csv_bytes(BLACKLIST_HEAD, entries))
    process_import(failed.pk)
    imports = {
        "waiting": waiting,
        "checked": read_entries(city.credit, "court-defaulters", [*entries, *held], mode="changes"),
        "confirmed": BlacklistImport.objects.confirmed().latest("pk"),
        "failed": failed,
        "withdrawn": withdraw_import(
            submission=read_entries(city.credit, "court-defaulters", [*held, *entries], mode="changes"), by=city.credit
        ),
    }
    file = upload(csv_bytes(ROSTER_HEAD, rows), "名单.csv")
    unread = receive_roster(upload=file, mode="changes", as_of=timezone.localdate(), by=city.officer)[0]
    nothing = upload(nonsense, "名单.csv")
    unreadable = receive_roster(upload=nothing, mode="changes", as_of=timezone.localdate(), by=city.officer)[0]
    process_roster(unreadable.pk)
    rosters = {
        "waiting": unread,
        "failed": unreadable,
        "withdrawn": withdraw_file(submission=preview(city.officer, rows, mode="changes"), by=city.officer),
    }
    return {
        "headings": (city.credit, reverse("roster:heading_list")),
        **{
            f"import {state}": (city.credit, reverse("blacklists:import_detail", args=[submission.pk]))
            for state, submission in imports.items()
        },
        **{
            f"roster {state}": (city.officer, reverse("roster:submission_detail", args=[submission.pk]))
            for state, submission in rosters.items()
        },
    }


def api_lists(city: City) -> dict[str, str]:
    """The lists that programs of a department read, by name."""
    names = enumerate(Enterprise.objects.order_by("pk").values_list("name", flat=True), start=1)
    lines = [AskedLine(number, LookupMatch.NONE, name) for number, name in names]
    batch = ask_for_many(lines=lines, day=timezone.localdate(), title="", by=city.clerk)
    answer_lookup(batch.pk)
    return {
        **{
            f"api {name}": reverse(f"feedback_api:{name}_list")
            for name in ("application", "lookup", "notice", "advice", "month", "revocation", "violation_report")
        },
        "api lines": reverse("feedback_api:lookup_line_list", args=[batch.pk]),
        "api enterprises": reverse("feedback_api:enterprise_list"),
        "api measures": reverse("incentives_api:measure_list"),
    }


def bar_queries(user: User | None) -> int:
    """Return the number of queries of the numbers in the bar, which every page of the user has."""
    if user is None:
        return 0
    with CaptureQueriesContext(connection) as captured:
        waiting(User.objects.select_related("department").get(pk=user.pk))
    return len(captured) - 1


def footer_queries() -> int:
    """Return the number of queries of the footer, which every page has."""
    forget_read()
    with CaptureQueriesContext(connection) as captured:
        render_to_string("_footer.html", {"SITE": site_settings, "DEMO": False})
    return len(captured)


def queries(city: City) -> dict[str, int]:
    """Return the number of queries of each list, without those of its bar and of its footer."""
    counts = {}
    for name, (user, url) in (lists(city) | files(city)).items():
        client = Client()
        if user:
            client.force_login(user)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
            assert response.status_code == 200, name
            response.getvalue()
        counts[name] = len(captured) - bar_queries(user) - footer_queries()
    for name, url in api_lists(city).items():
        program = program_of(city.clerk)
        with CaptureQueriesContext(connection) as captured:
            assert program.get(url).json()["results"], name
        counts[name] = len(captured)
    return counts


@pytest.mark.django_db
def test_pages_with_more_rows_need_as_many_queries_as_with_two() -> None:
    city = City()
    city.grow(2)
    few = queries(city)
    city.grow(pick(short=3, full=28))
    assert queries(city) == few
    assert max(few.values()) <= 28
    assert footer_queries() == 1
    assert max(map(bar_queries, (city.officer, city.credit, city.clerk, city.auditor, city.system))) <= 4
