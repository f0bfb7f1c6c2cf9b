"""The types of audit events, one for each act, and their kinds. The code is stored, the label is shown."""

from django.db.models import TextChoices


class EventKind(TextChoices):
    """What somebody did: the auditor asks by these kinds."""

    VIEW = "view", "查看"
    DOWNLOAD = "download", "下载"
    SIGN_IN = "sign_in", "登录"
    ACCOUNT = "account", "账号与权限"
    ACT = "act", "办理"
    REFUSED = "refused", "被拒绝"


class EventType(TextChoices):
    """The type of an audit event. The part before the dot is the package that records it."""

    SIGNED_IN = "accounts.signed_in", "登录"
    SIGNED_OUT = "accounts.signed_out", "退出登录"
    SIGN_IN_FAILED = "accounts.sign_in_failed", "登录失败"
    REQUEST_REFUSED = "accounts.request_refused", "没有权限的访问"
    SESSION_ENDED = "accounts.session_ended", "结束登录"
    FACTOR_ENROLLED = "accounts.factor_enrolled", "设置第二重验证"
    FACTOR_RESET = "accounts.factor_reset", "重设第二重验证"
    RECOVERY_CODES_RENEWED = "accounts.recovery_codes_renewed", "更换备用码"
    PASSWORD_CHANGED = "accounts.password_changed", "修改密码"
    PASSWORD_RESET = "accounts.password_reset", "重设密码"
    PASSWORD_LINK_MADE = "accounts.password_link_made", "发出设置密码的链接"
    PASSWORD_CODE_VIEWED = "accounts.password_code_viewed", "查看设置密码的验证码"
    PASSWORD_CHOSEN = "accounts.password_chosen", "凭链接设置密码"
    ACCOUNT_ADDED = "accounts.account_added", "新增账号"
    ACCOUNT_CHANGED = "accounts.account_changed", "修改账号"
    ACCOUNT_CHANGE_PROPOSED = "accounts.account_change_proposed", "提请变动账号"
    ACCOUNT_CHANGE_REJECTED = "accounts.account_change_rejected", "退回账号的变动"
    LIST_DOWNLOADED = "exports.list_downloaded", "下载列表"
    FILE_DOWNLOADED = "uploads.file_downloaded", "下载报送材料"
    EVIDENCE_DOWNLOADED = "feedback.evidence_downloaded", "下载佐证材料"
    ENTERPRISES_SEARCHED = "feedback.enterprises_searched", "查询企业"
    ENTERPRISE_VIEWED = "feedback.enterprise_viewed", "查看企业"
    LOOKUP_ASKED = "feedback.lookup_asked", "批量查询企业"
    LOOKUP_VIEWED = "feedback.lookup_viewed", "查看批量查询的结果"
    LOOKUP_CHOSEN = "feedback.lookup_chosen", "选定批量查询的企业"
    ENTERPRISE_FOLLOWED = "feedback.enterprise_followed", "关注企业"
    ENTERPRISE_UNFOLLOWED = "feedback.enterprise_unfollowed", "取消关注企业"
    STANDING_VIEWED = "screening.standing_viewed", "查看资格依据"
    CERTIFICATE_VIEWED = "certificates.certificate_viewed", "查看资格证明"
    RECEIPT_CHECKED = "screening.receipt_checked", "核验查询回执"
    RECEIPT_REFUSED = "screening.receipt_refused", "核验查询回执未通过"
    API_TOKEN_CREATED = "accounts.api_token_created", "签发接口令牌"
    API_TOKEN_REVOKED = "accounts.api_token_revoked", "撤销接口令牌"
    ADMIN_CHANGED = "admin.changed", "后台修改"
    PLAN_CHANGE_PROPOSED = "incentives.plan_change_proposed", "提请变动行动计划"
    PLAN_CHANGED = "incentives.plan_changed", "变动行动计划"
    PLAN_CHANGE_REJECTED = "incentives.plan_change_rejected", "退回行动计划的变动"
    REORGANISATION_PROPOSED = "reorganisations.proposed", "提请机构变动"
    REORGANISATION_APPROVED = "reorganisations.approved", "同意机构变动"
    REORGANISATION_REJECTED = "reorganisations.rejected", "退回或撤回机构变动"
    REORGANISATION_DONE = "reorganisations.done", "施行机构变动"
    MEASURE_CHANGE_PROPOSED = "incentives.measure_change_proposed", "提请变动措施"
    MEASURE_CHANGED = "incentives.measure_changed", "变动措施"
    MEASURE_CHANGE_REJECTED = "incentives.measure_change_rejected", "退回措施的变动"
    MEASURE_CHANGE_WITHDRAWN = "incentives.measure_change_withdrawn", "撤回措施的变动"
    CALENDAR_YEAR_LOADED = "workdays.year_loaded", "载入放假安排"
    CALENDAR_EXCEPTION_ADDED = "workdays.exception_added", "登记例外的日子"
    SITE_SETTINGS_CHANGED = "workdays.site_settings_changed", "修改站点设置"
    ROSTER_RECEIVED = "roster.received", "上传名单"
    ROSTER_WITHDRAWN = "roster.withdrawn", "撤回名单报送"
    ROSTER_LAYOUT_SET = "roster.layout_set", "指定如何读取"
    ROSTER_CELLS_EDITED = "roster.cells_edited", "在页面上改正"
    ROSTER_ROWS_DECIDED = "roster.rows_decided", "认定各行是否采用"
    ROSTER_AS_OF_CHANGED = "roster.as_of_changed", "改正名单的截至日期"
    ROSTER_HEADING_DELETED = "roster.heading_deleted", "忘记名单的表头"
    ROSTER_CONFIRMED = "roster.confirmed", "确认名单"
    TRANSFER_REQUESTED = "roster.transfer_requested", "请求移交企业"
    TRANSFER_AGREED = "roster.transfer_agreed", "移交企业"
    TRANSFER_DECLINED = "roster.transfer_declined", "退回移交请求"
    TRANSFER_WITHDRAWN = "roster.transfer_withdrawn", "撤回移交请求"
    BLACKLIST_CREATED = "blacklists.blacklist_created", "新增“黑名单”领域"
    BLACKLIST_CHANGED = "blacklists.blacklist_changed", "修改“黑名单”领域"
    BLACKLIST_SWITCH_PROPOSED = "blacklists.switch_proposed", "提请改变“黑名单”的效力"
    BLACKLIST_SWITCHED = "blacklists.switched", "复核同意改变“黑名单”的效力"
    BLACKLIST_SWITCH_REJECTED = "blacklists.switch_rejected", "退回“黑名单”的效力变更"
    BLACKLIST_DECLARED_UNUSED = "blacklists.declared_unused", "声明“黑名单”尚未启用"
    BLACKLIST_DECLARATION_WITHDRAWN = "blacklists.declaration_withdrawn", "撤回“黑名单”尚未启用的声明"
    IMPORT_UPLOADED = "blacklists.import_uploaded", "上传“黑名单”"
    IMPORT_PUSHED = "blacklists.import_pushed", "接收程序送来的“黑名单”"
    IMPORT_PULLED = "blacklists.import_pulled", "拉取“黑名单”"
    IMPORT_ROWS_DECIDED = "blacklists.import_rows_decided", "认定“黑名单”各行是否采用"
    IMPORT_AS_OF_CHANGED = "blacklists.import_as_of_changed", "改正“黑名单”的截至日期"
    IMPORT_WITHDRAWN = "blacklists.import_withdrawn", "撤回“黑名单”导入"
    IMPORT_LAYOUT_SET = "blacklists.import_layout_set", "指定如何读取“黑名单”"
    IMPORT_CELLS_EDITED = "blacklists.import_cells_edited", "在页面上改正“黑名单”"
    BLACKLIST_HEADING_DELETED = "blacklists.heading_deleted", "忘记“黑名单”的表头"
    IMPORT_CONFIRMATION_PROPOSED = "blacklists.import_confirmation_proposed", "提请确认“黑名单”导入"
    IMPORT_CONFIRMATION_REJECTED = "blacklists.import_confirmation_rejected", "退回“黑名单”导入的确认"
    IMPORT_CONFIRMED = "blacklists.import_confirmed", "导入“黑名单”"
    IMPORT_DISCARDED = "blacklists.import_discarded", "删除未能读取的文件"
    FEED_CREATED = "blacklists.feed_created", "新建数据接口"
    FEED_CHANGED = "blacklists.feed_changed", "修改数据接口"
    FEED_ENABLED = "blacklists.feed_enabled", "启用数据接口"
    FEED_DISABLED = "blacklists.feed_disabled", "停用数据接口"
    FEED_PULL_REQUESTED = "blacklists.feed_pull_requested", "立即拉取"
    BLACKLIST_SWITCH_APPLIED = "screening.blacklist_switch_applied", "按“黑名单”的新效力重新认定资格"
    SCREENING_RETRIED = "screening.retried", "重新比对失败的分块"
    SCREENING_REPEATED = "screening.repeated", "重新比对核验"
    SCREENING_REQUESTED = "screening.requested", "全部重新比对"
    DECISION_PROPOSED = "screening.decision_proposed", "提出核实结论"
    HIT_DECIDED = "screening.hit_decided", "核实比对命中"
    DECISION_REJECTED = "screening.decision_rejected", "退回核实结论"
    DECISION_REOPENED = "screening.decision_reopened", "重新核实"
    POLICY_CHANGE_PROPOSED = "screening.policy_change_proposed", "提出修改比对规则"
    POLICY_CHANGED = "screening.policy_changed", "修改比对规则"
    POLICY_CHANGE_REJECTED = "screening.policy_change_rejected", "退回比对规则的修改"
    THRESHOLDS_TRIED = "screening.thresholds_tried", "试算分值"
    THRESHOLDS_CHANGED = "screening.thresholds_changed", "修改比对分值"
    ENTERPRISE_REVOKED = "screening.enterprise_revoked", "取消资格"
    RESTORATION_PROPOSED = "screening.restoration_proposed", "提请恢复资格"
    RESTORATION_REJECTED = "screening.restoration_rejected", "退回恢复资格"
    ENTERPRISE_RESTORED = "screening.enterprise_restored", "恢复资格"
    APPLICATION_LOGGED = "feedback.application_logged", "登记措施实施"
    APPLICATION_CORRECTED = "feedback.application_corrected", "更正措施实施"
    APPLICATION_SUPPLEMENTED = "feedback.application_supplemented", "补充措施实施的材料"
    APPLICATION_STOPPED = "feedback.application_stopped", "停止措施"
    APPLICATION_CANCELLED = "feedback.application_cancelled", "撤销措施实施"
    APPLICATION_UNDONE = "feedback.application_undone", "撤回刚登记的措施实施"
    CORRECTION_ACKNOWLEDGED = "feedback.correction_acknowledged", "知悉当日资格的更正"
    VIOLATION_REPORTED = "feedback.violation_reported", "报送失信线索"
    REPORT_DECIDED = "feedback.report_decided", "处理失信线索"
    STOP_ADVICE_ANSWERED = "feedback.stop_advice_answered", "答复停用建议"
    ANSWER_CORRECTED = "feedback.answer_corrected", "更正停用建议的答复"
    ANSWER_UNDONE = "feedback.answer_undone", "撤回刚作的停用建议答复"
    NOTICE_READ = "feedback.notice_read", "阅读消息"
    CERTIFICATE_ISSUED = "certificates.certificate_issued", "开具资格证明"
    CHECKPOINT_COSIGNED = "certificates.checkpoint_cosigned", "会签证明日志"
    COSIGNING_KEY_REGISTERED = "certificates.cosigning_key_registered", "登记会签密钥"
    COSIGNING_KEY_RETIRED = "certificates.cosigning_key_retired", "停用会签密钥"
    ENTERPRISE_PUBLISHED = "publicity.enterprise_published", "公布企业"
    PUBLICATION_WITHDRAWN = "publicity.publication_withdrawn", "撤下公布"
    CASE_WRITTEN = "publicity.case_written", "编写案例"
    CASE_EDITED = "publicity.case_edited", "修改案例"
    CASE_PUBLISHED = "publicity.case_published", "公布案例"
    CASE_WITHDRAWN = "publicity.case_withdrawn", "撤下案例"


