import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('approvals', '0001_initial'),
        ('blacklists', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('roster', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL("""CREATE FUNCTION standing_holds(
        since date, until date, end_known_at timestamptz, known_at timestamptz, known_until timestamptz,
        day date, moment timestamptz
    ) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT since <= day AND (until IS NULL OR until > day OR end_known_at > COALESCE(moment, 'infinity'))
            AND known_at <= COALESCE(moment, 'infinity')
            AND (known_until IS NULL OR known_until > COALESCE(moment, 'infinity'))
    $$""", reverse_sql="DROP FUNCTION standing_holds"),
        migrations.CreateModel(
            name='MatchPolicy',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('approval_rule', models.CharField(choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], default='none', max_length=20, verbose_name='第二人复核')),
                ('term_working_days', models.PositiveSmallIntegerField(default=5, help_text='联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='核实期限（工作日）')),
                ('review_threshold', models.PositiveSmallIntegerField(default=60, help_text='达到该分值的，提请核实；不到的只记录。', verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, help_text='低于该分值的，不作为命中。', verbose_name='不记录的分值')),
                ('act', models.CharField(choices=[('changed', '修改'), ('proposed', '提出修改'), ('approved', '复核同意'), ('rejected', '退回拟定的修改')], default='changed', max_length=10, verbose_name='事项')),
                ('change_reason', models.TextField(blank=True, verbose_name='依据')),
                ('approval', models.OneToOneField(help_text='待复核的修改。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '比对规则',
                'verbose_name_plural': '比对规则',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('id', 1)), name='match_policy_is_one'),
                    models.CheckConstraint(condition=models.Q(('approval_rule__in', ['none', 'confirmations', 'all'])), name='match_policy_approval_rule_known'),
                    models.CheckConstraint(condition=models.Q(('term_working_days__gte', 1), ('term_working_days__lte', 60)), name='match_policy_term_in_bounds'),
                    models.CheckConstraint(condition=models.Q(('ignore_below__lte', models.F('review_threshold')), ('review_threshold__lte', 100)), name='match_policy_thresholds_in_order'),
                    models.CheckConstraint(condition=models.Q(('act__in', ['changed', 'proposed', 'approved', 'rejected'])), name='match_policy_act_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='69facea9ec77ddbb330f8f4ba7a5700d4270cc0b', operation='DELETE', pgid='pgtrigger_never_deleted_009ed', table='screening_matchpolicy', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='policy_relaxed_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."approval_rule" = \'all\' AND NOT (NEW."approval_rule" = \'all\')) OR (NEW."approval_rule" = \'none\' AND OLD."approval_rule" = \'confirmations\'))', func="\n    IF NEW.approval_id IS NOT NULL OR NOT EXISTS (\n        SELECT FROM approvals_approval WHERE id = OLD.approval_id AND state = 'approved' AND subject_type = 'screening.MatchPolicy' AND subject_key = (NEW.id)::text AND decided_by_id = NEW.changed_by_id\n            AND change ->> 'approval_rule' = NEW.approval_rule\n    ) THEN\n        RAISE EXCEPTION 'policy_relaxed_by_two: fewer decisions need approval only when another user approved that'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_relaxed_by_two';\n    END IF;\n    RETURN NEW;\n", hash='77174a23c9cc0f9e95b80e11fb32c46c155725ec', operation='UPDATE', pgid='pgtrigger_policy_relaxed_by_two_3e505', table='screening_matchpolicy', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_matchpolicyevent" ("act", "approval_id", "approval_rule", "change_reason", "changed_by_id", "ignore_below", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_threshold", "term_working_days") VALUES (NEW."act", NEW."approval_id", NEW."approval_rule", NEW."change_reason", NEW."changed_by_id", NEW."ignore_below", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."review_threshold", NEW."term_working_days"); RETURN NULL;', hash='05c4cf5012905ea4fb4d86d0cb0994668a68cf09', operation='INSERT', pgid='pgtrigger_insert_insert_aff61', table='screening_matchpolicy', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."act" IS DISTINCT FROM (NEW."act") OR OLD."approval_id" IS DISTINCT FROM (NEW."approval_id") OR OLD."approval_rule" IS DISTINCT FROM (NEW."approval_rule") OR OLD."change_reason" IS DISTINCT FROM (NEW."change_reason") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."ignore_below" IS DISTINCT FROM (NEW."ignore_below") OR OLD."review_threshold" IS DISTINCT FROM (NEW."review_threshold") OR OLD."term_working_days" IS DISTINCT FROM (NEW."term_working_days"))', func='INSERT INTO "screening_matchpolicyevent" ("act", "approval_id", "approval_rule", "change_reason", "changed_by_id", "ignore_below", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_threshold", "term_working_days") VALUES (NEW."act", NEW."approval_id", NEW."approval_rule", NEW."change_reason", NEW."changed_by_id", NEW."ignore_below", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."review_threshold", NEW."term_working_days"); RETURN NULL;', hash='2f68682974ae1a33a30603a1703f482591753cea', operation='UPDATE', pgid='pgtrigger_update_update_fd8d2', table='screening_matchpolicy', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='MatchPolicyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('approval_rule', models.CharField(choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], default='none', max_length=20, verbose_name='第二人复核')),
                ('term_working_days', models.PositiveSmallIntegerField(default=5, help_text='联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='核实期限（工作日）')),
                ('review_threshold', models.PositiveSmallIntegerField(default=60, help_text='达到该分值的，提请核实；不到的只记录。', verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, help_text='低于该分值的，不作为命中。', verbose_name='不记录的分值')),
                ('act', models.CharField(choices=[('changed', '修改'), ('proposed', '提出修改'), ('approved', '复核同意'), ('rejected', '退回拟定的修改')], default='changed', max_length=10, verbose_name='事项')),
                ('change_reason', models.TextField(blank=True, verbose_name='依据')),
                ('approval', models.ForeignKey(db_constraint=False, db_index=False, help_text='待复核的修改。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('changed_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='screening.matchpolicy')),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3ee9229b858d4141071bb22f0042b294207e751e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0fd6c', table='screening_matchpolicyevent', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('smuggling', '走私犯罪或者走私行为'), ('customs_violation', '违反海关监管规定'), ('other_violation', '其他领域的违法失信行为'), ('blacklisted', '被列入严重失信名单'), ('below_standard', '不再符合高级认证企业标准'), ('on_request', '企业主动申请'), ('other', '其他情形')], max_length=20, verbose_name='原因类别')),
                ('reason', models.TextField(verbose_name='取消原因')),
                ('document_number', models.CharField(max_length=100, verbose_name='决定文号')),
                ('effective_on', models.DateField(verbose_name='取消日期')),
                ('measures', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='空即全部，包括以后补登的。', null=True, size=None, verbose_name='建议停止的措施')),
                ('revoked_at', models.DateTimeField(auto_now_add=True, verbose_name='录入时间')),
                ('restored_on', models.DateField(null=True, verbose_name='恢复日期')),
                ('restored_at', models.DateTimeField(null=True, verbose_name='恢复的录入时间')),
                ('restore_reason', models.TextField(blank=True, verbose_name='恢复原因')),
                ('restore_document', models.CharField(blank=True, max_length=100, verbose_name='恢复文号')),
                ('approval', models.OneToOneField(help_text='待复核的恢复，或经复核同意的恢复。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revocations', to='roster.enterprise', verbose_name='企业')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.department', verbose_name='主管海关')),
                ('restored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='恢复人')),
                ('revoked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取消人')),
                ('rules', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revocations', to='roster.listrules', verbose_name='名单管理办法')),
            ],
            options={
                'verbose_name': '取消资格',
                'verbose_name_plural': '取消资格',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('restored_on__isnull', True)), fields=('enterprise',), name='revocation_open_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('document_number', ''), _negated=True)), name='revocation_with_reason_and_document'),
                    models.CheckConstraint(condition=models.Q(('category__in', ['smuggling', 'customs_violation', 'other_violation', 'blacklisted', 'below_standard', 'on_request', 'other'])), name='revocation_category_known'),
                    models.CheckConstraint(condition=models.Q(('measures__isnull', True), ('measures__len__gt', 0), _connector='OR'), name='revocation_names_measures_or_all'),
                    models.CheckConstraint(condition=models.Q(('restored_on__isnull', True), models.Q(('restored_at__isnull', False), ('restored_by__isnull', False), ('restored_on__gte', models.F('effective_on')), models.Q(('restore_reason', ''), _negated=True), models.Q(('restore_document', ''), _negated=True)), _connector='OR'), name='revocation_restored_with_reason'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='524108cbb12cd10936bbd55e618e126177a2aacf', operation='DELETE', pgid='pgtrigger_never_deleted_16f0e', table='screening_revocation', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."restored_on" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='748dadac28dd3ecda872f1e05f37de4bab2a097d', operation='UPDATE', pgid='pgtrigger_ended_immutable_e4689', table='screening_revocation', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='enterprise_restored_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."restored_on" IS NOT NULL)', func="\n    IF NOT (FALSE)\n        AND (NEW.approval_id IS NOT NULL OR EXISTS (SELECT FROM screening_matchpolicy WHERE approval_rule = 'all'))\n        AND NOT EXISTS (\n            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'screening.Revocation' AND subject_key = (NEW.id)::text AND decided_by_id = NEW.restored_by_id\n                AND change ->> 'ended_on' = to_char(NEW.restored_on, 'YYYY-MM-DD')\n                AND change ->> 'document_number' = NEW.restore_document\n        )\n    THEN\n        RAISE EXCEPTION 'enterprise_restored_by_two: another user approves the end'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprise_restored_by_two';\n    END IF;\n    RETURN NEW;\n", hash='d30b62d64e615652c21bc19755fe49d977115329', operation='INSERT OR UPDATE', pgid='pgtrigger_enterprise_restored_by_two_447dc', table='screening_revocation', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trigger', models.CharField(choices=[('roster', '名单确认'), ('blacklist', '“黑名单”导入'), ('everything', '全部重新比对'), ('repeat', '重新比对核验')], max_length=20, verbose_name='起因')),
                ('is_trial', models.BooleanField(default=False, help_text='只说明会有什么变化，不改变任何命中和资格。', verbose_name='试算')),
                ('review_threshold', models.PositiveSmallIntegerField(default=60, verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, verbose_name='不记录的分值')),
                ('state', models.CharField(choices=[('waiting', '等待比对'), ('running', '比对中'), ('done', '已完成'), ('failed', '比对失败')], default='waiting', max_length=20, verbose_name='状态')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='创建时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('input_versions', models.JSONField(default=dict, help_text='企业、条目历史各到第几条，各名单截至哪次导入。', verbose_name='双方的版本')),
                ('enterprise_count', models.PositiveIntegerField(default=0, verbose_name='企业数')),
                ('entry_count', models.PositiveIntegerField(default=0, verbose_name='条目数')),
                ('candidate_count', models.PositiveIntegerField(default=0, verbose_name='候选组合数')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='命中数')),
                ('result_digest', models.CharField(blank=True, help_text='双方与规则相同，则摘要相同。', max_length=32, verbose_name='结果摘要')),
                ('impact', models.JSONField(default=dict, help_text='新增、消失、改变的命中，改变的激励资格。', verbose_name='结果变化')),
                ('failure', models.JSONField(help_text='代码和参数。', null=True, verbose_name='失败原因')),
                ('blacklist_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='blacklists.blacklistimport', verbose_name='“黑名单”导入')),
                ('repeats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repetitions', to='screening.screening', verbose_name='核验哪一次')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='roster.rostersubmission', verbose_name='名单报送')),
            ],
            options={
                'verbose_name': '交叉比对',
                'verbose_name_plural': '交叉比对',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='screening_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('blacklist_import__isnull', True), ('repeats__isnull', True), ('submission__isnull', False), ('trigger', 'roster')), models.Q(('blacklist_import__isnull', False), ('repeats__isnull', True), ('submission__isnull', True), ('trigger', 'blacklist')), models.Q(('blacklist_import__isnull', True), ('repeats__isnull', True), ('requested_by__isnull', False), ('submission__isnull', True), ('trigger', 'everything')), models.Q(('blacklist_import__isnull', True), ('repeats__isnull', False), ('requested_by__isnull', False), ('submission__isnull', True), ('trigger', 'repeat')), _connector='OR'), name='screening_has_its_cause'),
                    models.CheckConstraint(condition=models.Q(('is_trial', False), ('trigger', 'everything'), _connector='OR'), name='screening_trial_of_everything'),
                    models.CheckConstraint(condition=models.Q(('ignore_below__lte', models.F('review_threshold')), ('review_threshold__lte', 100)), name='screening_thresholds_in_order'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='screening_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:running,running:done,running:failed,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a00662743c9e19c508e031c6f1ea3bd77c6718ab', operation='UPDATE', pgid='pgtrigger_screening_transition_95145', table='screening_screening', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScreenedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_complete', models.BooleanField(verbose_name='已完成比对')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(null=True, verbose_name='至')),
                ('certification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screened', to='roster.certification', verbose_name='高级认证')),
                ('screening', models.ForeignKey(db_index=False, help_text='完成或失败的那次比对。', on_delete=django.db.models.deletion.PROTECT, related_name='screened_periods', to='screening.screening', verbose_name='交叉比对')),
            ],
            options={
                'verbose_name': '高级认证的比对',
                'verbose_name_plural': '高级认证的比对',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('certification',), name='screened_period_open_once'),
                    models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='screened_period_ends_after_start'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2b03d17b408f8caca2ec066ee47f0eb361c8b17a', operation='DELETE', pgid='pgtrigger_never_deleted_d03a9', table='screening_screenedperiod', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."until" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1935c7ad05a0117d8ed565a42996d95af5df94c1', operation='UPDATE', pgid='pgtrigger_ended_immutable_41619', table='screening_screenedperiod', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScreeningChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('low', models.BigIntegerField(verbose_name='自条目')),
                ('high', models.BigIntegerField(verbose_name='至条目')),
                ('state', models.CharField(choices=[('waiting', '等待比对'), ('running', '比对中'), ('done', '已完成'), ('failed', '比对失败')], default='waiting', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='处理次数')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='派发时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('entry_count', models.PositiveIntegerField(default=0, verbose_name='条目数')),
                ('candidate_count', models.PositiveIntegerField(default=0, verbose_name='候选组合数')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='命中数')),
                ('result_digest', models.CharField(blank=True, max_length=32, verbose_name='结果摘要')),
                ('impact', models.JSONField(default=dict, verbose_name='结果变化')),
                ('failure', models.JSONField(help_text='代码和参数。', null=True, verbose_name='失败原因')),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='screening.screening')),
            ],
            options={
                'verbose_name': '比对分块',
                'verbose_name_plural': '比对分块',
                'ordering': ('number',),
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['screening'], name='chunk_waiting'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('screening', 'number'), name='chunk_number_once'),
                    models.CheckConstraint(condition=models.Q(('low__lte', models.F('high'))), name='chunk_range_in_order'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='chunk_state_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='chunk_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:running,running:done,running:failed,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='f05815f49bc347969a5af06ea4f187653c3775f1', operation='UPDATE', pgid='pgtrigger_chunk_transition_2caf6', table='screening_screeningchunk', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScreeningHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('match_type', models.CharField(choices=[('uscc', '统一社会信用代码相同'), ('org_code', '组织机构代码相同'), ('customs_code', '海关注册编码相同'), ('registration_number', '工商注册号相同'), ('contradicted_number', '号码相同，统一社会信用代码不同'), ('name', '名称相同或相近')], max_length=20, verbose_name='匹配方式')),
                ('score', models.PositiveSmallIntegerField(verbose_name='分值')),
                ('reasons', models.JSONField(default=list, help_text='各条规则：rule、params、weight。', verbose_name='理由')),
                ('needs_decision', models.BooleanField(default=False, help_text='须有人核实或复核；否则只是记录。', verbose_name='提请核实')),
                ('is_current', models.BooleanField(default=True, verbose_name='仍然匹配')),
                ('fingerprint', models.CharField(help_text='任一方内容改变，原来的核实结论即失效。', max_length=64, verbose_name='双方内容')),
                ('due_on', models.DateField(help_text='期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。', verbose_name='核实期限')),
                ('term_after', models.DateField(verbose_name='期限自次日起算')),
                ('term_working_days', models.PositiveSmallIntegerField(help_text='0即没有期限。', verbose_name='期限的工作日数')),
                ('decision', models.CharField(choices=[('undecided', '未核实'), ('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], default='undecided', max_length=20, verbose_name='核实结论')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='核实时间')),
                ('decision_reason', models.TextField(blank=True, verbose_name='核实理由')),
                ('reopen_reason', models.TextField(blank=True, verbose_name='重新核实的缘由')),
                ('approval', models.OneToOneField(help_text='待复核的结论，或经复核同意的现结论。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='roster.enterprise', verbose_name='企业')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='blacklists.blacklistentry', verbose_name='条目')),
                ('reopened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回或重开人')),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='screening.screening', verbose_name='发现它的比对')),
            ],
            options={
                'verbose_name': '比对命中',
                'verbose_name_plural': '比对命中',
                'ordering': ('-pk',),
                'indexes': [
                    models.Index(condition=models.Q(('decision', 'undecided'), ('is_current', True)), fields=['due_on'], name='hit_waiting_by_term'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('enterprise', 'entry'), name='hit_once_for_a_pair'),
                    models.CheckConstraint(condition=models.Q(('decision', 'undecided'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='hit_decided_with_reason'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='hit_decision_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."decision", \':\', NEW."decision") = ANY(\'{undecided:confirmed,undecided:dismissed,confirmed:undecided,dismissed:undecided}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."decision" IS DISTINCT FROM NEW."decision") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "decision" from "%" to "%" on table %\', OLD."decision", NEW."decision", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6af99a74ecea66fc0dbf66f5e8e432d94a224818', operation='UPDATE', pgid='pgtrigger_hit_decision_transition_fc5f2', table='screening_screeninghit', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='hit_approved_by_other_user', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."approval_id" IS NOT NULL)', func="\n    IF NOT EXISTS (\n        SELECT FROM approvals_approval\n        WHERE id = NEW.approval_id AND subject_type = 'screening.ScreeningHit' AND subject_key = NEW.id::text\n            AND CASE NEW.decision\n                WHEN 'undecided' THEN state = 'pending'\n                ELSE state = 'approved' AND decided_by_id = NEW.decided_by_id AND change ->> 'decision' = NEW.decision\n            END\n    ) THEN\n        RAISE EXCEPTION 'hit_approved_by_other_user: the decision is not the one that another user approved'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'hit_approved_by_other_user';\n    END IF;\n    RETURN NEW;\n", hash='6efda0d1df8a42ca7a3371c447d3da6e40b1c116', operation='INSERT OR UPDATE', pgid='pgtrigger_hit_approved_by_other_user_35ef7', table='screening_screeninghit', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_screeninghitevent" ("approval_id", "decided_by_id", "decision", "decision_reason", "due_on", "fingerprint", "is_current", "match_type", "needs_decision", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "reopen_reason", "reopened_by_id", "score", "screening_id") VALUES (NEW."approval_id", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."due_on", NEW."fingerprint", NEW."is_current", NEW."match_type", NEW."needs_decision", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reasons", NEW."reopen_reason", NEW."reopened_by_id", NEW."score", NEW."screening_id"); RETURN NULL;', hash='4fbb9ffb7914aca4f1a3a0f9e80803ffc3e76b18', operation='INSERT', pgid='pgtrigger_insert_insert_3cbb2', table='screening_screeninghit', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approval_id" IS DISTINCT FROM (NEW."approval_id") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decision" IS DISTINCT FROM (NEW."decision") OR OLD."decision_reason" IS DISTINCT FROM (NEW."decision_reason") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."is_current" IS DISTINCT FROM (NEW."is_current") OR OLD."match_type" IS DISTINCT FROM (NEW."match_type") OR OLD."needs_decision" IS DISTINCT FROM (NEW."needs_decision") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."reopen_reason" IS DISTINCT FROM (NEW."reopen_reason") OR OLD."reopened_by_id" IS DISTINCT FROM (NEW."reopened_by_id") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."screening_id" IS DISTINCT FROM (NEW."screening_id"))', func='INSERT INTO "screening_screeninghitevent" ("approval_id", "decided_by_id", "decision", "decision_reason", "due_on", "fingerprint", "is_current", "match_type", "needs_decision", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "reopen_reason", "reopened_by_id", "score", "screening_id") VALUES (NEW."approval_id", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."due_on", NEW."fingerprint", NEW."is_current", NEW."match_type", NEW."needs_decision", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reasons", NEW."reopen_reason", NEW."reopened_by_id", NEW."score", NEW."screening_id"); RETURN NULL;', hash='d4a8ceaf66c8144c95857b3a41eb48ed8f680484', operation='UPDATE', pgid='pgtrigger_update_update_74d40', table='screening_screeninghit', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScreeningHitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('is_current', models.BooleanField(default=True, verbose_name='仍然匹配')),
                ('needs_decision', models.BooleanField(default=False, help_text='须有人核实或复核；否则只是记录。', verbose_name='提请核实')),
                ('match_type', models.CharField(choices=[('uscc', '统一社会信用代码相同'), ('org_code', '组织机构代码相同'), ('customs_code', '海关注册编码相同'), ('registration_number', '工商注册号相同'), ('contradicted_number', '号码相同，统一社会信用代码不同'), ('name', '名称相同或相近')], max_length=20, verbose_name='匹配方式')),
                ('score', models.PositiveSmallIntegerField(verbose_name='分值')),
                ('reasons', models.JSONField(default=list, help_text='各条规则：rule、params、weight。', verbose_name='理由')),
                ('fingerprint', models.CharField(help_text='任一方内容改变，原来的核实结论即失效。', max_length=64, verbose_name='双方内容')),
                ('due_on', models.DateField(help_text='期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。', verbose_name='核实期限')),
                ('decision', models.CharField(choices=[('undecided', '未核实'), ('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], default='undecided', max_length=20, verbose_name='核实结论')),
                ('decision_reason', models.TextField(blank=True, verbose_name='核实理由')),
                ('reopen_reason', models.TextField(blank=True, verbose_name='重新核实的缘由')),
                ('approval', models.ForeignKey(db_constraint=False, db_index=False, help_text='待复核的结论，或经复核同意的现结论。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('decided_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='screening.screeninghit')),
                ('reopened_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回或重开人')),
                ('screening', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='screening.screening', verbose_name='发现它的比对')),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='525672998d6297b77a9423e22c123ffae1364315', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23365', table='screening_screeninghitevent', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('unscreened', '待比对'), ('eligible', '联合激励对象'), ('pending', '待核实'), ('blocked', '暂不纳入'), ('revoked', '已取消'), ('lapsed', '已退出')], max_length=20, verbose_name='状态')),
                ('reasons', models.JSONField(default=list, verbose_name='理由')),
                ('since', models.DateField(help_text='自该日起成立', verbose_name='自')),
                ('until', models.DateField(help_text='该日起不再成立', null=True, verbose_name='至')),
                ('known_at', models.DateTimeField(verbose_name='记录时间')),
                ('end_known_at', models.DateTimeField(null=True, verbose_name='终止记录时间')),
                ('known_until', models.DateTimeField(help_text='该时间起由后来得知的事实取代', null=True, verbose_name='更正时间')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='roster.enterprise', verbose_name='企业')),
            ],
            options={
                'verbose_name': '激励资格',
                'verbose_name_plural': '激励资格',
                'ordering': ('-since', '-pk'),
                'indexes': [
                    models.Index(condition=models.Q(('known_until__isnull', True), ('until__isnull', True)), fields=['state', 'enterprise'], name='standing_current'),
                    models.Index(condition=models.Q(('state', 'eligible'), models.Q(('until__isnull', False), ('known_until__isnull', False), _connector='OR')), fields=['enterprise'], name='standing_eligible_once'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('known_until__isnull', True), ('until__isnull', True)), fields=('enterprise',), name='standing_current_once'),
                    models.UniqueConstraint(condition=models.Q(('known_until__isnull', True)), fields=('enterprise', 'since'), name='standing_once_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('end_known_at__isnull', True), ('until__isnull', True)), models.Q(('end_known_at__isnull', False), ('until__gt', models.F('since'))), _connector='OR'), name='standing_ends_after_start'),
                    models.CheckConstraint(condition=models.Q(('known_until__isnull', True), ('known_until__gte', models.F('known_at')), _connector='OR'), name='standing_superseded_after_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'eligible'), _negated=True), ('reasons__contains', [{'code': 'screened'}]), _connector='OR'), name='standing_eligible_is_screened'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['unscreened', 'eligible', 'pending', 'blocked', 'revoked', 'lapsed'])), name='standing_state_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='65879bf8b36165518d679abb681478c03338ba1e', operation='DELETE', pgid='pgtrigger_never_deleted_21ae7', table='screening_standing', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='standing_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (OLD.until IS NOT NULL\n                            AND (NEW.until, NEW.end_known_at) IS DISTINCT FROM (OLD.until, OLD.end_known_at))\n                        OR (OLD.known_until IS NOT NULL AND NEW.known_until IS DISTINCT FROM OLD.known_until)\n                        OR (NEW.enterprise_id, NEW.state, NEW.reasons, NEW.since, NEW.known_at)\n                        IS DISTINCT FROM (OLD.enterprise_id, OLD.state, OLD.reasons, OLD.since, OLD.known_at)\n                    THEN\n                        RAISE EXCEPTION 'a standing is never edited, only ended or superseded';\n                    END IF;\n                    IF (NEW.end_known_at IS DISTINCT FROM OLD.end_known_at\n                            AND NEW.end_known_at NOT BETWEEN now() AND clock_timestamp())\n                        OR (NEW.known_until IS DISTINCT FROM OLD.known_until\n                            AND NEW.known_until NOT BETWEEN now() AND clock_timestamp())\n                    THEN\n                        RAISE EXCEPTION 'an end is known from the moment of its writing on';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d94b11ca6f26b0fc970656a6cc54916a7de60a40', operation='UPDATE', pgid='pgtrigger_standing_immutable_0eef6', table='screening_standing', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='standing_no_overlap', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT FROM added JOIN screening_standing other\n                            ON other.enterprise_id = added.enterprise_id AND other.id <> added.id\n                        WHERE added.known_until IS NULL AND other.known_until IS NULL\n                            AND added.since < COALESCE(other.until, 'infinity')\n                            AND other.since < COALESCE(added.until, 'infinity')\n                    ) THEN\n                        RAISE EXCEPTION 'an enterprise has one standing on each day';\n                    END IF;\n                    RETURN NULL;\n                ", hash='a711a44f5087d0ad275c3b20a6f1777e01665e67', level='STATEMENT', operation='INSERT', pgid='pgtrigger_standing_no_overlap_45900', referencing='REFERENCING NEW TABLE AS added ', table='screening_standing', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='standing_known_now', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT FROM added\n                        WHERE known_at NOT BETWEEN now() AND clock_timestamp()\n                            OR end_known_at NOT BETWEEN now() AND clock_timestamp()\n                            OR known_until NOT BETWEEN now() AND clock_timestamp()\n                    ) THEN\n                        RAISE EXCEPTION 'a standing is known from the moment of its writing on';\n                    END IF;\n                    RETURN NULL;\n                ", hash='3b531a96c4dd7cbe52d0e28bd4405127dc8c4371', level='STATEMENT', operation='INSERT', pgid='pgtrigger_standing_known_now_3725c', referencing='REFERENCING NEW TABLE AS added ', table='screening_standing', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='LookUpReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='查询时间')),
                ('kind', models.CharField(choices=[('enterprise', '一家企业的激励资格'), ('search', '按名称或代码查询企业'), ('batch', '批量查询企业')], max_length=20, verbose_name='查询')),
                ('text', models.CharField(blank=True, help_text='可能是自然人姓名的不保存。', max_length=200, verbose_name='查询内容')),
                ('line_count', models.PositiveIntegerField(help_text='批量查询的。', null=True, verbose_name='查询的行数')),
                ('on', models.DateField(verbose_name='所查日期')),
                ('known_at', models.DateTimeField(verbose_name='信息截至')),
                ('standings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='答复的激励资格')),
                ('code_sha256', models.CharField(max_length=64, verbose_name='校验码的SHA-256')),
                ('department', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='查询单位')),
                ('enterprise', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.enterprise', verbose_name='企业')),
            ],
            options={
                'verbose_name': '查询回执',
                'verbose_name_plural': '查询回执',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['enterprise', 'search', 'batch'])), name='receipt_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('enterprise__isnull', False), ('kind', 'enterprise'), ('text', '')), models.Q(models.Q(('kind', 'enterprise'), _negated=True), ('enterprise__isnull', True)), _connector='OR'), name='receipt_of_an_enterprise_names_it')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookupreceipt',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5f296d1b813d8062747a8dc9facd608c8bb26c2c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4a394', table='screening_lookupreceipt', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '清扫',
                'verbose_name_plural': '清扫',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('id', 1)), name='sweep_one_row'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportImpact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.CharField(choices=[('blocked', '将被命中'), ('freed', '不再被命中'), ('weakened', '的命中将提前终止或可能不再成立')], max_length=10, verbose_name='变化')),
                ('blacklist_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='impacts', to='blacklists.blacklistimport', verbose_name='导入')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.enterprise', verbose_name='企业')),
            ],
            options={
                'verbose_name': '导入对企业的影响',
                'verbose_name_plural': '导入对企业的影响',
                'ordering': ('change', 'pk'),
                'constraints': [
                    models.UniqueConstraint(fields=('blacklist_import', 'enterprise'), name='import_impact_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConfirmedImport',
            fields=[
            ],
            options={
                'verbose_name': '“黑名单”导入的确认',
                'verbose_name_plural': '“黑名单”导入的确认',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('blacklists.blacklistimport',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmedimport',
            trigger=pgtrigger.compiler.Trigger(name='import_confirmed_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."status" = \'confirmed\') AND NEW."status" = \'confirmed\')', func="\n    IF (NEW.approval_id IS NOT NULL\n            OR EXISTS (SELECT FROM screening_matchpolicy WHERE approval_rule = 'all')\n            AND EXISTS (SELECT FROM blacklists_blacklist WHERE id = NEW.blacklist_id AND excludes)\n            AND EXISTS (SELECT FROM screening_importimpact WHERE blacklist_import_id = NEW.id AND change <> 'blocked'))\n        AND NOT EXISTS (\n            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'blacklists.BlacklistImport' AND subject_key = (NEW.id)::text AND decided_by_id = NEW.confirmed_by_id\n        )\n    THEN\n        RAISE EXCEPTION 'import_confirmed_by_two: another user approves an import that ends hits'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'import_confirmed_by_two';\n    END IF;\n    RETURN NEW;\n", hash='5c1117576f8ecfb9e4a7ac7dffb10eb935531919', operation='UPDATE', pgid='pgtrigger_import_confirmed_by_two_cf0c3', table='blacklists_blacklistimport', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='暂停原因')),
                ('document_number', models.CharField(max_length=100, verbose_name='决定文号')),
                ('effective_on', models.DateField(verbose_name='暂停日期')),
                ('suspended_at', models.DateTimeField(auto_now_add=True, verbose_name='录入时间')),
                ('lifted_on', models.DateField(null=True, verbose_name='解除日期')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解除的录入时间')),
                ('lift_reason', models.TextField(blank=True, verbose_name='解除原因')),
                ('lift_document', models.CharField(blank=True, max_length=100, verbose_name='解除文号')),
                ('approval', models.OneToOneField(help_text='待复核的解除，或经复核同意的解除。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='双人复核')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to='roster.enterprise', verbose_name='企业')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='主管海关')),
                ('replaced_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_suspension', to='screening.revocation', verbose_name='改为取消资格')),
                ('suspended_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='暂停人')),
            ],
            options={
                'verbose_name': '暂停资格',
                'verbose_name_plural': '暂停资格',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_on__isnull', True)), fields=('enterprise',), name='suspension_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('document_number', ''), _negated=True)), name='suspension_with_reason_and_document'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_on__isnull', True), ('replaced_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), ('lifted_on__gte', models.F('effective_on')), models.Q(models.Q(('lift_document', ''), ('lift_reason', ''), ('replaced_by__isnull', False)), models.Q(('replaced_by__isnull', True), models.Q(('lift_reason', ''), _negated=True), models.Q(('lift_document', ''), _negated=True)), _connector='OR')), _connector='OR'), name='suspension_lifted_with_reason_or_replaced')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2571d65c1167ed4d5c7d018dd6543b79b4ab2cc0', operation='DELETE', pgid='pgtrigger_never_deleted_a9513', table='screening_suspension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lifted_on" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='093af597157cdf763cb940e6b8730a7cf588f3ac', operation='UPDATE', pgid='pgtrigger_ended_immutable_abef8', table='screening_suspension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='suspension_lifted_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."lifted_on" IS NOT NULL)', func="\n    IF NOT (NEW.replaced_by_id IS NOT NULL)\n        AND (NEW.approval_id IS NOT NULL OR EXISTS (SELECT FROM screening_matchpolicy WHERE approval_rule = 'all'))\n        AND NOT EXISTS (\n            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'screening.Suspension' AND subject_key = (NEW.id)::text AND decided_by_id = NEW.lifted_by_id\n                AND change ->> 'ended_on' = to_char(NEW.lifted_on, 'YYYY-MM-DD')\n                AND change ->> 'document_number' = NEW.lift_document\n        )\n    THEN\n        RAISE EXCEPTION 'suspension_lifted_by_two: another user approves the end'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'suspension_lifted_by_two';\n    END IF;\n    RETURN NEW;\n", hash='3e69e292b4d0d701981f852f103938448d727eb1', operation='INSERT OR UPDATE', pgid='pgtrigger_suspension_lifted_by_two_38e6e', table='screening_suspension', when='BEFORE')),
        ),
    ]
