"""What each address that names an object answers about one of another department, office or person (docs/access.md).

Querysets (`for_user`) hide what a role does not see, and policies refuse acts; tests/accounts/test_foreign_objects.py
compares both with this table.
"""

from dataclasses import dataclass

from accounts.permissions import Role


@dataclass(frozen=True)
class Rule:
    """What is answered about an object that is not one's own, in the words of docs/access.md.

    To the roles of `hidden_from` the address is not found (404). Nothing is done of what the roles of `refused_to`
    post; they get the reason. Others see it.
    """

    label: str
    hidden_from: frozenset[Role] = frozenset()
    refused_to: frozenset[Role] = frozenset()


EVERYBODY = frozenset(Role)
DEPARTMENTS = frozenset({Role.DEPARTMENT})
OFFICES = frozenset({Role.CUSTOMS})
WITH_ACTS = frozenset({Role.CUSTOMS, Role.CREDIT})

SHARED = Rule("不分单位")
OF_ONE_PERSON = Rule("仅本人", hidden_from=EVERYBODY)
ACT_OF_ONE_PERSON = Rule("仅本人办理", refused_to=EVERYBODY)
OF_ONE_DEPARTMENT = Rule("仅本单位", hidden_from=EVERYBODY)
OF_DEPARTMENT_AND_AUDITOR = Rule("仅本单位，审计可看", hidden_from=EVERYBODY - {Role.AUDITOR})
OF_DEPARTMENT_AND_PLATFORM = Rule("仅本单位，系统管理和审计可看", hidden_from=EVERYBODY - {Role.SYSTEM, Role.AUDITOR})
OF_ONE_OFFICE = Rule("海关仅本关", hidden_from=OFFICES)
ACT_OF_ONE_OFFICE = Rule("仅本关办理", refused_to=OFFICES)
FEEDBACK = Rule("部门仅本单位", hidden_from=DEPARTMENTS)
ACT_ON_FEEDBACK = Rule("部门仅本单位；仅本单位办理", hidden_from=DEPARTMENTS, refused_to=WITH_ACTS)
ACT_OF_DEPARTMENT_AND_LEAD = Rule("部门仅本单位；本单位和牵头单位办理", hidden_from=DEPARTMENTS, refused_to=OFFICES)

