"""The roles and the table of their permissions, which `user.has_perm` reads everywhere (docs/adr/0003)."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    """The roles of users. The public does not sign in and has no role."""

    CUSTOMS = "customs", "海关经办"
    DEPARTMENT = "department", "部门经办"
    CREDIT = "credit", "信用管理"
    SYSTEM = "system", "系统管理"
    AUDITOR = "auditor", "审计"


@dataclass(frozen=True)
class Grant:
    """One permission: its Chinese label for docs/access.md, and the roles that have it."""

    label: str
    roles: frozenset[Role]


def _to(*roles: Role, label: str) -> Grant:
    return Grant(label, frozenset(roles))


GRANTS: dict[str, Grant] = {
    # Roster
    "roster.view_enterprise": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR, label="查询企业与激励资格"),
    "roster.view_rostersubmission": _to(Role.CUSTOMS, Role.CREDIT, Role.AUDITOR, label="查看名单报送"),
    "roster.add_rostersubmission": _to(Role.CUSTOMS, label="报送、确认、撤回本关名单"),
    "roster.decide_transfer": _to(Role.CUSTOMS, label="同意、退回、撤回企业在两关之间的移交"),
    "roster.view_listrules": _to(Role.CUSTOMS, Role.CREDIT, Role.AUDITOR, label="查看名单管理办法"),
    "roster.add_listrules": _to(Role.CUSTOMS, label="上传、撤下本关名单管理办法"),
    "blacklists.view_blacklist": _to(Role.CREDIT, Role.AUDITOR, label="查看“黑名单”及导入记录"),
    "blacklists.change_blacklist": _to(Role.CREDIT, label="新增、修改“黑名单”领域"),
    "blacklists.add_blacklistimport": _to(Role.CREDIT, label="导入“黑名单”"),
    "blacklists.change_blacklistfeed": _to(Role.CREDIT, label="设置、拉取“黑名单”数据接口"),
    "screening.view_screening": _to(Role.CREDIT, Role.AUDITOR, label="查看交叉比对记录与比对命中"),
    "screening.view_overduescreening": _to(Role.CREDIT, Role.SYSTEM, label="获知逾期未完成的交叉比对"),
    "screening.decide_screeninghit": _to(Role.CREDIT, label="核实疑似命中"),
    "screening.change_matchpolicy": _to(Role.CREDIT, label="修改比对规则（第二人复核、核实期限、分值）"),
    "screening.revoke_enterprise": _to(Role.CUSTOMS, label="取消、恢复、暂停本关企业的激励资格，解除暂停"),
    # Feedback
    "feedback.view_lookupbatch": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR),
        label="查看批量查询（各单位看本单位的，审计看全部）",
    ),
    "feedback.add_lookupbatch": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="批量查询企业"),
    "feedback.view_measureapplication": _to(
        Role.CUSTOMS,
        Role.DEPARTMENT,
        Role.CREDIT,
        Role.AUDITOR,
        label="查看措施实施（部门看本部门，牵头单位与海关看全部）",
    ),
    "feedback.add_measureapplication": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="登记本部门的措施实施"),
    "feedback.change_measureapplication": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT),
        label="更正、停止、撤销本部门登记的措施实施",
    ),
    "feedback.view_correctedapplication": _to(Role.CREDIT, label="掌握各部门当日资格后经更正、措施已废止的措施实施"),
    "feedback.acknowledge_correction": _to(
        Role.CUSTOMS,
        Role.DEPARTMENT,
        Role.CREDIT,
        label="知悉措施实施当日资格的更正（部门对本部门的，牵头单位对全部）",
    ),
    "feedback.view_violationreport": _to(
        Role.CUSTOMS,
        Role.DEPARTMENT,
        Role.CREDIT,
        Role.AUDITOR,
        label="查看失信线索（部门看本部门，牵头单位与海关看全部）",
    ),
    "feedback.view_evidence": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR),
        label="下载证明材料（所属的措施实施或失信线索可以查看的）",
    ),
    "feedback.add_violationreport": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="报送失信线索"),
    "feedback.change_violationreport": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT), label="补充、撤回本部门报送的失信线索"
    ),
    "feedback.receive_violationreport": _to(Role.CUSTOMS, Role.CREDIT, label="签收失信线索"),
    "feedback.view_overdueviolationreport": _to(Role.CREDIT, label="督办海关逾期未处理的失信线索"),
    "feedback.decide_violationreport": _to(Role.CUSTOMS, label="处理本关企业的失信线索"),
    "feedback.view_stopadvice": _to(
        Role.CUSTOMS,
        Role.DEPARTMENT,
        Role.CREDIT,
        Role.AUDITOR,
        label="查看停用建议（部门看本部门，牵头单位与海关看全部）",
    ),
    "feedback.view_overduestopadvice": _to(Role.CREDIT, label="督办各部门逾期未答复的停用建议"),
    "feedback.answer_stopadvice": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="答复给本部门的停用建议"),
    "feedback.receive_application": _to(Role.CUSTOMS, Role.CREDIT, label="签收各部门反馈的实施情况"),
    "feedback.view_inquiry": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR),
        label="查看询问与答复（部门看本部门承办的，牵头单位与海关看全部）",
    ),
    "feedback.ask_inquiry": _to(Role.CUSTOMS, Role.CREDIT, label="就各部门的措施实施询问，查看答复"),
    "feedback.answer_inquiry": _to(*(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT), label="答复对本部门措施实施的询问"),
    "feedback.mark_typical": _to(Role.CUSTOMS, Role.CREDIT, label="将措施实施标为典型，取消标记"),
    "feedback.view_departmentmonth": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR),
        label="查看月度确认（部门看本部门，牵头单位与海关看全部）",
    ),
    "feedback.confirm_departmentmonth": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT), label="确认本部门每月的实施情况"
    ),
    "feedback.view_overduemonth": _to(Role.CREDIT, label="督办各部门逾期未确认的月份"),
    "feedback.view_unattended": _to(Role.CREDIT, Role.SYSTEM, label="获知有待办事项而无人办理的单位"),
    "feedback.follow_enterprise": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="关注企业"),
    "feedback.save_search": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="保存查询企业的条件"),
    "feedback.read_notice": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="阅读、知悉给本部门的消息"),
    "feedback.view_announcement": _to(Role.CREDIT, label="掌握、督办各部门消息的阅读、知悉、答复情况"),
    # Reports
    "reports.view_periodreport": _to(*(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR), label="查看统计报告"),
    "reports.view_dashboard": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR), label="查看数据看板和大屏，重新统计"
    ),
    "reports.add_periodreport": _to(Role.CREDIT, label="生成、更正统计报告"),
    "reports.view_reportedenterprise": _to(Role.CUSTOMS, Role.CREDIT, Role.AUDITOR, label="查看统计报告的企业清单"),
    "reports.view_supervision": _to(Role.CUSTOMS, Role.CREDIT, Role.AUDITOR, label="查看督办清单"),
    # Mail
    "mailing.view_mailbox": _to(Role.SYSTEM, label="查看消息邮箱"),
    "mailing.add_mailbox": _to(Role.SYSTEM, label="新增消息邮箱"),
    "mailing.change_mailbox": _to(Role.SYSTEM, label="修改消息邮箱"),
    "mailing.view_mail": _to(Role.SYSTEM, label="查看发给消息邮箱的邮件"),
    "mailing.change_mail": _to(Role.SYSTEM, label="重新发送邮件"),
    # Webhooks
    "webhooks.view_endpoint": _to(*Role, label="查看推送接口与投递（各单位看本单位的，系统管理与审计看全部）"),
    "webhooks.view_event": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT), label="读取推送的事件（各单位可以知悉的）"
    ),
    "webhooks.add_endpoint": _to(Role.SYSTEM, label="新增推送接口"),
    "webhooks.change_endpoint": _to(Role.SYSTEM, label="修改推送接口，换发签名密钥，发送测试，重新投递"),
    # Certificates
    "certificates.view_certificate": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR), label="查看、下载资格证明"
    ),
    "certificates.add_certificate": _to(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, label="开具资格证明"),
    "certificates.view_checkpoint": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT, Role.AUDITOR), label="查看证明日志的检查点"
    ),
    "certificates.cosign_checkpoint": _to(Role.CUSTOMS, Role.AUDITOR, label="会签证明日志的检查点（各以本单位的密钥）"),
    "certificates.view_cosigningkey": _to(Role.SYSTEM, label="查看会签密钥"),
    "certificates.add_cosigningkey": _to(Role.SYSTEM, label="登记会签单位的公钥"),
    "certificates.change_cosigningkey": _to(Role.SYSTEM, label="停用会签密钥"),
    # Publicity
    "publicity.add_publication": _to(Role.CREDIT, label="公布企业名单"),
    "publicity.change_incentivecase": _to(Role.CREDIT, label="编写、公布联合激励案例"),
    "publicity.view_objection": _to(
        Role.CREDIT, Role.CUSTOMS, label="查看异议与异议人的联系方式、证明材料（海关看涉及本关企业的）"
    ),
    "publicity.add_objection": _to(Role.CREDIT, label="代录异议"),
    "publicity.answer_objection": _to(Role.CREDIT, Role.CUSTOMS, label="答复异议（海关答复本关承办的）"),
    "publicity.opine_objection": _to(Role.CUSTOMS, label="对涉及本关企业的异议提出意见"),
    "publicity.mark_objection": _to(Role.CREDIT, label="在公布的企业旁标注异议"),
    # Platform
    "audit.view_auditevent": _to(Role.AUDITOR, label="查看审计日志"),
    "accounts.use_admin": _to(Role.SYSTEM, label="使用系统管理后台"),
    "accounts.view_user": _to(Role.SYSTEM, label="查看账号"),
    "accounts.add_user": _to(Role.SYSTEM, label="新增账号"),
    "accounts.change_user": _to(Role.SYSTEM, label="修改账号"),
    "staffing.view_unusedaccount": _to(Role.SYSTEM, label="获知久未登录、即将到期的账号"),
    "staffing.change_absence": _to(
        *(Role.CUSTOMS, Role.DEPARTMENT, Role.CREDIT), label="查看、登记、结束本单位人员的外出"
    ),
    "staffing.decide_change": _to(Role.SYSTEM, Role.AUDITOR, label="同意、退回他人提出的账号变动"),
    "accounts.view_passwordcode": _to(*Role, label="查看须由其告知的验证码"),
    "accounts.view_apitoken": _to(Role.SYSTEM, label="查看接口令牌"),
    "accounts.add_apitoken": _to(Role.SYSTEM, label="签发接口令牌"),
    "accounts.change_apitoken": _to(Role.SYSTEM, label="撤销接口令牌"),
    "accounts.view_department": _to(Role.SYSTEM, label="查看成员单位"),
    "accounts.change_department": _to(Role.SYSTEM, label="修改海关注册编码前缀"),
    "reorganisations.view_reorganisation": _to(Role.SYSTEM, label="查看机构变动"),
    "reorganisations.change_reorganisation": _to(Role.SYSTEM, label="提请、复核机构变动"),
    "incentives.view_actionplan": _to(Role.SYSTEM, label="查看行动计划"),
    "incentives.add_actionplan": _to(Role.SYSTEM, label="提请、复核行动计划的印发、废止、撤回和措施的新增"),
    "incentives.view_section": _to(Role.SYSTEM, label="查看措施类别"),
    "incentives.view_measure": _to(Role.SYSTEM, label="查看激励措施"),
    "incentives.change_measure": _to(Role.SYSTEM, label="提请、复核激励措施的变动"),
    "workdays.view_calendaryear": _to(Role.SYSTEM, label="查看年度放假安排"),
    "workdays.add_calendaryear": _to(Role.SYSTEM, label="载入年度放假安排"),
    "workdays.view_calendarexception": _to(Role.SYSTEM, label="查看例外的日子"),
    "workdays.add_calendarexception": _to(Role.SYSTEM, label="登记例外的日子"),
    "workdays.view_sitesettings": _to(Role.SYSTEM, label="查看站点设置"),
    "workdays.add_sitesettings": _to(Role.SYSTEM, label="修改站点设置"),
}

# The permissions that a token of the API may have: those of its addresses.
API_PERMISSIONS = (
    *("roster.view_enterprise", "roster.view_rostersubmission", "roster.add_rostersubmission"),
    *("blacklists.view_blacklist", "blacklists.add_blacklistimport"),
    *("feedback.view_measureapplication", "feedback.add_measureapplication", "feedback.change_measureapplication"),
    *("feedback.view_lookupbatch", "feedback.add_lookupbatch"),
    *("feedback.read_notice", "feedback.view_stopadvice", "feedback.answer_stopadvice"),
    *("feedback.view_departmentmonth", "feedback.confirm_departmentmonth"),
    *("feedback.view_inquiry", "feedback.answer_inquiry"),
    *("feedback.view_violationreport", "feedback.add_violationreport", "feedback.change_violationreport"),
    *("feedback.receive_violationreport", "feedback.decide_violationreport"),
    *("certificates.view_certificate", "certificates.add_certificate"),
    *("reports.view_periodreport", "webhooks.view_event"),
)


def is_granted(permission: str, role: str) -> bool:
    """Return whether the role has the permission (`app.codename`); False for a permission that is not in the table."""
    grant = GRANTS.get(permission)
    return grant is not None and role in grant.roles
