"""Access of every role to every URL, by GET and by POST, against a table written by hand.

The same for an account that is locked out, lacks the second factor, or gave the password more than ten minutes ago.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import GRANTS, Role
from accounts.routes import Route, routes
from accounts.steps import CONFIRMED_AT
from tests.depth import DAY, FULL, sample
from tests.factories import PASSWORD, make_user
from tests.programs import program_of

APART = ({Role.SYSTEM}, {Role.CREDIT, Role.CUSTOMS}, {Role.AUDITOR})
EVERYBODY = "P C D R S A"
SIGNED_IN = "C D R S A"
WORKING = "C D R A"

# name → who may GET, who may POST: P public, C customs officer, D department user, R credit administrator,
# S system administrator, A auditor.
MATRIX = {
    "healthz": (EVERYBODY, EVERYBODY),
    "readyz": (EVERYBODY, EVERYBODY),
    "api_schema": (EVERYBODY, EVERYBODY),
    "api_docs": (SIGNED_IN, SIGNED_IN),
    "accounts:login": (EVERYBODY, EVERYBODY),
    "accounts:logout": (EVERYBODY, EVERYBODY),
    "accounts:password_change": (SIGNED_IN, SIGNED_IN),
    "accounts:password_change_done": (SIGNED_IN, SIGNED_IN),
    "accounts:password_link": (EVERYBODY, EVERYBODY),
    "accounts:link_made": ("S", "S"),
    "accounts:code_list": (SIGNED_IN, SIGNED_IN),
    "staffing:proposal_list": ("S A", "S A"),
    "staffing:proposal_approve": ("S A", "S A"),
    "staffing:proposal_reject": ("S A", "S A"),
    "workbench:audit_list": ("A", "A"),
    "workbench:audit_object": ("A", "A"),
    # Leads to the sign-in who has not given the password just before.
    "accounts:factor_check": ("", ""),
    "accounts:factor": (SIGNED_IN, SIGNED_IN),
    "accounts:recovery_codes": (SIGNED_IN, SIGNED_IN),
    "accounts:token_issued": ("S", "S"),
    "accounts:confirm": (SIGNED_IN, SIGNED_IN),
    "accounts:purpose": (SIGNED_IN, SIGNED_IN),
    "accounts:session_list": (SIGNED_IN, SIGNED_IN),
    "accounts:session_end": (SIGNED_IN, SIGNED_IN),
    "accounts:sessions_end": (SIGNED_IN, SIGNED_IN),
    "accounts:export_detail": (SIGNED_IN, SIGNED_IN),
    "accounts:export_file": (SIGNED_IN, SIGNED_IN),
    "roster:submission_list": ("C R A", "C R A"),
    "roster:submission_create": ("C", "C"),
    "roster:submission_blank": ("C", "C"),
    "roster:submission_detail": ("C R A", "C R A"),
    "roster:submission_progress": ("C R A", "C R A"),
    "roster:submission_confirm": ("C", "C"),
    "roster:submission_withdraw": ("C", "C"),
    "roster:submission_file": ("C R A", "C R A"),
    "roster:submission_layout": ("C", "C"),
    "roster:submission_correct": ("C", "C"),
    "roster:submission_decide_rows": ("C", "C"),
    "roster:submission_as_of": ("C", "C"),
    "roster:submission_set_aside": ("C R A", "C R A"),
    "roster:submission_marked": ("C R A", "C R A"),
    "roster:submission_bundle": ("C R A", "C R A"),
    "roster:heading_list": ("C R A", "C R A"),
    "roster:heading_forget": ("C", "C"),
    "roster:roster_detail": ("C R A", "C R A"),
    "roster:rules_list": ("C R A", "C R A"),
    "roster:rules_create": ("C", "C"),
    "roster:rules_detail": ("C R A", "C R A"),
    "roster:rules_file": ("C R A", "C R A"),
    "roster:rules_withdraw": ("C", "C"),
    "roster:transfer_list": ("C R A", "C R A"),
    "roster:transfer_detail": ("C R A", "C R A"),
    "roster:transfer_agree": ("C", "C"),
    "roster:transfer_decline": ("C", "C"),
    "roster:transfer_withdraw": ("C", "C"),
    "blacklists:blacklist_list": ("R A", "R A"),
    "blacklists:blacklist_create": ("R", "R"),
    "blacklists:blacklist_detail": ("R A", "R A"),
    "blacklists:blacklist_declare_unused": ("R", "R"),
    "blacklists:blacklist_withdraw_declaration": ("R", "R"),
    "screening:blacklist_edit": ("R", "R"),
    "screening:blacklist_switch": ("R", "R"),
    "screening:blacklist_switch_approve": ("R", "R"),
    "screening:blacklist_switch_reject": ("R", "R"),
    "blacklists:entry_detail": ("R A", "R A"),
    "blacklists:import_create": ("R", "R"),
    "blacklists:import_blank": ("R", "R"),
    "blacklists:import_detail": ("R A", "R A"),
    "blacklists:import_progress": ("R A", "R A"),
    "blacklists:import_confirm": ("R", "R"),
    "blacklists:import_approve": ("R", "R"),
    "blacklists:import_reject": ("R", "R"),
    "blacklists:import_withdraw": ("R", "R"),
    "blacklists:import_decide_rows": ("R", "R"),
    "blacklists:import_as_of": ("R", "R"),
    "blacklists:import_set_aside": ("R A", "R A"),
    "blacklists:import_file": ("R A", "R A"),
    "blacklists:import_layout": ("R", "R"),
    "blacklists:import_correct": ("R", "R"),
    "blacklists:import_marked": ("R A", "R A"),
    "blacklists:heading_forget": ("R", "R"),
    "blacklists:feed_list": ("R A", "R A"),
    "blacklists:feed_create": ("R", "R"),
    "blacklists:feed_detail": ("R A", "R A"),
    "blacklists:feed_edit": ("R", "R"),
    "blacklists:feed_pull": ("R", "R"),
    "blacklists:feed_switch": ("R", "R"),
    "reports:period_report_list": ("C D R A", "C D R A"),
    "reports:dashboard": ("C D R A", "C D R A"),
    "reports:dashboard_count": ("C D R A", "C D R A"),
    "reports:big_screen": ("C D R A", "C D R A"),
    "reports:public_clock": (EVERYBODY, EVERYBODY),
    "reports:period_report_create": ("R", "R"),
    "reports:period_report_detail": ("C D R A", "C D R A"),
    "reports:period_report_file": ("C D R A", "C D R A"),
    "reports:period_report_enterprises": ("C R A", "C R A"),
    "reports:period_report_correct": ("R", "R"),
    "reports:period_report_request": ("R", "R"),
    "reports:supervision_list": ("C R A", "C R A"),
    "reports:supervision_file": ("C R A", "C R A"),
    "webhooks:endpoint_list": (SIGNED_IN, SIGNED_IN),
    "webhooks:endpoint_detail": (SIGNED_IN, SIGNED_IN),
    "webhooks:endpoint_test": ("S", "S"),
    "webhooks:deliveries_again": ("S", "S"),
    "webhooks:deliveries_since": ("S", "S"),
    "webhooks:key_exchange": ("S", "S"),
    "webhooks:key_issued": ("S", "S"),
    "screening:screening_list": ("R A", "R A"),
    "screening:screening_detail": ("R A", "R A"),
    "screening:screening_create": ("R", "R"),
    "screening:screening_progress": ("R A", "R A"),
    "screening:screening_chunks": ("R A", "R A"),
    "screening:screening_repeat": ("R", "R"),
    "screening:thresholds_apply": ("R", "R"),
    "screening:thresholds_trial": ("R", "R"),
    "screening:screening_retry": ("R", "R"),
    "screening:hit_list": ("R A", "R A"),
    "screening:hit_detail": ("R A", "R"),
    "screening:hits_decide": ("R", "R"),
    "screening:hits_approve": ("R", "R"),
    "screening:hit_reject": ("R", "R"),
    "screening:hit_reopen": ("R", "R"),
    "screening:match_policy": ("R A", "R"),
    "screening:match_policy_approve": ("R", "R"),
    "screening:match_policy_reject": ("R", "R"),
    "screening:receipt_check": (SIGNED_IN, SIGNED_IN),
    "screening:revocation_create": ("C", "C"),
    "screening:revocation_restore": ("C", "C"),
    "screening:restoration_approve": ("C", "C"),
    "screening:restoration_reject": ("C", "C"),
    "screening:suspension_lift": ("C", "C"),
    "screening:lifting_approve": ("C", "C"),
    "screening:lifting_reject": ("C", "C"),
    "webhooks_api:event_list": ("C D R", "C D R"),
    "reports_api:period_report_list": ("C D R A", "C D R A"),
    "reports_api:period_report_detail": ("C D R A", "C D R A"),
    "roster_api:submission_create": ("C", "C"),
    "roster_api:transfer_list": ("C R A", "C R A"),
    "roster_api:submission_detail": ("C R A", "C R A"),
    "roster_api:submission_confirm": ("C", "C"),
    "roster_api:submission_withdraw": ("C", "C"),
    "roster_api:problem_list": ("C R A", "C R A"),
    "roster_api:change_list": ("C R A", "C R A"),
    "roster_api:removal_list": ("C R A", "C R A"),
    "blacklists_api:entries_push": ("R", "R"),
    "blacklists_api:import_detail": ("R A", "R A"),
    "blacklists_api:problem_list": ("R A", "R A"),
    "screening_api:standing_detail": (WORKING, WORKING),
    "incentives_api:measure_list": (WORKING, WORKING),
    "feedback_api:enterprise_list": (WORKING, WORKING),
    "feedback_api:enterprise_detail": (WORKING, WORKING),
    "feedback_api:application_list": (WORKING, "C D R"),
    "feedback_api:application_detail": (WORKING, WORKING),
    "feedback_api:application_correct": ("C D R", "C D R"),
    "feedback_api:application_supplement": ("C D R", "C D R"),
    "feedback_api:application_stop": ("C D R", "C D R"),
    "feedback_api:application_cancel": ("C D R", "C D R"),
    "feedback_api:lookup_list": (WORKING, "C D R"),
    "feedback_api:lookup_detail": (WORKING, WORKING),
    "feedback_api:lookup_line_list": (WORKING, WORKING),
    "feedback_api:notice_list": ("C D R", "C D R"),
    "feedback_api:notice_change_list": ("C D R", "C D R"),
    "feedback_api:notice_read": ("C D R", "C D R"),
    "feedback_api:notice_acknowledge": ("C D R", "C D R"),
    "feedback_api:inquiry_list": (WORKING, WORKING),
    "feedback_api:inquiry_answer": ("C D R", "C D R"),
    "feedback_api:month_list": (WORKING, WORKING),
    "feedback_api:month_detail": (WORKING, WORKING),
    "feedback_api:month_confirm": ("C D R", "C D R"),
    "feedback_api:revocation_list": (WORKING, WORKING),
    "feedback_api:violation_report_list": (WORKING, "C D R"),
    "feedback_api:violation_report_detail": (WORKING, WORKING),
    "feedback_api:suspension_list": (WORKING, WORKING),
    "feedback_api:advice_list": (WORKING, WORKING),
    "feedback_api:advice_detail": (WORKING, WORKING),
    "feedback_api:advice_answer": ("C D R", "C D R"),
    "certificates_api:certificate_create": ("C D R", "C D R"),
    "certificates_api:certificate_detail": (WORKING, WORKING),
    "certificates_api:certificate_file": (WORKING, WORKING),
    "certificates_api:certificate_pdf": (WORKING, WORKING),
    "workbench:home": (SIGNED_IN, SIGNED_IN),
    "drafts:draft_discard": (SIGNED_IN, SIGNED_IN),
    "feedback:enterprise_list": (WORKING, WORKING),
    "feedback:enterprise_suggestions": (WORKING, WORKING),
    "feedback:enterprise_detail": (WORKING, WORKING),
    "feedback:lookup_list": (WORKING, WORKING),
    "feedback:lookup_create": ("C D R", "C D R"),
    "feedback:lookup_detail": (WORKING, WORKING),
    "feedback:lookup_progress": (WORKING, WORKING),
    "feedback:lookup_choose": ("C D R", "C D R"),
    "feedback:enterprise_follow": ("C D R", "C D R"),
    "feedback:enterprise_unfollow": ("C D R", "C D R"),
    "feedback:search_list": ("C D R", "C D R"),
    "feedback:search_create": ("C D R", "C D R"),
    "feedback:search_rename": ("C D R", "C D R"),
    "feedback:search_delete": ("C D R", "C D R"),
    "screening:standing_detail": (WORKING, WORKING),
    "feedback:application_create": ("C D R", "C D R"),
    "feedback:application_batch": ("C D R", "C D R"),
    "feedback:application_batch_blank": ("C D R", "C D R"),
    "feedback:draft_list": ("C D R", "C D R"),
    "feedback:opportunity_list": ("C D R", "C D R"),
    "feedback:opportunity_detail": ("C D R", "C D R"),
    "feedback:opportunity_apply": ("C D R", "C D R"),
    "feedback:application_list": (WORKING, WORKING),
    "feedback:application_detail": (WORKING, WORKING),
    "feedback:application_acknowledge": ("C D R", "C D R"),
    "feedback:evidence_download": (WORKING, WORKING),
    "feedback:application_correct": ("C D R", "C D R"),
    "feedback:application_supplement": ("C D R", "C D R"),
    "feedback:application_stop": ("C D R", "C D R"),
    "feedback:application_cancel": ("C D R", "C D R"),
    "feedback:application_undo": ("C D R", "C D R"),
    "feedback:report_create": ("C D R", "C D R"),
    "feedback:report_list": (WORKING, WORKING),
    "feedback:report_detail": (WORKING, WORKING),
    "feedback:report_decide": ("C", "C"),
    "feedback:report_assign": ("C", "C"),
    "feedback:report_assign_several": ("C", "C"),
    "feedback:report_receive": ("C R", "C R"),
    "feedback:report_supplement": ("C D R", "C D R"),
    "feedback:report_withdraw": ("C D R", "C D R"),
    "screening:suspension_create": ("C", "C"),
    "feedback_api:report_supplement": ("C D R", "C D R"),
    "feedback_api:report_withdraw": ("C D R", "C D R"),
    "feedback_api:report_receive": ("C R", "C R"),
    "feedback_api:report_decide": ("C", "C"),
    "feedback:notice_list": ("C D R", "C D R"),
    "feedback:notice_detail": ("C D R", "C D R"),
    "feedback:notice_read": ("C D R", "C D R"),
    "feedback:notices_read": ("C D R", "C D R"),
    "feedback:notice_acknowledge": ("C D R", "C D R"),
    "feedback:notices_acknowledge": ("C D R", "C D R"),
    "feedback:overdue_notice_list": ("R", "R"),
    "feedback:announcement_list": ("R", "R"),
    "feedback:announcement_detail": ("R", "R"),
    "feedback:receipt_list": ("C R", "C R"),
    "feedback:receipts_receive": ("C R", "C R"),
    "feedback:application_receive": ("C R", "C R"),
    "feedback:inquiry_list": (WORKING, WORKING),
    "feedback:inquiry_detail": (WORKING, "C D R"),
    "feedback:inquiry_create": ("C R", "C R"),
    "feedback:inquiry_read": ("C R", "C R"),
    "feedback:unattended_list": ("R S", "R S"),
    "staffing:absence_list": ("C D R", "C D R"),
    "staffing:absence_create": ("C D R", "C D R"),
    "staffing:absence_end": ("C D R", "C D R"),
    "feedback:inquiry_assign": ("C D R", "C D R"),
    "feedback:inquiry_assign_several": ("C D R", "C D R"),
    "feedback:advice_assign": ("C D R", "C D R"),
    "feedback:advice_assign_several": ("C D R", "C D R"),
    "feedback:typical_create": ("C R", "C R"),
    "feedback:typical_withdraw": ("C R", "C R"),
    "feedback:month_list": (WORKING, WORKING),
    "feedback:month_table": ("R", "R"),
    "feedback:month_detail": (WORKING, WORKING),
    "feedback:month_confirm": ("C D R", "C D R"),
    "feedback:advice_list": (WORKING, WORKING),
    "feedback:overdue_list": ("R", "R"),
    "feedback:revocation_list": (WORKING, WORKING),
    "feedback:revocation_detail": (WORKING, WORKING),
    "feedback:advice_detail": (WORKING, "C D R"),
    "feedback:advice_answer": ("C D R", "C D R"),
    "feedback:answer_correct": ("C D R", "C D R"),
    "feedback:answer_undo": ("C D R", "C D R"),
    "certificates:certificate_create": ("C D R", "C D R"),
    "certificates:certificate_detail": (WORKING, WORKING),
    "certificates:certificate_file": (WORKING, WORKING),
    "certificates:certificate_pdf": (WORKING, WORKING),
    "certificates:checkpoint_list": (WORKING, WORKING),
    "certificates:checkpoint_detail": (WORKING, WORKING),
    "certificates:checkpoint_file": ("C A", "C A"),
    "certificates:checkpoint_upload": ("C A", "C A"),
    "certificates:checkpoint_cosign": ("C A", "C A"),
    "certificates:cosigning_key_create": ("C A", "C A"),
    "certificates:tile": (EVERYBODY, EVERYBODY),
    "certificates:verification": (EVERYBODY, EVERYBODY),
    "certificates:verification_detail": (EVERYBODY, EVERYBODY),
    "certificates:checkpoint": (EVERYBODY, EVERYBODY),
    "certificates:keys": (EVERYBODY, EVERYBODY),
    "certificates:status_list": (EVERYBODY, EVERYBODY),
    "publicity:home": (EVERYBODY, EVERYBODY),
    "publicity:enterprise_list": (EVERYBODY, EVERYBODY),
    "publicity:enterprise_detail": (EVERYBODY, EVERYBODY),
    "publicity:export_detail": (EVERYBODY, EVERYBODY),
    "publicity:export_file": (EVERYBODY, EVERYBODY),
    "publicity:update_list": (EVERYBODY, EVERYBODY),
    "publicity:case_list": (EVERYBODY, EVERYBODY),
    "publicity:case_detail": (EVERYBODY, EVERYBODY),
    "publicity:measure_list": (EVERYBODY, EVERYBODY),
    "publicity:plan": (EVERYBODY, EVERYBODY),
    "publicity:sitemap_index": (EVERYBODY, EVERYBODY),
    "publicity:sitemap": (EVERYBODY, EVERYBODY),
    "publicity:robots": (EVERYBODY, EVERYBODY),
    "publicity:favicon": (EVERYBODY, EVERYBODY),
    "publicity:rules_list": (EVERYBODY, EVERYBODY),
    "publicity:rules_file": (EVERYBODY, EVERYBODY),
    "publicity:site_map": (EVERYBODY, EVERYBODY),
    "publicity:accessibility": (EVERYBODY, EVERYBODY),
    "publicity:type_size": (EVERYBODY, EVERYBODY),
    "publicity:open_data": (EVERYBODY, EVERYBODY),
    "publicity:open_data_manifest": (EVERYBODY, EVERYBODY),
    "publicity:open_data_day": (EVERYBODY, EVERYBODY),
    "publicity:open_data_schema": (EVERYBODY, EVERYBODY),
    "publicity:open_data_dictionary": (EVERYBODY, EVERYBODY),
    "publicity:open_data_file": (EVERYBODY, EVERYBODY),
    "publicity:open_data_feed": (EVERYBODY, EVERYBODY),
    "publicity:security_contact": (EVERYBODY, EVERYBODY),
    "publicity_api:enterprise_list": (EVERYBODY, EVERYBODY),
    "publicity_api:enterprise_detail": (EVERYBODY, EVERYBODY),
    "publicity_api:change_list": (EVERYBODY, EVERYBODY),
    "publicity_api:case_list": (EVERYBODY, EVERYBODY),
    "publicity_api:measure_list": (EVERYBODY, EVERYBODY),
    "publicity_api:statistic_list": (EVERYBODY, EVERYBODY),
    "publicity:publication_list": ("R", "R"),
    "publicity:publication_create": ("R", "R"),
    "publicity:publication_withdraw": ("R", "R"),
    "publicity:publication_hold": ("R", "R"),
    "publicity:hold_lift": ("R", "R"),
    "publicity:bulletin_list": ("R", "R"),
    "publicity:bulletin_detail": ("R", "R"),
    "publicity:bulletin_approve": ("R", "R"),
    "publicity:seen_list": ("R", "R"),
    "publicity:bulletin_close": ("R", "R"),
    "publicity:objection_list": ("C R", "C R"),
    "publicity:objection_create": ("R", "R"),
    "publicity:objection_detail": ("C R", "C R"),
    "publicity:objection_answer": ("C R", "C R"),
    "publicity:objection_evidence": ("C R", "C R"),
    "publicity:objection_opinion": ("C", "C"),
    "publicity:objection_mark": ("R", "R"),
    "publicity:objection_unmark": ("R", "R"),
    "publicity:objection_guide": (EVERYBODY, EVERYBODY),
    "publicity:objection_file": (EVERYBODY, EVERYBODY),
    "publicity:objection_filed": (EVERYBODY, EVERYBODY),
    "publicity:objection_status": (EVERYBODY, EVERYBODY),
    "publicity:removal_list": ("R", "R"),
    "publicity:removal_submit": ("R", "R"),
    "publicity:case_admin": ("R", "R"),
    "publicity:case_create": ("R", "R"),
    "publicity:case_edit": ("R", "R"),
    "publicity:case_publish": ("R", "R"),
    "publicity:case_withdraw": ("R", "R"),
}
ADMIN = ("S", "S")
METHODS = ["get", "post"]
# What a role that lacks its second factor opens all the same, beside what is public.
OPEN_WITHOUT_FACTOR = {
    *("accounts:password_change", "drafts:draft_discard"),
    *("accounts:factor", "accounts:recovery_codes", "accounts:confirm"),
}
# Where a POST asks who has not given the password, or the second factor, within ten minutes.
ASKS_AGAIN = {
    "screening:revocation_create",
    "feedback:report_decide",
    "screening:suspension_create",
    "publicity:publication_create",
    "publicity:bulletin_approve",
    "publicity:case_edit",
    "publicity:case_publish",
    "staffing:proposal_approve",
    "admin:accounts_user_add",
    "admin:accounts_user_change",
    "admin:accounts_user_changelist",
    "admin:auth_user_password_change",
    "admin:accounts_apitoken_add",
    "admin:accounts_apitoken_changelist",
    "admin:certificates_cosigningkey_add",
    "admin:certificates_cosigningkey_changelist",
    "certificates:cosigning_key_create",
    "admin:webhooks_endpoint_add",
    "admin:webhooks_endpoint_change",
    "webhooks:key_exchange",
}
LETTERS = {
    "C": Role.CUSTOMS,
    "D": Role.DEPARTMENT,
    "R": Role.CREDIT,
    "S": Role.SYSTEM,
    "A": Role.AUDITOR,
}
ARGUMENTS = {
    "<uuid:pk>": UUID(int=0),
    "<int:pk>": 0,
    "<str:uscc>": "0" * 18,
    "<slug:code>": "no-such-blacklist",
    "<str:number>": "0" * 20,
    "<slug:section>": "pages",
    "<path:place>": "0/000.p/1",
    "<str:day>": "2026-12-01",
    "<str:version>": "1",
    "<str:dataset>": "no-such-set",
    "<str:name>": "latest.csv",
    "<str:key>": "0" * 12,
}


def expected(route: Route) -> tuple[str, str]:
    return ADMIN if route.path.startswith("/admin/") else MATRIX[route.name]


def address(route: Route) -> str:
    """Return the URL with arguments of objects that do not exist: access is checked before the lookup."""
    if route.path.startswith("/admin/"):
        return "/admin/" + ("accounts/user/" if "user" in route.path else "")
    values = [value for written, value in ARGUMENTS.items() if written in route.path]
    return reverse(route.name, args=values)


def browser_of(user: User | None) -> Client:
    """Return a client whose user gave the password eleven minutes ago; without a session for None."""
    client = Client()
    if user:
        client.force_login(user)
        session = client.session
        session[CONFIRMED_AT] = (timezone.now() - timedelta(minutes=11)).isoformat()
        session.save()
    return client


def api_client_of(user: User | None) -> Client:
    """Return a client with the token of the user and without a session; without a token for None."""
    return program_of(user) if user else Client()


def addresses() -> dict[str, Route]:
    """Return each URL with one of its routes. All routes of the admin have one of two URLs."""
    return {address(route): route for route in routes()}


def some_addresses(letter: str, method: str) -> list[tuple[str, Route]]:
    """Return the URLs that the role tries by the method; in the short run one in five, another role others."""
    every = list(addresses().items())
    place = len(METHODS) * ["P", *LETTERS].index(letter) + METHODS.index(method)
    return sorted(sample([*every[place:], *every[:place]], every=5), key=every.index)


def test_table_has_exactly_the_routes_of_the_portal() -> None:
    names = {route.name for route in routes() if not route.path.startswith("/admin/")}
    assert names == set(MATRIX)


def test_no_act_belongs_to_two_of_administration_decision_and_audit() -> None:
    """But for the approval of a change of an account, and for cosigning, which decides nothing; one role an account."""
    shared = {name for name, grant in GRANTS.items() if sum(not roles.isdisjoint(grant.roles) for roles in APART) > 1}
    acts = {name for name in shared if not name.partition(".")[2].startswith("view_")}
    assert acts == {"staffing.decide_change", "certificates.cosign_checkpoint"}


@pytest.mark.django_db
@pytest.mark.parametrize("letter", ["P", *LETTERS])
@pytest.mark.parametrize("method", METHODS)
def test_role_has_access_exactly_where_the_table_allows_it(letter: str, method: str) -> None:
    user = None if letter == "P" else make_user(LETTERS[letter])
    browser, api_client = browser_of(user), api_client_of(user)
    wrong = []
    for url, route in some_addresses(letter, method):
        client = api_client if "_api:" in route.name else browser
        response = getattr(client, method)(url)
        if route.name == "accounts:logout":
            browser = browser_of(user)
        # Signing out leads to the page for signing in, too.
        sent_to_login = (
            response.status_code == 302
            and response["Location"].startswith(reverse("accounts:login"))
            and route.name != "accounts:logout"
        )
        has_access = response.status_code not in (401, 403) and not sent_to_login
        asks_again = response.get("Location") == reverse("accounts:confirm")
        may = letter in expected(route)[method == "post"].split()
        # Nobody binds an open session to another phone.
        must_ask = may and (
            (method == "post" and resolve(url).view_name in ASKS_AGAIN)
            or (letter != "P" and route.name == "accounts:factor")
        )
        if (has_access, asks_again) != (may, must_ask):
            wrong.append((route.name, method, response.status_code))
    assert not wrong


def is_for_sessions(route: Route) -> bool:
    return "_api:" not in route.name and "P" not in expected(route)[0] and route.name != "accounts:factor_check"


def admin_address(route: Route) -> str:
    """Return the URL of a route of the admin; of an object that does not exist."""
    if "(?P" in route.path:
        return "/admin/"
    return reverse(route.name, args=["0"] * route.path.count("<"))


@pytest.mark.django_db
def test_who_is_locked_out_signs_in_nowhere_and_keeps_open_sessions() -> None:
    auditor, browser = make_user(Role.AUDITOR), Client()
    before = browser_of(auditor)
    typed = {"username": auditor.username, "password": "wrong"}
    assert [browser.post(reverse("accounts:login"), typed).status_code for _ in range(5)][-1] == 429
    assert browser.post(reverse("accounts:login"), typed | {"password": PASSWORD}).status_code == 429
    urls = {url for url, route in addresses().items() if is_for_sessions(route)}
    opened = {url: browser.get(url).get("Location", "") for url in urls}
    assert {url for url in urls if not opened[url].startswith(reverse("accounts:login"))} == set()
    assert before.get(reverse("workbench:audit_list")).status_code == 200
    assert program_of(auditor).get(reverse("screening_api:standing_detail", args=["0" * 18])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_lacks_the_second_factor_is_led_to_it_from_every_page(settings: Any, method: str) -> None:
    """Each role that may open it; in the short run one of them, another one each day."""
    settings.SECOND_FACTOR_ROLES = list(Role.values)
    browsers = {letter: browser_of(make_user(role)) for letter, role in LETTERS.items()}
    wrong = set()
    for place, (url, route) in enumerate(addresses().items()):
        if not is_for_sessions(route):
            continue
        letters = expected(route)[method == "post"].split()
        for letter in letters if FULL else letters[(DAY + place) % len(letters)]:
            is_led = getattr(browsers[letter], method)(url).get("Location") == reverse("accounts:factor")
            if is_led == (route.name in OPEN_WITHOUT_FACTOR):
                wrong.add((route.name, letter))
    assert not wrong


@pytest.mark.django_db
def test_administrator_is_asked_again_at_these_addresses_of_the_admin() -> None:
    browser = browser_of(make_user(Role.SYSTEM))
    # Routes without a name lead on to others.
    admin = [route for route in routes() if route.name.startswith("admin:") and "/" not in route.name]
    asking = {
        route.name
        for route in admin
        if browser.post(admin_address(route)).get("Location") == reverse("accounts:confirm")
    }
    assert asking == {name for name in ASKS_AGAIN if name.startswith("admin:")}


def test_states_of_the_generated_page_are_those_of_the_table() -> None:
    asking = {route.name for route in routes() if route.asks_again}
    open_without = {route.name for route in routes() if route.needs_session and not route.needs_factor}
    assert (asking, open_without) == (ASKS_AGAIN, OPEN_WITHOUT_FACTOR)
    for route in routes():
        if not route.path.startswith("/admin/") and route.name != "accounts:factor_check":
            assert route.needs_session == is_for_sessions(route)


def test_route_without_access_has_no_roles() -> None:
    assert Route(name="unstamped", path="/unstamped/", access=None).roles == frozenset()