# Kinds that the auditor looks through every week.
SENSITIVE = [EventKind.ACCOUNT.value, EventKind.DOWNLOAD.value]
KINDS = {
    **dict.fromkeys((EventType.SIGNED_IN, EventType.SIGNED_OUT, EventType.SIGN_IN_FAILED), EventKind.SIGN_IN),
    **dict.fromkeys((EventType.REQUEST_REFUSED, EventType.RECEIPT_REFUSED), EventKind.REFUSED),
    **dict.fromkeys(
        (
            *(EventType.ENTERPRISES_SEARCHED, EventType.ENTERPRISE_VIEWED, EventType.STANDING_VIEWED),
            *(EventType.NOTICE_READ, EventType.CERTIFICATE_VIEWED, EventType.RECEIPT_CHECKED),
            *(EventType.LOOKUP_ASKED, EventType.LOOKUP_VIEWED),
        ),
        EventKind.VIEW,
    ),
    **dict.fromkeys(
        (EventType.LIST_DOWNLOADED, EventType.FILE_DOWNLOADED, EventType.EVIDENCE_DOWNLOADED), EventKind.DOWNLOAD
    ),
}


def kind_of(type: EventType) -> EventKind:
    """Return the kind of the type; the other types of accounts are about accounts, and all other types are acts."""
    return KINDS.get(type) or (EventKind.ACCOUNT if type.startswith("accounts.") else EventKind.ACT)