# Each route whose address names an object is in one of these lists, but for those of Django admin, which one role has.
ROUTES: dict[Rule, tuple[str, ...]] = {
    OF_ONE_PERSON: (
        *("accounts:export_detail", "accounts:export_file", "drafts:draft_discard"),
        *("feedback:search_rename", "feedback:search_delete"),
    ),
    ACT_OF_ONE_PERSON: ("accounts:session_end",),
    OF_ONE_DEPARTMENT: (
        *("feedback:notice_detail", "feedback:notice_read", "feedback:notice_acknowledge", "feedback:lookup_choose"),
        *("feedback:opportunity_detail", "feedback:opportunity_apply"),
        "staffing:absence_end",
        *("feedback_api:notice_change_list", "feedback_api:notice_read", "feedback_api:notice_acknowledge"),
    ),
    OF_DEPARTMENT_AND_AUDITOR: (
        *("feedback:lookup_detail", "feedback:lookup_progress"),
        *("feedback_api:lookup_detail", "feedback_api:lookup_line_list"),
    ),
    OF_DEPARTMENT_AND_PLATFORM: ("webhooks:endpoint_detail",),
    OF_ONE_OFFICE: (
        "publicity:objection_detail",
        "publicity:objection_answer",
        "publicity:objection_opinion",
        "publicity:objection_evidence",
        "roster:submission_detail",
        "roster:submission_progress",
        "roster:submission_file",
        "roster:submission_set_aside",
        "roster:submission_marked",
        "roster:submission_bundle",
        "roster:submission_layout",
        "roster:submission_correct",
        "roster:submission_decide_rows",
        "roster:submission_as_of",
        "roster:submission_confirm",
        "roster:submission_withdraw",
        "roster:heading_forget",
        "roster:transfer_detail",
        "roster:transfer_agree",
        "roster:transfer_decline",
        "roster:transfer_withdraw",
        "roster_api:submission_detail",
        "roster_api:submission_confirm",
        "roster_api:submission_withdraw",
        "roster_api:problem_list",
        "roster_api:change_list",
        "roster_api:removal_list",
        "roster_api:transfer_list",
    ),
    ACT_OF_ONE_OFFICE: (
        "screening:revocation_create",
        "screening:revocation_restore",
        "screening:restoration_approve",
        "screening:restoration_reject",
        *("screening:suspension_lift", "screening:lifting_approve", "screening:lifting_reject"),
        *("feedback:report_decide", "feedback_api:report_decide", "feedback:report_assign"),
        "screening:suspension_create",
        "roster:rules_withdraw",
    ),
    FEEDBACK: (
        *("feedback:application_detail", "feedback:report_detail", "feedback:report_receive"),
        "feedback_api:report_receive",
        "feedback:evidence_download",
        *("feedback_api:application_detail", "feedback_api:violation_report_detail"),
        "feedback_api:advice_detail",
        *("feedback:month_detail", "feedback_api:month_detail"),
        *("feedback:application_receive", "feedback:inquiry_create", "feedback:typical_create"),
        "feedback_api:inquiry_list",
    ),
    ACT_ON_FEEDBACK: (
        "feedback:application_correct",
        "feedback:application_supplement",
        "feedback:application_stop",
        "feedback:application_cancel",
        "feedback:application_undo",
        "feedback:advice_detail",
        "feedback:answer_correct",
        "feedback:answer_undo",
        "feedback_api:application_correct",
        "feedback_api:application_supplement",
        "feedback_api:application_stop",
        "feedback_api:application_cancel",
        "feedback_api:advice_answer",
        *("feedback:month_confirm", "feedback_api:month_confirm"),
        *("feedback:report_supplement", "feedback:report_withdraw"),
        *("feedback_api:report_supplement", "feedback_api:report_withdraw"),
        *("feedback:inquiry_detail", "feedback:inquiry_read", "feedback_api:inquiry_answer"),
        *("feedback:advice_assign", "feedback:inquiry_assign"),
    ),
    ACT_OF_DEPARTMENT_AND_LEAD: ("feedback:application_acknowledge", "feedback:typical_withdraw"),
    SHARED: (
        "feedback:announcement_detail",
        "staffing:proposal_approve",
        "staffing:proposal_reject",
        "workbench:audit_object",
        "blacklists:blacklist_detail",
        "blacklists:blacklist_declare_unused",
        "blacklists:blacklist_withdraw_declaration",
        "blacklists:entry_detail",
        "blacklists:import_detail",
        "blacklists:import_progress",
        "blacklists:import_file",
        "blacklists:import_set_aside",
        "blacklists:import_marked",
        "blacklists:import_layout",
        "blacklists:import_correct",
        "blacklists:import_decide_rows",
        "blacklists:import_as_of",
        "blacklists:import_confirm",
        "blacklists:import_approve",
        "blacklists:import_reject",
        "blacklists:import_withdraw",
        "blacklists:heading_forget",
        "blacklists:feed_detail",
        "blacklists:feed_edit",
        "blacklists:feed_pull",
        "blacklists:feed_switch",
        "blacklists_api:entries_push",
        "blacklists_api:import_detail",
        "blacklists_api:problem_list",
        "screening:blacklist_edit",
        "screening:blacklist_switch",
        "screening:blacklist_switch_approve",
        "screening:blacklist_switch_reject",
        "screening:screening_detail",
        "screening:screening_progress",
        "screening:screening_chunks",
        "screening:screening_repeat",
        "screening:screening_retry",
        "screening:thresholds_apply",
        "screening:hit_detail",
        "screening:hit_reject",
        "screening:hit_reopen",
        "screening:standing_detail",
        "screening_api:standing_detail",
        "feedback:enterprise_detail",
        "feedback:revocation_detail",
        "feedback_api:enterprise_detail",
        "feedback:enterprise_follow",
        "feedback:enterprise_unfollow",
        "feedback:application_create",
        "feedback:report_create",
        "reports:period_report_detail",
        "reports:period_report_file",
        "reports:period_report_enterprises",
        *("reports:period_report_correct", "reports:period_report_request"),
        "reports_api:period_report_detail",
        "webhooks:endpoint_test",
        "webhooks:deliveries_again",
        "webhooks:deliveries_since",
        "webhooks:key_exchange",
        "webhooks:key_issued",
        "certificates:certificate_create",
        "certificates:certificate_detail",
        "certificates:certificate_file",
        "certificates:certificate_pdf",
        "certificates:checkpoint_detail",
        "certificates:checkpoint_file",
        "certificates:checkpoint_upload",
        "certificates:checkpoint_cosign",
        "certificates:verification_detail",
        "certificates_api:certificate_create",
        "certificates_api:certificate_detail",
        "certificates_api:certificate_file",
        "certificates_api:certificate_pdf",
        "certificates:tile",
        "publicity:enterprise_detail",
        "publicity:export_detail",
        "publicity:export_file",
        "publicity:case_detail",
        *("publicity:rules_file", "roster:rules_detail", "roster:rules_file"),
        "publicity:sitemap",
        "publicity_api:enterprise_detail",
        "publicity:open_data_day",
        "publicity:open_data_schema",
        "publicity:open_data_dictionary",
        "publicity:open_data_file",
        "publicity:publication_withdraw",
        "publicity:hold_lift",
        "publicity:bulletin_detail",
        "publicity:bulletin_approve",
        "publicity:bulletin_close",
        *("publicity:objection_mark", "publicity:objection_unmark"),
        "publicity:removal_submit",
        "publicity:case_edit",
        "publicity:case_publish",
        "publicity:case_withdraw",
    ),
}
RULES = {route: rule for rule, routes in ROUTES.items() for route in routes}
