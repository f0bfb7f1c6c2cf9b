import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('type', models.CharField(choices=[('accounts.signed_in', '登录'), ('accounts.signed_out', '退出登录'), ('accounts.sign_in_failed', '登录失败'), ('accounts.request_refused', '没有权限的访问'), ('accounts.session_ended', '结束登录'), ('accounts.factor_enrolled', '设置第二重验证'), ('accounts.factor_reset', '重设第二重验证'), ('accounts.recovery_codes_renewed', '更换备用码'), ('accounts.password_changed', '修改密码'), ('accounts.password_reset', '重设密码'), ('accounts.password_link_made', '发出设置密码的链接'), ('accounts.password_code_viewed', '查看设置密码的验证码'), ('accounts.password_chosen', '凭链接设置密码'), ('accounts.account_added', '新增账号'), ('accounts.account_changed', '修改账号'), ('accounts.account_change_proposed', '提请变动账号'), ('accounts.account_change_rejected', '退回账号的变动'), ('exports.list_downloaded', '下载列表'), ('uploads.file_downloaded', '下载报送材料'), ('feedback.evidence_downloaded', '下载佐证材料'), ('feedback.enterprises_searched', '查询企业'), ('feedback.enterprise_viewed', '查看企业'), ('feedback.lookup_asked', '批量查询企业'), ('feedback.lookup_viewed', '查看批量查询的结果'), ('feedback.lookup_chosen', '选定批量查询的企业'), ('feedback.enterprise_followed', '关注企业'), ('feedback.enterprise_unfollowed', '取消关注企业'), ('feedback.search_saved', '保存查询'), ('feedback.search_renamed', '保存的查询改名'), ('feedback.search_deleted', '删除保存的查询'), ('screening.standing_viewed', '查看资格依据'), ('certificates.certificate_viewed', '查看资格证明'), ('screening.receipt_checked', '核验查询回执'), ('screening.receipt_refused', '核验查询回执未通过'), ('accounts.api_token_created', '签发接口令牌'), ('accounts.api_token_revoked', '撤销接口令牌'), ('admin.changed', '后台修改'), ('incentives.plan_change_proposed', '提请变动行动计划'), ('incentives.plan_changed', '变动行动计划'), ('incentives.plan_change_rejected', '退回行动计划的变动'), ('reorganisations.proposed', '提请机构变动'), ('reorganisations.approved', '同意机构变动'), ('reorganisations.rejected', '退回或撤回机构变动'), ('reorganisations.done', '施行机构变动'), ('incentives.measure_change_proposed', '提请变动措施'), ('incentives.measure_changed', '变动措施'), ('incentives.measure_change_rejected', '退回措施的变动'), ('incentives.measure_change_withdrawn', '撤回措施的变动'), ('workdays.year_loaded', '载入放假安排'), ('workdays.exception_added', '登记例外的日子'), ('workdays.site_settings_changed', '修改站点设置'), ('roster.received', '上传名单'), ('roster.withdrawn', '撤回名单报送'), ('roster.layout_set', '指定如何读取'), ('roster.cells_edited', '在页面上改正'), ('roster.rows_decided', '认定各行是否采用'), ('roster.as_of_changed', '改正名单的截至日期'), ('roster.heading_deleted', '忘记名单的表头'), ('roster.confirmed', '确认名单'), ('roster.transfer_requested', '请求移交企业'), ('roster.transfer_agreed', '移交企业'), ('roster.transfer_declined', '退回移交请求'), ('roster.transfer_withdrawn', '撤回移交请求'), ('blacklists.blacklist_created', '新增“黑名单”领域'), ('blacklists.blacklist_changed', '修改“黑名单”领域'), ('blacklists.switch_proposed', '提请改变“黑名单”的效力'), ('blacklists.switched', '复核同意改变“黑名单”的效力'), ('blacklists.switch_rejected', '退回“黑名单”的效力变更'), ('blacklists.declared_unused', '声明“黑名单”尚未启用'), ('blacklists.declaration_withdrawn', '撤回“黑名单”尚未启用的声明'), ('blacklists.import_uploaded', '上传“黑名单”'), ('blacklists.import_pushed', '接收程序送来的“黑名单”'), ('blacklists.import_pulled', '拉取“黑名单”'), ('blacklists.import_rows_decided', '认定“黑名单”各行是否采用'), ('blacklists.import_as_of_changed', '改正“黑名单”的截至日期'), ('blacklists.import_withdrawn', '撤回“黑名单”导入'), ('blacklists.import_layout_set', '指定如何读取“黑名单”'), ('blacklists.import_cells_edited', '在页面上改正“黑名单”'), ('blacklists.heading_deleted', '忘记“黑名单”的表头'), ('blacklists.import_confirmation_proposed', '提请确认“黑名单”导入'), ('blacklists.import_confirmation_rejected', '退回“黑名单”导入的确认'), ('blacklists.import_confirmed', '导入“黑名单”'), ('blacklists.import_discarded', '删除未能读取的文件'), ('blacklists.feed_created', '新建数据接口'), ('blacklists.feed_changed', '修改数据接口'), ('blacklists.feed_enabled', '启用数据接口'), ('blacklists.feed_disabled', '停用数据接口'), ('blacklists.feed_pull_requested', '立即拉取'), ('screening.blacklist_switch_applied', '按“黑名单”的新效力重新认定资格'), ('screening.retried', '重新比对失败的分块'), ('screening.repeated', '重新比对核验'), ('screening.requested', '全部重新比对'), ('screening.decision_proposed', '提出核实结论'), ('screening.hit_decided', '核实比对命中'), ('screening.decision_rejected', '退回核实结论'), ('screening.decision_reopened', '重新核实'), ('screening.policy_change_proposed', '提出修改比对规则'), ('screening.policy_changed', '修改比对规则'), ('screening.policy_change_rejected', '退回比对规则的修改'), ('screening.thresholds_tried', '试算分值'), ('screening.thresholds_changed', '修改比对分值'), ('screening.enterprise_revoked', '取消资格'), ('screening.restoration_proposed', '提请恢复资格'), ('screening.restoration_rejected', '退回恢复资格'), ('screening.enterprise_restored', '恢复资格'), ('screening.enterprise_suspended', '暂停资格'), ('screening.lifting_proposed', '提请解除暂停'), ('screening.lifting_rejected', '退回解除暂停'), ('screening.suspension_lifted', '解除暂停'), ('webhooks.endpoint_created', '新增推送接口'), ('webhooks.endpoint_changed', '修改推送接口'), ('webhooks.key_exchanged', '换发签名密钥'), ('webhooks.tested', '向推送接口发送测试'), ('webhooks.repeated', '重新投递'), ('feedback.application_logged', '登记措施实施'), ('feedback.application_corrected', '更正措施实施'), ('feedback.application_supplemented', '补充措施实施的材料'), ('feedback.application_stopped', '停止措施'), ('feedback.application_cancelled', '撤销措施实施'), ('feedback.application_undone', '撤回刚登记的措施实施'), ('feedback.correction_acknowledged', '知悉当日资格的更正'), ('feedback.violation_reported', '报送失信线索'), ('feedback.report_decided', '处理失信线索'), ('feedback.stop_advice_answered', '答复停用建议'), ('feedback.answer_corrected', '更正停用建议的答复'), ('feedback.answer_undone', '撤回刚作的停用建议答复'), ('feedback.month_confirmed', '确认月度实施情况'), ('feedback.notice_read', '阅读消息'), ('feedback.notice_acknowledged', '知悉消息'), ('certificates.certificate_issued', '开具资格证明'), ('certificates.checkpoint_cosigned', '会签证明日志'), ('certificates.cosigning_key_registered', '登记会签密钥'), ('certificates.cosigning_key_retired', '停用会签密钥'), ('publicity.enterprise_published', '公布企业'), ('publicity.publication_withdrawn', '撤下公布'), ('publicity.case_written', '编写案例'), ('publicity.case_edited', '修改案例'), ('publicity.case_published', '公布案例'), ('publicity.case_withdrawn', '撤下案例')], max_length=50, verbose_name='操作')),
                ('kind', models.CharField(choices=[('view', '查看'), ('download', '下载'), ('sign_in', '登录'), ('account', '账号与权限'), ('act', '办理'), ('refused', '被拒绝')], max_length=10, verbose_name='类别')),
                ('actor_id', models.BigIntegerField(help_text='为空即平台自动进行。', null=True, verbose_name='操作人编号')),
                ('actor_username', models.CharField(blank=True, max_length=50, verbose_name='用户名')),
                ('actor_name', models.CharField(blank=True, max_length=50, verbose_name='操作人')),
                ('actor_department', models.CharField(blank=True, max_length=50, verbose_name='操作人的成员单位')),
                ('target_label', models.CharField(blank=True, help_text='模型，如 roster.RosterSubmission。', max_length=100, verbose_name='对象类别')),
                ('target_key', models.CharField(blank=True, max_length=50, verbose_name='对象编号')),
                ('target_text', models.CharField(blank=True, max_length=200, verbose_name='对象')),
                ('enterprise_id', models.BigIntegerField(null=True, verbose_name='企业编号')),
                ('purpose', models.CharField(blank=True, help_text='查看、下载前所填写的。', max_length=50, verbose_name='查询用途')),
                ('data', models.JSONField(default=dict, help_text='英文键；显示时由 audit/wording.py 转为中文。', verbose_name='详情')),
                ('changes', models.JSONField(default=dict, help_text='字段 → [原值, 新值]。', verbose_name='变更')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                ('request_id', models.CharField(blank=True, max_length=32, verbose_name='请求编号')),
                ('transaction_id', models.BigIntegerField(help_text='由数据库填写，见 audit/transactions.py。', verbose_name='事务编号')),
            ],
            options={
                'verbose_name': '审计日志',
                'verbose_name_plural': '审计日志',
                'ordering': ('-at', '-pk'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('type__in', ['accounts.signed_in', 'accounts.signed_out', 'accounts.sign_in_failed', 'accounts.request_refused', 'accounts.session_ended', 'accounts.factor_enrolled', 'accounts.factor_reset', 'accounts.recovery_codes_renewed', 'accounts.password_changed', 'accounts.password_reset', 'accounts.password_link_made', 'accounts.password_code_viewed', 'accounts.password_chosen', 'accounts.account_added', 'accounts.account_changed', 'accounts.account_change_proposed', 'accounts.account_change_rejected', 'exports.list_downloaded', 'uploads.file_downloaded', 'feedback.evidence_downloaded', 'feedback.enterprises_searched', 'feedback.enterprise_viewed', 'feedback.lookup_asked', 'feedback.lookup_viewed', 'feedback.lookup_chosen', 'feedback.enterprise_followed', 'feedback.enterprise_unfollowed', 'feedback.search_saved', 'feedback.search_renamed', 'feedback.search_deleted', 'screening.standing_viewed', 'certificates.certificate_viewed', 'screening.receipt_checked', 'screening.receipt_refused', 'accounts.api_token_created', 'accounts.api_token_revoked', 'admin.changed', 'incentives.plan_change_proposed', 'incentives.plan_changed', 'incentives.plan_change_rejected', 'reorganisations.proposed', 'reorganisations.approved', 'reorganisations.rejected', 'reorganisations.done', 'incentives.measure_change_proposed', 'incentives.measure_changed', 'incentives.measure_change_rejected', 'incentives.measure_change_withdrawn', 'workdays.year_loaded', 'workdays.exception_added', 'workdays.site_settings_changed', 'roster.received', 'roster.withdrawn', 'roster.layout_set', 'roster.cells_edited', 'roster.rows_decided', 'roster.as_of_changed', 'roster.heading_deleted', 'roster.confirmed', 'roster.transfer_requested', 'roster.transfer_agreed', 'roster.transfer_declined', 'roster.transfer_withdrawn', 'blacklists.blacklist_created', 'blacklists.blacklist_changed', 'blacklists.switch_proposed', 'blacklists.switched', 'blacklists.switch_rejected', 'blacklists.declared_unused', 'blacklists.declaration_withdrawn', 'blacklists.import_uploaded', 'blacklists.import_pushed', 'blacklists.import_pulled', 'blacklists.import_rows_decided', 'blacklists.import_as_of_changed', 'blacklists.import_withdrawn', 'blacklists.import_layout_set', 'blacklists.import_cells_edited', 'blacklists.heading_deleted', 'blacklists.import_confirmation_proposed', 'blacklists.import_confirmation_rejected', 'blacklists.import_confirmed', 'blacklists.import_discarded', 'blacklists.feed_created', 'blacklists.feed_changed', 'blacklists.feed_enabled', 'blacklists.feed_disabled', 'blacklists.feed_pull_requested', 'screening.blacklist_switch_applied', 'screening.retried', 'screening.repeated', 'screening.requested', 'screening.decision_proposed', 'screening.hit_decided', 'screening.decision_rejected', 'screening.decision_reopened', 'screening.policy_change_proposed', 'screening.policy_changed', 'screening.policy_change_rejected', 'screening.thresholds_tried', 'screening.thresholds_changed', 'screening.enterprise_revoked', 'screening.restoration_proposed', 'screening.restoration_rejected', 'screening.enterprise_restored', 'screening.enterprise_suspended', 'screening.lifting_proposed', 'screening.lifting_rejected', 'screening.suspension_lifted', 'webhooks.endpoint_created', 'webhooks.endpoint_changed', 'webhooks.key_exchanged', 'webhooks.tested', 'webhooks.repeated', 'feedback.application_logged', 'feedback.application_corrected', 'feedback.application_supplemented', 'feedback.application_stopped', 'feedback.application_cancelled', 'feedback.application_undone', 'feedback.correction_acknowledged', 'feedback.violation_reported', 'feedback.report_decided', 'feedback.stop_advice_answered', 'feedback.answer_corrected', 'feedback.answer_undone', 'feedback.month_confirmed', 'feedback.notice_read', 'feedback.notice_acknowledged', 'certificates.certificate_issued', 'certificates.checkpoint_cosigned', 'certificates.cosigning_key_registered', 'certificates.cosigning_key_retired', 'publicity.enterprise_published', 'publicity.publication_withdrawn', 'publicity.case_written', 'publicity.case_edited', 'publicity.case_published', 'publicity.case_withdrawn'])), name='audit_event_type_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['view', 'download', 'sign_in', 'account', 'act', 'refused'])), name='audit_event_kind_known'),
                ],
                'indexes': [
                    models.Index(fields=['at'], name='audit_by_moment'),
                    models.Index(fields=['kind', 'at'], name='audit_by_kind'),
                    models.Index(condition=models.Q(('kind__in', ['account', 'download'])), fields=['at'], name='audit_sensitive'),
                    models.Index(fields=['actor_id', 'at'], name='audit_by_actor'),
                    models.Index(fields=['actor_id', 'kind', 'at'], name='audit_by_actor_and_kind'),
                    models.Index(condition=models.Q(('enterprise_id__isnull', False)), fields=['enterprise_id', 'at'], name='audit_by_enterprise'),
                    models.Index(condition=models.Q(('enterprise_id__isnull', False)), fields=['enterprise_id', 'kind', 'at'], name='audit_by_enterprise_and_kind'),
                    models.Index(fields=['target_key', 'target_label', 'at'], name='audit_by_target'),
                    models.Index(condition=models.Q(('purpose', ''), _negated=True), fields=['at'], name='audit_with_purpose'),
                    models.Index(fields=['transaction_id'], name='audit_by_transaction'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0450288fcb55201b346da4e2d56d2293ba7aac03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_00dfa', table='audit_auditevent', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='transaction_number', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.transaction_id := audit_transaction(pg_current_xact_id()); RETURN NEW;', hash='1f59235f9b3ecfb2fae19e3acbb31038d9bf6b5a', operation='INSERT', pgid='pgtrigger_transaction_number_a17bd', table='audit_auditevent', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='AuditBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_at', models.DateTimeField(auto_now_add=True, verbose_name='封存时间')),
                ('transactions_from', models.BigIntegerField(unique=True, verbose_name='自事务')),
                ('transactions_until', models.BigIntegerField(help_text='不含。', verbose_name='至事务')),
                ('event_count', models.PositiveIntegerField(verbose_name='记录数')),
                ('root', models.CharField(help_text='SHA-256树的根。', max_length=64, verbose_name='各条记录的校验值')),
                ('head', models.CharField(help_text='本批与前一批校验值的SHA-256。', max_length=64, unique=True, verbose_name='链上校验值')),
            ],
            options={
                'verbose_name': '审计日志封存批次',
                'verbose_name_plural': '审计日志封存批次',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('transactions_until__gt', models.F('transactions_from'))), name='audit_batch_range')],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b0538d718556435fb4776cf5abcc5a902905832c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_528d5', table='audit_auditbatch', when='BEFORE')),
                ],
            },
        ),
    ]
