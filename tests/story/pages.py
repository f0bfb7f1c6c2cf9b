"""The pages that test_screenshots.py opens: each with its user, and what of the demo city it shows."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from audit.types import EventType
from blacklists.models import BlacklistEntry, BlacklistFeed, BlacklistImport
from certificates.models import Certificate, Checkpoint
from demo.city.enterprises import CAST
from feedback.models import (
    Announcement,
    DepartmentMonth,
    Inquiry,
    LookupBatch,
    MeasureApplication,
    Notice,
    SavedSearch,
    StopAdvice,
    ViolationReport,
)
from feedback.states import AdviceState, InquiryState, NoticeKind
from incentives.models import ActionPlan, Measure
from publicity.models import Bulletin, IncentiveCase, Objection, Publication
from publicity.models.publications import publishable_standings
from reorganisations.models import Reorganisation
from reports.models import PeriodReport
from roster.models import Enterprise, ListRules, RosterSubmission, Transfer
from screening.actions.receipts import record_view
from screening.models import Revocation, Screening, ScreeningHit, Standing, Suspension
from webhooks.models import Endpoint

# Route → why there is no page to look at.
NOT_PAGES = {
    "healthz": "JSON",
    "publicity:security_contact": "plain text",
    "publicity:robots": "plain text",
    "publicity:sitemap_index": "XML",
    "publicity:sitemap": "XML",
    "publicity:favicon": "a redirect",
    "publicity:open_data_manifest": "JSON",
    "publicity:open_data_day": "JSON",
    "publicity:open_data_schema": "JSON",
    "publicity:open_data_dictionary": "CSV",
    "publicity:open_data_file": "a download",
    "publicity:open_data_feed": "Atom",
    "workbench:audit_object": "a redirect",
    "staffing:proposal_approve": "POST only",
    "staffing:proposal_reject": "POST only",
    "staffing:absence_end": "POST only",
    "accounts:link_made": "shows a link that was just made; tests/accounts/test_password_links.py opens it",
    "accounts:password_link": "opened by a link; tests/accounts/test_password_links.py opens it",
    "accounts:token_issued": "shows a token that was just issued; tests/accounts/test_tokens.py opens it",
    "publicity:type_size": "a redirect",
    "publicity:objection_filed": "shows a code that was just given; tests/publicity/test_public_objections.py opens it",
    "publicity:objection_evidence": "a download",
    "publicity:objection_mark": "POST only",
    "publicity:objection_unmark": "POST only",
    "publicity:bulletin_approve": "POST only",
    "publicity:bulletin_close": "POST only",
    "publicity:hold_lift": "POST only",
    "publicity:removal_submit": "POST only",
    "readyz": "JSON",
    "accounts:logout": "POST only",
    "accounts:export_detail": "while a worker makes a file; tests/exports looks at it",
    "publicity:export_detail": "while a worker makes a file; tests/exports looks at it",
    "accounts:export_file": "a download",
    "publicity:export_file": "a download",
    "drafts:draft_discard": "POST only",
    "accounts:password_change_done": "after changing the password",
    "accounts:factor_check": "after giving the password",
    "accounts:session_end": "POST only",
    "accounts:sessions_end": "POST only",
    "roster:submission_progress": "a fragment",
    "roster:submission_confirm": "POST only",
    "roster:submission_withdraw": "POST only",
    "roster:submission_file": "a download",
    "roster:submission_layout": "POST only",
    "roster:submission_correct": "POST only",
    "roster:submission_decide_rows": "POST only",
    "roster:submission_as_of": "POST only",
    "roster:submission_set_aside": "a download",
    "roster:submission_marked": "a download",
    "roster:submission_bundle": "a download",
    "roster:heading_forget": "POST only",
    "roster:rules_withdraw": "POST only",
    "roster:rules_file": "a download",
    "publicity:rules_file": "a download",
    "roster:transfer_agree": "POST only",
    "roster:transfer_decline": "POST only",
    "roster:transfer_withdraw": "POST only",
    "blacklists:blacklist_declare_unused": "POST only",
    "blacklists:blacklist_withdraw_declaration": "POST only",
    "screening:blacklist_switch_approve": "POST only",
    "screening:blacklist_switch_reject": "POST only",
    "api_schema": "JSON",
    "api_docs": "mostly drawn by Swagger UI; tests/test_api_docs.py looks at it",
    "blacklists:import_progress": "a fragment",
    "blacklists:import_confirm": "POST only",
    "blacklists:import_approve": "POST only",
    "blacklists:import_reject": "POST only",
    "blacklists:import_withdraw": "POST only",
    "blacklists:import_decide_rows": "POST only",
    "blacklists:import_as_of": "POST only",
    "blacklists:import_set_aside": "a download",
    "blacklists:import_file": "a download",
    "blacklists:import_layout": "POST only",
    "blacklists:import_correct": "POST only",
    "blacklists:import_marked": "a download",
    "blacklists:heading_forget": "POST only",
    "blacklists:feed_pull": "POST only",
    "blacklists:feed_switch": "POST only",
    "screening:screening_retry": "POST only",
    "screening:screening_repeat": "POST only",
    "screening:screening_progress": "a fragment",
    "screening:hits_approve": "asks for a second credit administrator; tests/story/test_desk.py looks at it",
    "screening:hit_reject": "POST only",
    "screening:match_policy_approve": "POST only",
    "screening:match_policy_reject": "POST only",
    "screening:hit_reopen": "POST only",
    "screening:restoration_approve": "POST only",
    "screening:restoration_reject": "POST only",
    "screening:lifting_approve": "POST only",
    "screening:lifting_reject": "POST only",
    **dict.fromkeys(
        [f"webhooks:{name}" for name in ("endpoint_test", "deliveries_again", "deliveries_since", "key_exchange")],
        "POST only",
    ),
    "webhooks:key_issued": "shows a secret that was just made; tests/webhooks/test_pages.py opens it",
    "certificates:certificate_file": "a download",
    "reports:dashboard_count": "POST only",
    "reports:period_report_request": "waits for a worker; tests/reports/test_requested_reports.py looks at it",
    "feedback:evidence_download": "a download",
    "reports:period_report_file": "a download",
    "reports:supervision_file": "a download",
    "certificates:certificate_pdf": "a download",
    "certificates:checkpoint": "plain text",
    "certificates:checkpoint_file": "a download",
    "certificates:checkpoint_upload": "POST only",
    "certificates:checkpoint_cosign": "POST only",
    "certificates:tile": "bytes",
    "certificates:keys": "JSON",
    "certificates:status_list": "plain text",
    "feedback:application_batch_blank": "a download",
    "roster:submission_blank": "a download",
    "blacklists:import_blank": "a download",
    "feedback:enterprise_follow": "POST only",
    "feedback:enterprise_unfollow": "POST only",
    "feedback:search_delete": "POST only",
    "feedback:application_acknowledge": "POST only",
    "feedback:application_undo": "POST only",
    "feedback:answer_undo": "POST only",
    "feedback:notice_read": "POST only",
    "feedback:lookup_progress": "while a worker answers; tests/feedback/test_lookups.py looks at it",
    "feedback:lookup_choose": "POST only",
    "feedback:notices_read": "POST only",
    "feedback:notice_acknowledge": "POST only",
    "feedback:notices_acknowledge": "POST only",
    **dict.fromkeys(
        [
            f"feedback:{name}"
            for name in ("month_confirm", "receipts_receive", "application_receive", "inquiry_read", "report_receive")
        ],
        "POST only",
    ),
    "feedback:typical_withdraw": "POST only",
    "feedback:enterprise_suggestions": "a fragment",
    **dict.fromkeys(
        [f"feedback:{kind}_assign_several" for kind in ("advice", "inquiry", "report")],
        "asks for ticked rows; tests/feedback/test_assign_several.py looks at it",
    ),
    "feedback:advice_answer": "asks for ticked advice; tests/feedback/test_several.py looks at it",
}


class Shown(NamedTuple):
    """A page to open: the name of its picture, the user, the route, and its argument (or several) or query.

    What depends on the demo city is a function, which is called when the city is loaded.
    """

    picture: str
    username: str
    url_name: str
    argument: Callable[[], object] | None = None
    query: str | Callable[[], str] = ""

    def path(self) -> str:
        argument = self.argument() if self.argument else ()
        query = self.query if isinstance(self.query, str) else self.query()
        return reverse(self.url_name, args=argument if isinstance(argument, tuple) else (argument,)) + query


def newest(model: type[Model], **having: object) -> Callable[[], object]:
    return lambda: model._default_manager.filter(**having).latest("pk").pk


def public_case() -> object:
    return IncentiveCase.objects.visible().latest("pk").pk


own_application = newest(MeasureApplication, department__code="tax")


open_inquiry = newest(Inquiry, state=InquiryState.OPEN, application__in_charge__code="tax")
open_advice = newest(StopAdvice, state=AdviceState.OPEN, application__in_charge__code="ecology")


def uscc(enterprise: str) -> Callable[[], object]:
    return lambda: getattr(CAST, enterprise).uscc


def measure(number: int) -> Callable[[], object]:
    return lambda: Measure.objects.get(number=number).pk


def chosen_measure() -> str:
    return f"?measure={Measure.objects.get(number=32).pk}"


def eligible_enterprises() -> str:
    """Tick the three enterprises that became eligible last."""
    newest = Standing.objects.current().eligible().order_by("-since", "-pk").values_list("enterprise", flat=True)
    return "?" + "&".join(f"enterprise={pk}" for pk in newest[:3])


def public_enterprise() -> object:
    return Publication.objects.visible().latest("pk").pk


def objection_without_opinion() -> object:
    return Objection.objects.without_opinion().filter(office__code="quancheng-customs").latest("pk").pk


def held_back() -> str:
    """Tick the two enterprises that join first."""
    joining = publishable_standings().order_by("enterprise").values_list("enterprise", flat=True)
    return "?" + "&".join(f"enterprises={pk}" for pk in joining[:2])


def amended_measure() -> object:
    return (Measure.objects.get(number=32).pk, "amend")


def issued_certificate() -> object:
    return Certificate.objects.latest("pk").number


@cache
def receipt() -> str:
    """Look an enterprise up, and return number and code of the receipt."""
    enterprise, now = Enterprise.objects.get(uscc=CAST.case_hero.uscc), timezone.now()
    number, code = record_view(
        EventType.ENTERPRISE_VIEWED,
        enterprise=enterprise,
        on=timezone.localdate(now),
        known_at=now,
        standing=enterprise.standing.pk,
        by=User.objects.get(username="shenpi"),
    )
    return f"?number={number}&code={code}"


def transfer() -> object:
    return ("transfer", Department.objects.get(code="market-supervision").pk)


PAGES = (
    Shown("public-home", "", "publicity:home"),
    Shown("public-enterprises", "", "publicity:enterprise_list"),
    Shown("public-enterprises-none", "", "publicity:enterprise_list", query="?q=没有这家企业"),
    Shown("public-enterprise", "", "publicity:enterprise_detail", uscc("case_hero")),
    Shown("public-updates", "", "publicity:update_list"),
    Shown("public-cases", "", "publicity:case_list"),
    Shown("public-case", "", "publicity:case_detail", public_case),
    Shown("public-measures", "", "publicity:measure_list"),
    Shown("public-plan", "", "publicity:plan"),
    Shown("public-rules", "", "publicity:rules_list"),
    Shown("public-site-map", "", "publicity:site_map"),
    Shown("public-accessibility", "", "publicity:accessibility"),
    Shown("public-open-data", "", "publicity:open_data"),
    Shown("public-objections", "", "publicity:objection_guide"),
    Shown("public-objection-new", "", "publicity:objection_file"),
    Shown("public-objection-status", "", "publicity:objection_status"),
    Shown("public-verification", "", "certificates:verification"),
    Shown("public-verified", "", "certificates:verification_detail", issued_certificate),
    Shown("login", "", "accounts:login"),
    Shown("password", "shuiwu", "accounts:password_change"),
    Shown("sessions", "shuiwu", "accounts:session_list"),
    Shown("second-factor", "shuiwu", "accounts:factor"),
    Shown("recovery-codes", "shuiwu", "accounts:recovery_codes"),
    Shown("codes", "shenji", "accounts:code_list"),
    Shown("account-changes", "shenji", "staffing:proposal_list"),
    Shown("confirm", "xinyong", "accounts:confirm"),
    Shown("purpose", "shenpi", "accounts:purpose"),
    Shown("audit", "shenji", "workbench:audit_list"),
    Shown("home-customs", "quancheng", "workbench:home"),
    Shown("home-department", "shuiwu", "workbench:home"),
    Shown("home-credit", "xinyong", "workbench:home"),
    Shown("home-system", "xitong", "workbench:home"),
    Shown("home-auditor", "shenji", "workbench:home"),
    Shown("submissions", "quancheng", "roster:submission_list"),
    Shown("remembered headings", "quancheng", "roster:heading_list"),
    Shown("submission-new", "quancheng", "roster:submission_create"),
    Shown("submission-mistakes", "quancheng", "roster:submission_detail", newest(RosterSubmission, status="checked")),
    Shown(
        "submission-confirmed",
        "laiwu",
        "roster:submission_detail",
        newest(RosterSubmission, status="confirmed", office__code="laiwu-customs", mode="full"),
    ),
    Shown("submission-transfers", "laiwu", "roster:submission_detail", newest(RosterSubmission, rows__kind="transfer")),
    Shown("rules", "quancheng", "roster:rules_list"),
    Shown("rules-new", "quancheng", "roster:rules_create"),
    Shown("rules-one", "quancheng", "roster:rules_detail", newest(ListRules, office__code="quancheng-customs")),
    Shown("transfers", "quancheng", "roster:transfer_list"),
    Shown("transfer-asked", "laiwu", "roster:transfer_detail", newest(Transfer)),
    Shown("transfer-to-decide", "quancheng", "roster:transfer_detail", newest(Transfer)),
    Shown("roster-new", "quancheng", "roster:roster_detail"),
    Shown("roster-on-a-day", "quancheng", "roster:roster_detail", query=f"?day={date.today()}"),
    Shown("blacklists", "xinyong", "blacklists:blacklist_list"),
    Shown("blacklist", "xinyong", "blacklists:blacklist_detail", lambda: "court-defaulters"),
    Shown("blacklist-new", "xinyong", "blacklists:blacklist_create"),
    Shown("blacklist-switch", "xinyong", "screening:blacklist_switch", lambda: "abnormal-operation"),
    Shown("blacklist-edit", "xinyong", "screening:blacklist_edit", lambda: "abnormal-operation"),
    Shown("blacklist-entry", "xinyong", "blacklists:entry_detail", newest(BlacklistEntry, hits__match_type="uscc")),
    Shown("import-new", "xinyong", "blacklists:import_create"),
    Shown("import", "xinyong", "blacklists:import_detail", newest(BlacklistImport)),
    Shown("feeds", "xinyong", "blacklists:feed_list"),
    Shown("feed", "xinyong", "blacklists:feed_detail", newest(BlacklistFeed)),
    Shown("feed-new", "xinyong", "blacklists:feed_create"),
    Shown("feed-edit", "xinyong", "blacklists:feed_edit", newest(BlacklistFeed)),
    Shown("screenings", "xinyong", "screening:screening_list"),
    Shown("screening", "xinyong", "screening:screening_detail", newest(Screening, trigger="blacklist")),
    Shown("screening-repeat", "xinyong", "screening:screening_detail", newest(Screening, trigger="repeat")),
    Shown("screening-trial", "xinyong", "screening:screening_detail", newest(Screening, is_trial=True)),
    Shown("screening-chunks", "xinyong", "screening:screening_chunks", newest(Screening)),
    Shown("screening-everything", "xinyong", "screening:screening_create"),
    Shown("thresholds-try", "xinyong", "screening:thresholds_trial"),
    Shown("thresholds-apply", "xinyong", "screening:thresholds_apply", newest(Screening, is_trial=True)),
    Shown("hits", "xinyong", "screening:hit_list"),
    Shown(
        "hit-possible", "xinyong", "screening:hit_detail", newest(ScreeningHit, match_type="name", decision="undecided")
    ),
    Shown("hit-counting", "xinyong", "screening:hit_detail", newest(ScreeningHit, match_type="uscc")),
    Shown("hits-decide", "xinyong", "screening:hits_decide", query="?filtered=1"),
    Shown("match-policy", "xinyong", "screening:match_policy"),
    Shown("revoke", "quancheng", "screening:revocation_create", uscc("case_hero")),
    Shown("suspend", "quancheng", "screening:suspension_create", uscc("case_hero")),
    Shown("restore", "quancheng", "screening:revocation_restore", newest(Revocation)),
    Shown("lift", "quancheng", "screening:suspension_lift", newest(Suspension, lifted_on=None)),
    Shown("enterprises", "shuiwu", "feedback:enterprise_list", query="?q=进出口"),
    Shown("searches", "shuiwu", "feedback:search_list"),
    Shown("search-new", "shuiwu", "feedback:search_create", query="?query=state%3Deligible"),
    Shown("search-rename", "shuiwu", "feedback:search_rename", newest(SavedSearch, user__username="shuiwu")),
    Shown("enterprise-eligible", "shuiwu", "feedback:enterprise_detail", uscc("case_hero")),
    Shown("enterprise-blocked", "xinyong", "feedback:enterprise_detail", uscc("blocked_by_uscc")),
    Shown("enterprise-possible", "xinyong", "feedback:enterprise_detail", uscc("possible_match")),
    Shown("enterprise-revoked", "quancheng", "feedback:enterprise_detail", uscc("revoked")),
    Shown("standing-eligible", "shuiwu", "screening:standing_detail", uscc("case_hero")),
    Shown("standing-blocked", "xinyong", "screening:standing_detail", uscc("blocked_by_uscc")),
    Shown("standing-possible", "xinyong", "screening:standing_detail", uscc("possible_match")),
    Shown("standing-revoked", "quancheng", "screening:standing_detail", uscc("revoked")),
    Shown("receipt", "shuiwu", "screening:receipt_check", query=receipt),
    Shown("apply", "shuiwu", "feedback:application_create", uscc("case_hero"), query=chosen_measure),
    Shown("apply-choose", "shuiwu", "feedback:application_create", uscc("case_hero")),
    Shown("applications", "xinyong", "feedback:application_list"),
    Shown("application", "shuiwu", "feedback:application_detail", newest(MeasureApplication, measure__number=32)),
    Shown("application-correct", "shuiwu", "feedback:application_correct", own_application),
    Shown("application-batch", "shuiwu", "feedback:application_batch"),
    Shown("drafts", "shuiwu", "feedback:draft_list"),
    Shown("opportunities", "shuiwu", "feedback:opportunity_list"),
    Shown("opportunity", "shuiwu", "feedback:opportunity_detail", measure(34)),
    Shown("opportunity-apply", "shuiwu", "feedback:opportunity_apply", measure(34), query=eligible_enterprises),
    Shown("application-supplement", "shuiwu", "feedback:application_supplement", own_application),
    Shown("application-stop", "shuiwu", "feedback:application_stop", own_application),
    Shown("application-cancel", "shuiwu", "feedback:application_cancel", own_application),
    Shown("lookups", "shuiwu", "feedback:lookup_list"),
    Shown("lookup-new", "shuiwu", "feedback:lookup_create"),
    Shown("lookup", "shuiwu", "feedback:lookup_detail", newest(LookupBatch)),
    Shown("report-new", "shuiwu", "feedback:report_create", uscc("case_hero")),
    Shown("certificate-new", "shuiwu", "certificates:certificate_create", uscc("case_hero")),
    Shown("certificate", "shuiwu", "certificates:certificate_detail", issued_certificate),
    Shown("checkpoints", "quancheng", "certificates:checkpoint_list"),
    Shown("checkpoint", "quancheng", "certificates:checkpoint_detail", newest(Checkpoint)),
    Shown("cosigning-key", "laiwu", "certificates:cosigning_key_create"),
    Shown("reports", "quancheng", "feedback:report_list"),
    Shown("report", "quancheng", "feedback:report_detail", newest(ViolationReport)),
    Shown("report-supplement", "caizheng", "feedback:report_supplement", newest(ViolationReport, state="open")),
    Shown("report-withdraw", "caizheng", "feedback:report_withdraw", newest(ViolationReport, state="open")),
    Shown("report-assign", "quancheng", "feedback:report_assign", newest(ViolationReport, state="open")),
    Shown("report-decide", "quancheng", "feedback:report_decide", newest(ViolationReport, state="open")),
    Shown("dashboard", "xinyong", "reports:dashboard"),
    Shown("dashboard-department", "shuiwu", "reports:dashboard", query="?period=last_12_months"),
    Shown("big-screen", "xinyong", "reports:big_screen"),
    Shown("public-clock", "", "reports:public_clock"),
    Shown("period-reports", "shuiwu", "reports:period_report_list"),
    Shown("period-report", "xinyong", "reports:period_report_detail", newest(PeriodReport)),
    Shown("period-report-new", "xinyong", "reports:period_report_create"),
    Shown("period-report-correct", "xinyong", "reports:period_report_correct", newest(PeriodReport, kind="month")),
    Shown("period-report-enterprises", "xinyong", "reports:period_report_enterprises", newest(PeriodReport)),
    Shown("supervision", "xinyong", "reports:supervision_list"),
    Shown("notices", "shuiwu", "feedback:notice_list"),
    Shown("notice", "shuiwu", "feedback:notice_detail", newest(Notice, department__code="tax", kind=NoticeKind.ADDED)),
    Shown("announcements", "xinyong", "feedback:announcement_list"),
    Shown("announcement", "xinyong", "feedback:announcement_detail", newest(Announcement, kind=NoticeKind.LOST)),
    Shown("overdue-notices", "xinyong", "feedback:overdue_notice_list"),
    Shown("receipts", "quancheng", "feedback:receipt_list"),
    Shown("inquiries", "shuiwu", "feedback:inquiry_list"),
    Shown("inquiry", "shuiwu", "feedback:inquiry_detail", newest(Inquiry, application__department__code="tax")),
    Shown("unattended", "xinyong", "feedback:unattended_list"),
    Shown("absences", "shuiwu", "staffing:absence_list"),
    Shown("absence-new", "shuiwu", "staffing:absence_create"),
    Shown("inquiry-assign", "shuiwu", "feedback:inquiry_assign", open_inquiry),
    Shown("inquiry-ask", "quancheng", "feedback:inquiry_create", own_application),
    Shown("typical", "xinyong", "feedback:typical_create", own_application),
    Shown("months", "shuiwu", "feedback:month_list"),
    Shown("month", "shuiwu", "feedback:month_detail", newest(DepartmentMonth, department__code="tax")),
    Shown("months-table", "xinyong", "feedback:month_table"),
    Shown("advice", "shuiwu", "feedback:advice_list"),
    Shown("overdue", "xinyong", "feedback:overdue_list"),
    Shown("revocations", "shuiwu", "feedback:revocation_list"),
    Shown("revocation", "shengtai", "feedback:revocation_detail", newest(Revocation, measures__isnull=False)),
    Shown("advice-assign", "shengtai", "feedback:advice_assign", open_advice),
    Shown("advice-answer", "shuiwu", "feedback:advice_detail", newest(StopAdvice, application__measure__number=31)),
    Shown(
        "answer-correct",
        "shuiwu",
        "feedback:answer_correct",
        newest(StopAdvice, department__code="tax", answered_at__isnull=False),
    ),
    Shown("publications", "xinyong", "publicity:publication_list"),
    Shown("publication-check", "xinyong", "publicity:publication_create"),
    Shown("withdrawal-check", "xinyong", "publicity:publication_withdraw", public_enterprise),
    Shown("publications-held", "xinyong", "publicity:publication_list", query="?shown=held"),
    Shown("publications-left", "xinyong", "publicity:publication_list", query="?shown=left"),
    Shown("publications-published", "xinyong", "publicity:publication_list", query="?shown=published"),
    Shown("publication-hold", "xinyong", "publicity:publication_hold", query=held_back),
    Shown("seen", "xinyong", "publicity:seen_list"),
    Shown("bulletins", "xinyong", "publicity:bulletin_list"),
    Shown("bulletin", "xinyong", "publicity:bulletin_detail", newest(Bulletin, state="published")),
    Shown("bulletin-changed", "xinyong", "publicity:bulletin_detail", newest(Bulletin), query="?shown=changed"),
    Shown("case-check", "xinyong", "publicity:case_publish", public_case),
    Shown("case-withdrawal-check", "xinyong", "publicity:case_withdraw", public_case),
    Shown("case-admin", "xinyong", "publicity:case_admin"),
    Shown("removals", "xinyong", "publicity:removal_list"),
    Shown("case-new", "xinyong", "publicity:case_create"),
    Shown("case-edit", "xinyong", "publicity:case_edit", newest(IncentiveCase)),
    Shown("objections", "xinyong", "publicity:objection_list"),
    Shown("objection-new", "xinyong", "publicity:objection_create"),
    Shown("objection", "xinyong", "publicity:objection_detail", newest(Objection)),
    Shown("objection-opinion", "quancheng", "publicity:objection_opinion", objection_without_opinion),
    Shown("objection-answer", "xinyong", "publicity:objection_answer", newest(Objection, state="waiting")),
    Shown("admin", "xitong", "admin:index"),
    Shown("admin-users", "xitong", "admin:accounts_user_changelist"),
    Shown("admin-user", "xitong", "admin:accounts_user_change", newest(User)),
    Shown("admin-departments", "xitong", "admin:accounts_department_changelist"),
    Shown("admin-tokens", "xitong", "admin:accounts_apitoken_changelist"),
    Shown("admin-cosigning-keys", "xitong", "admin:certificates_cosigningkey_changelist"),
    Shown("admin-cosigning-key-new", "xitong", "admin:certificates_cosigningkey_add"),
    Shown("webhooks", "xitong", "webhooks:endpoint_list"),
    Shown("webhook", "xitong", "webhooks:endpoint_detail", newest(Endpoint)),
    Shown("admin-webhook-new", "xitong", "admin:webhooks_endpoint_add"),
    Shown("admin-mailboxes", "xitong", "admin:mailing_mailbox_changelist"),
    Shown("admin-mailbox-new", "xitong", "admin:mailing_mailbox_add"),
    Shown("admin-mails", "xitong", "admin:mailing_mail_changelist"),
    Shown("admin-year-new", "xitong", "admin:workdays_calendaryear_add"),
    Shown("admin-measures", "xitong", "admin:incentives_measure_changelist"),
    Shown("admin-measure", "xitong", "admin:incentives_measure_change", measure(32)),
    Shown("admin-amend", "xitong", "admin:incentives_measure_act", amended_measure),
    Shown("admin-plans", "xitong", "admin:incentives_actionplan_changelist"),
    Shown("admin-plan-proposed", "xitong", "admin:incentives_actionplan_change", newest(ActionPlan)),
    Shown("admin-plan", "xitong", "admin:incentives_actionplan_change", newest(ActionPlan, state="adopted")),
    Shown("admin-plan-new", "xitong", "admin:incentives_actionplan_add"),
    Shown("admin-measure-new", "xitong", "admin:incentives_actionplan_measure", newest(ActionPlan, state="adopted")),
    Shown("admin-department", "xitong", "admin:accounts_department_change", newest(Department, code="tax")),
    Shown("admin-transfer", "xitong", "admin:reorganisations_reorganisation_propose", transfer),
    Shown("admin-reorganisations", "xitong", "admin:reorganisations_reorganisation_changelist"),
    Shown("admin-reorganisation", "xitong", "admin:reorganisations_reorganisation_change", newest(Reorganisation)),
)
