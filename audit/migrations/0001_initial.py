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
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='时间')),
                ('type', models.CharField(choices=[('accounts.signed_in', '登录'), ('accounts.signed_out', '退出登录'), ('accounts.sign_in_failed', '登录失败'), ('accounts.password_changed', '修改密码'), ('accounts.password_reset', '重置密码'), ('exports.list_downloaded', '下载列表'), ('accounts.api_token_created', '签发接口令牌'), ('admin.added', '后台新增'), ('admin.changed', '后台修改'), ('incentives.measure_amended', '修订措施'), ('roster.received', '上传名单'), ('roster.withdrawn', '撤回名单报送'), ('roster.layout_set', '指定如何读取'), ('roster.cells_edited', '在页面上改正'), ('roster.rows_decided', '认定各行是否采用'), ('roster.as_of_changed', '改正名单的截至日期'), ('roster.heading_deleted', '忘记名单的表头'), ('roster.confirmed', '确认名单'), ('roster.transfer_requested', '请求移交企业'), ('roster.transfer_agreed', '移交企业'), ('roster.transfer_declined', '退回移交请求'), ('roster.transfer_withdrawn', '撤回移交请求'), ('blacklists.blacklist_created', '新增“黑名单”领域'), ('blacklists.blacklist_changed', '修改“黑名单”领域'), ('blacklists.switch_proposed', '提请改变“黑名单”的效力'), ('blacklists.switched', '复核同意改变“黑名单”的效力'), ('blacklists.switch_rejected', '退回“黑名单”的效力变更'), ('blacklists.declared_unused', '声明“黑名单”尚未启用'), ('blacklists.declaration_withdrawn', '撤回“黑名单”尚未启用的声明'), ('blacklists.import_uploaded', '上传“黑名单”'), ('blacklists.import_pushed', '接收程序送来的“黑名单”'), ('blacklists.import_pulled', '拉取“黑名单”'), ('blacklists.import_rows_decided', '认定“黑名单”各行是否采用'), ('blacklists.import_as_of_changed', '改正“黑名单”的截至日期'), ('blacklists.import_withdrawn', '撤回“黑名单”导入'), ('blacklists.import_layout_set', '指定如何读取“黑名单”'), ('blacklists.import_cells_edited', '在页面上改正“黑名单”'), ('blacklists.heading_deleted', '忘记“黑名单”的表头'), ('blacklists.import_confirmation_proposed', '提请确认“黑名单”导入'), ('blacklists.import_confirmation_rejected', '退回“黑名单”导入的确认'), ('blacklists.import_confirmed', '导入“黑名单”'), ('blacklists.import_discarded', '删除未能读取的文件'), ('blacklists.feed_created', '新建数据接口'), ('blacklists.feed_changed', '修改数据接口'), ('blacklists.feed_enabled', '启用数据接口'), ('blacklists.feed_disabled', '停用数据接口'), ('blacklists.feed_pull_requested', '立即拉取'), ('screening.blacklist_switch_applied', '按“黑名单”的新效力重新认定资格'), ('screening.retried', '重新比对失败的分块'), ('screening.repeated', '重新比对核验'), ('screening.requested', '全部重新比对'), ('screening.decision_proposed', '提出核实结论'), ('screening.hit_decided', '核实比对命中'), ('screening.decision_rejected', '退回核实结论'), ('screening.decision_reopened', '重新核实'), ('screening.policy_change_proposed', '提出修改比对规则'), ('screening.policy_changed', '修改比对规则'), ('screening.policy_change_rejected', '退回比对规则的修改'), ('screening.thresholds_tried', '试算分值'), ('screening.thresholds_changed', '修改比对分值'), ('screening.enterprise_revoked', '取消资格'), ('screening.restoration_proposed', '提请恢复资格'), ('screening.restoration_rejected', '退回恢复资格'), ('screening.enterprise_restored', '恢复资格'), ('feedback.application_logged', '登记措施实施'), ('feedback.application_corrected', '更正措施实施'), ('feedback.application_stopped', '停止措施'), ('feedback.application_cancelled', '撤销措施实施'), ('feedback.application_undone', '撤回刚登记的措施实施'), ('feedback.correction_acknowledged', '知悉当日资格的更正'), ('feedback.violation_reported', '报送失信线索'), ('feedback.report_decided', '处理失信线索'), ('feedback.stop_advice_answered', '答复停用建议'), ('feedback.notice_read', '阅读消息'), ('publicity.enterprise_published', '公布企业'), ('publicity.publication_withdrawn', '撤下公布'), ('publicity.case_written', '编写案例'), ('publicity.case_edited', '修改案例'), ('publicity.case_published', '公布案例'), ('publicity.case_withdrawn', '撤下案例')], max_length=50, verbose_name='操作')),
                ('actor_id', models.BigIntegerField(help_text='为空即平台自动进行。', null=True, verbose_name='操作人编号')),
                ('actor_username', models.CharField(blank=True, max_length=50, verbose_name='用户名')),
                ('actor_name', models.CharField(blank=True, max_length=50, verbose_name='操作人')),
                ('actor_department', models.CharField(blank=True, max_length=50, verbose_name='操作人的成员单位')),
                ('target_label', models.CharField(help_text='模型，如 roster.RosterSubmission。', max_length=100, verbose_name='对象类别')),
                ('target_key', models.CharField(max_length=50, verbose_name='对象编号')),
                ('target_text', models.CharField(max_length=200, verbose_name='对象')),
                ('data', models.JSONField(default=dict, help_text='英文键；显示时由 audit/wording.py 转为中文。', verbose_name='详情')),
                ('changes', models.JSONField(default=dict, help_text='字段 → [原值, 新值]。', verbose_name='变更')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                ('request_id', models.CharField(blank=True, max_length=32, verbose_name='请求编号')),
            ],
            options={
                'verbose_name': '审计日志',
                'verbose_name_plural': '审计日志',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('type__in', ['accounts.signed_in', 'accounts.signed_out', 'accounts.sign_in_failed', 'accounts.password_changed', 'accounts.password_reset', 'exports.list_downloaded', 'accounts.api_token_created', 'admin.added', 'admin.changed', 'incentives.measure_amended', 'roster.received', 'roster.withdrawn', 'roster.layout_set', 'roster.cells_edited', 'roster.rows_decided', 'roster.as_of_changed', 'roster.heading_deleted', 'roster.confirmed', 'roster.transfer_requested', 'roster.transfer_agreed', 'roster.transfer_declined', 'roster.transfer_withdrawn', 'blacklists.blacklist_created', 'blacklists.blacklist_changed', 'blacklists.switch_proposed', 'blacklists.switched', 'blacklists.switch_rejected', 'blacklists.declared_unused', 'blacklists.declaration_withdrawn', 'blacklists.import_uploaded', 'blacklists.import_pushed', 'blacklists.import_pulled', 'blacklists.import_rows_decided', 'blacklists.import_as_of_changed', 'blacklists.import_withdrawn', 'blacklists.import_layout_set', 'blacklists.import_cells_edited', 'blacklists.heading_deleted', 'blacklists.import_confirmation_proposed', 'blacklists.import_confirmation_rejected', 'blacklists.import_confirmed', 'blacklists.import_discarded', 'blacklists.feed_created', 'blacklists.feed_changed', 'blacklists.feed_enabled', 'blacklists.feed_disabled', 'blacklists.feed_pull_requested', 'screening.blacklist_switch_applied', 'screening.retried', 'screening.repeated', 'screening.requested', 'screening.decision_proposed', 'screening.hit_decided', 'screening.decision_rejected', 'screening.decision_reopened', 'screening.policy_change_proposed', 'screening.policy_changed', 'screening.policy_change_rejected', 'screening.thresholds_tried', 'screening.thresholds_changed', 'screening.enterprise_revoked', 'screening.restoration_proposed', 'screening.restoration_rejected', 'screening.enterprise_restored', 'feedback.application_logged', 'feedback.application_corrected', 'feedback.application_stopped', 'feedback.application_cancelled', 'feedback.application_undone', 'feedback.correction_acknowledged', 'feedback.violation_reported', 'feedback.report_decided', 'feedback.stop_advice_answered', 'feedback.notice_read', 'publicity.enterprise_published', 'publicity.publication_withdrawn', 'publicity.case_written', 'publicity.case_edited', 'publicity.case_published', 'publicity.case_withdrawn'])), name='audit_event_type_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0450288fcb55201b346da4e2d56d2293ba7aac03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_00dfa', table='audit_auditevent', when='BEFORE')),
                ],
            },
        ),
    ]
