import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import feedback.models.evidence
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('incentives', '0001_initial'),
        ('roster', '0001_initial'),
        ('screening', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', '新增'), ('lost', '资格丧失'), ('restored', '资格恢复'), ('pending', '待核实'), ('cleared', '核实完毕'), ('report', '失信线索'), ('report_decided', '线索已处理'), ('measure', '措施变动'), ('term', '期限变动'), ('reorganisation', '机构变动'), ('newcomers', '新增周报'), ('opportunities', '免申即享月报')], max_length=20, verbose_name='类别')),
                ('first_enterprise', models.CharField(max_length=200, verbose_name='首家企业')),
                ('enterprise_count', models.PositiveIntegerField(verbose_name='企业数')),
                ('announced_at', models.DateTimeField(auto_now_add=True, verbose_name='通报时间')),
            ],
            options={
                'verbose_name': '通报',
                'verbose_name_plural': '通报',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('enterprise_count__gt', 0)), name='announcement_has_enterprises'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeasureApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('standing', '持续适用'), ('one_off', '按次办理'), ('priority', '优先考虑'), ('tie_break', '同等条件下优先')], max_length=20, verbose_name='类型')),
                ('sub_item', models.PositiveSmallIntegerField(default=0, help_text='分项的序号；0即措施没有分项。', verbose_name='分项')),
                ('condition_met', models.BooleanField(default=False, verbose_name='符合适用条件')),
                ('benefits_person', models.BooleanField(default=False, help_text='其个人信息一律不公开。', verbose_name='受益人是自然人')),
                ('applied_on', models.DateField(verbose_name='实施日期')),
                ('applied_until', models.DateField(help_text='历时多日的最后一天。', null=True, verbose_name='实施至')),
                ('description', models.TextField(verbose_name='实施情况')),
                ('competition', models.CharField(blank=True, help_text='同等条件下优先的评审、出让等。', max_length=200, verbose_name='竞争事项')),
                ('business_number', models.CharField(blank=True, help_text='本单位业务系统中的编号。', max_length=60, verbose_name='业务编号')),
                ('backfill_reason', models.TextField(blank=True, verbose_name='补登理由')),
                ('contact', models.CharField(blank=True, help_text='承办科室及办公电话。', max_length=100, verbose_name='联系方式')),
                ('days_saved', models.PositiveIntegerField(null=True, verbose_name='节省天数')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='涉及金额（元）')),
                ('inspections_avoided', models.PositiveIntegerField(null=True, verbose_name='减少检查次数')),
                ('stopped_on', models.DateField(null=True, verbose_name='停止日期')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('logged_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='accounts.department', verbose_name='实施单位')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='roster.enterprise', verbose_name='企业')),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='incentives.measure', verbose_name='激励措施')),
                ('standing', models.ForeignKey(help_text='空即补登：平台当日没有该企业的记录。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.standing', verbose_name='实施当日的激励资格')),
                ('version', models.ForeignKey(help_text='实施当日有效的文本，以后变动不影响。', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incentives.measureversion', verbose_name='措施文本')),
                ('in_charge', models.ForeignKey(help_text='现在更正、停止、答复的单位；机构变动后可能不是实施单位。', on_delete=django.db.models.deletion.PROTECT, related_name='applications_in_charge', to='accounts.department', verbose_name='承办单位')),
            ],
            options={
                'verbose_name': '措施实施',
                'verbose_name_plural': '措施实施',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='application_has_description'),
                    models.CheckConstraint(condition=models.Q(models.Q(('backfill_reason__regex', '\\S'), ('standing__isnull', True)), models.Q(('backfill_reason', ''), ('standing__isnull', False)), _connector='OR'), name='application_backfilled_with_reason'),
                    models.CheckConstraint(condition=models.Q(('stopped_on__isnull', True), ('stopped_on__gte', models.F('applied_on')), _connector='OR'), name='application_stops_after_start'),
                    models.CheckConstraint(condition=models.Q(('applied_until__isnull', True), models.Q(('applied_until__gte', models.F('applied_on')), models.Q(('kind', 'standing'), _negated=True)), _connector='OR'), name='application_ends_after_start'),
                    models.CheckConstraint(condition=models.Q(('competition', ''), ('kind', 'tie_break'), _connector='OR'), name='application_competes_in_tie_break'),
                    models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='application_amount_valid'),
                    models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('kind', 'standing'), ('stopped_on__isnull', True)), fields=('enterprise', 'department', 'measure', 'sub_item'), name='application_running_once'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0c18cd9b71308beebc54dfcd70fda399a84e7cac', operation='DELETE', pgid='pgtrigger_never_deleted_6ffe0', table='feedback_measureapplication', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='eligible_on_that_day', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND (OLD.applied_on, OLD.standing_id, OLD.version_id) = (NEW.applied_on, NEW.standing_id, NEW.version_id) THEN\n                        RETURN NEW;\n                    END IF;\n                    IF NEW.standing_id IS NULL THEN\n                        IF EXISTS (\n                            SELECT FROM screening_standing\n                            WHERE enterprise_id = NEW.enterprise_id AND standing_holds(\n                                since, until, end_known_at, known_at, known_until, NEW.applied_on, NULL\n                            )\n                        ) THEN\n                            RAISE EXCEPTION 'the standing of the enterprise on that day is known';\n                        END IF;\n                    ELSIF NOT EXISTS (\n                        SELECT 1 FROM screening_standing\n                        WHERE id = NEW.standing_id AND enterprise_id = NEW.enterprise_id AND state = 'eligible'\n                            AND standing_holds(\n                                since, until, end_known_at, known_at, known_until, NEW.applied_on, NULL\n                            )\n                    ) THEN\n                        RAISE EXCEPTION 'the enterprise is not eligible on that day';\n                    END IF;\n                    IF NEW.version_id IS DISTINCT FROM (\n                        SELECT id FROM incentives_measureversion\n                        WHERE measure_id = NEW.measure_id AND in_force_from <= NEW.applied_on AND withdrawal_id IS NULL\n                        ORDER BY in_force_from DESC LIMIT 1\n                    ) THEN\n                        RAISE EXCEPTION 'the version of the measure is not that of the day';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM incentives_measureversion v\n                        JOIN incentives_measureversion_departments d ON d.measureversion_id = v.id\n                        WHERE v.id = NEW.version_id AND v.status = 'in_force' AND d.department_id = NEW.department_id\n                    ) THEN\n                        RAISE EXCEPTION 'the measure is not in force for the department on that day';\n                    END IF;\n                    RETURN NEW;\n                ", hash='00ab516290f9c69be05ebdb0f910a3a0d49a3f50', operation='INSERT OR UPDATE', pgid='pgtrigger_eligible_on_that_day_cda07', table='feedback_measureapplication', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='chosen_from_the_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM incentives_measureversion v\n                        WHERE v.id = NEW.version_id AND NEW.kind = ANY (v.kinds)\n                            AND NEW.sub_item BETWEEN LEAST(1, cardinality(v.sub_items)) AND cardinality(v.sub_items)\n                            AND NEW.condition_met = (v.condition <> '')\n                            AND (v.beneficiary <> 'enterprise' OR NOT NEW.benefits_person)\n                            AND (v.beneficiary <> 'person' OR NEW.benefits_person)\n                            AND (NEW.days_saved IS NULL OR 'days_saved' = ANY (v.effects))\n                            AND (NEW.amount IS NULL OR 'amount' = ANY (v.effects))\n                            AND (NEW.inspections_avoided IS NULL OR 'inspections_avoided' = ANY (v.effects))\n                    ) THEN\n                        RAISE EXCEPTION 'the version does not allow this kind, sub-item, beneficiary or figure';\n                    END IF;\n                    RETURN NEW;\n                ", hash='773cfe3c39fd214a1d0701bdafd9a1ae552deeef', operation='INSERT OR UPDATE', pgid='pgtrigger_chosen_from_the_version_72458', table='feedback_measureapplication', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='changed_only_as_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW IS NOT DISTINCT FROM OLD THEN\n                        RETURN NEW;\n                    END IF;\n                    IF (OLD.enterprise_id, OLD.department_id, OLD.measure_id, OLD.logged_by_id, OLD.logged_at) IS DISTINCT FROM (NEW.enterprise_id, NEW.department_id, NEW.measure_id, NEW.logged_by_id, NEW.logged_at)\n                        OR OLD.cancelled_at IS NOT NULL\n                    THEN\n                        RAISE EXCEPTION 'an application is corrected, stopped, cancelled or handed over only';\n                    END IF;\n                    IF OLD.in_charge_id <> NEW.in_charge_id\n                        AND ((OLD.version_id, OLD.standing_id, OLD.kind, OLD.sub_item, OLD.condition_met, OLD.benefits_person, OLD.applied_on, OLD.applied_until, OLD.description, OLD.competition, OLD.business_number, OLD.backfill_reason, OLD.contact, OLD.days_saved, OLD.amount, OLD.inspections_avoided, OLD.stopped_on) IS DISTINCT FROM (NEW.version_id, NEW.standing_id, NEW.kind, NEW.sub_item, NEW.condition_met, NEW.benefits_person, NEW.applied_on, NEW.applied_until, NEW.description, NEW.competition, NEW.business_number, NEW.backfill_reason, NEW.contact, NEW.days_saved, NEW.amount, NEW.inspections_avoided, NEW.stopped_on) OR NEW.cancelled_at IS NOT NULL)\n                    THEN\n                        RAISE EXCEPTION 'an application is handed over as it is';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM feedback_applicationchange c\n                        WHERE c.id = (\n                            SELECT max(id) FROM feedback_applicationchange WHERE application_id = OLD.id\n                        )\n                        AND (c.version_id, c.standing_id, c.kind, c.sub_item, c.condition_met, c.benefits_person, c.applied_on, c.applied_until, c.description, c.competition, c.business_number, c.backfill_reason, c.contact, c.days_saved, c.amount, c.inspections_avoided, c.stopped_on) IS NOT DISTINCT FROM (OLD.version_id, OLD.standing_id, OLD.kind, OLD.sub_item, OLD.condition_met, OLD.benefits_person, OLD.applied_on, OLD.applied_until, OLD.description, OLD.competition, OLD.business_number, OLD.backfill_reason, OLD.contact, OLD.days_saved, OLD.amount, OLD.inspections_avoided, OLD.stopped_on)\n                        AND c.act = CASE\n                            WHEN NEW.in_charge_id <> OLD.in_charge_id THEN 'handed_over'\n                            WHEN NEW.cancelled_at IS NOT NULL THEN 'cancelled'\n                            WHEN NEW.stopped_on IS NOT DISTINCT FROM OLD.stopped_on THEN 'corrected'\n                            WHEN OLD.stopped_on IS NULL THEN 'stopped'\n                            ELSE 'stop_corrected'\n                        END\n                    ) THEN\n                        RAISE EXCEPTION 'a change of an application is recorded before it is made';\n                    END IF;\n                    RETURN NEW;\n                ", hash='1ab76136b09f621aaf10e308741b26998d5063c0', operation='UPDATE', pgid='pgtrigger_changed_only_as_recorded_e402e', table='feedback_measureapplication', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='StopAdvice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='发出时间')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='期限的工作日数')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('state', models.CharField(choices=[('open', '待答复'), ('stopped', '已停止'), ('kept', '继续适用'), ('lifted', '资格已恢复，原建议撤销'), ('withdrawn', '记录已更正或撤销，原建议撤销')], default='open', max_length=20, verbose_name='状态')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('answer', models.TextField(blank=True, verbose_name='答复说明')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stop_advice', to='feedback.measureapplication', verbose_name='措施实施')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stop_advice', to='accounts.department', verbose_name='接收单位')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stop_advice', to='screening.standing', verbose_name='资格变动')),
            ],
            options={
                'verbose_name': '停用建议',
                'verbose_name_plural': '停用建议',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('application',), name='advice_open_once'),
                    models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('standing', 'application'), name='advice_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'stopped', 'kept', 'lifted', 'withdrawn'])), name='advice_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='advice_kept_with_reason'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='advice_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:stopped,open:kept,open:lifted,open:withdrawn,stopped:kept,stopped:open,kept:stopped,kept:open}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='3e58fcfa668a6ff0fe53d0dec603fb1814127256', operation='UPDATE', pgid='pgtrigger_advice_transition_ed764', table='feedback_stopadvice', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'lifted\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0a66861581c082874bcfd39711b267c84a57f581', operation='UPDATE', pgid='pgtrigger_ended_immutable_add54', table='feedback_stopadvice', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='answer_changed_only_as_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'stopped\', \'kept\'))', func="\n                    IF NEW IS NOT DISTINCT FROM OLD THEN\n                        RETURN NEW;\n                    END IF;\n                    IF (OLD.department_id, OLD.application_id, OLD.standing_id, OLD.issued_at, OLD.working_days, OLD.due_on) IS DISTINCT FROM (NEW.department_id, NEW.application_id, NEW.standing_id, NEW.issued_at, NEW.working_days, NEW.due_on) THEN\n                        RAISE EXCEPTION 'an answer is corrected or undone, and nothing else';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM feedback_answerchange c\n                        WHERE c.id = (SELECT max(id) FROM feedback_answerchange WHERE advice_id = OLD.id)\n                            AND (c.state, c.answer, c.answered_by_id, c.answered_at) IS NOT DISTINCT FROM (OLD.state, OLD.answer, OLD.answered_by_id, OLD.answered_at)\n                            AND c.act = CASE NEW.state WHEN 'open' THEN 'undone' ELSE 'corrected' END\n                    ) THEN\n                        RAISE EXCEPTION 'a change of an answer is recorded before it is made';\n                    END IF;\n                    RETURN NEW;\n                ", hash='a624cafe33a4813e434d81d47b8a9c0cee3f6c10', operation='UPDATE', pgid='pgtrigger_answer_changed_only_as_recorded_d1cf4', table='feedback_stopadvice', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='term_changed_only_as_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due_on" IS DISTINCT FROM (NEW."due_on"))', func="\n                    IF NOT EXISTS (\n                        SELECT FROM feedback_termchange c\n                        WHERE c.id = (SELECT max(id) FROM feedback_termchange WHERE advice_id = OLD.id)\n                            AND c.due_on_before = OLD.due_on AND c.due_on = NEW.due_on\n                    ) THEN\n                        RAISE EXCEPTION 'a change of a term is recorded before it is made';\n                    END IF;\n                    RETURN NEW;\n                ", hash='eb39e20ec17a37913c80db0670d779e8943acdd6', operation='UPDATE', pgid='pgtrigger_term_changed_only_as_recorded_b7ddf', table='feedback_stopadvice', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c856c07853843d36aa8fc1c69b8b1966fbf31c8b', operation='DELETE', pgid='pgtrigger_never_deleted_3d40e', table='feedback_stopadvice', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ApplicationChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('standing', '持续适用'), ('one_off', '按次办理'), ('priority', '优先考虑'), ('tie_break', '同等条件下优先')], max_length=20, verbose_name='类型')),
                ('sub_item', models.PositiveSmallIntegerField(default=0, help_text='分项的序号；0即措施没有分项。', verbose_name='分项')),
                ('condition_met', models.BooleanField(default=False, verbose_name='符合适用条件')),
                ('benefits_person', models.BooleanField(default=False, help_text='其个人信息一律不公开。', verbose_name='受益人是自然人')),
                ('applied_on', models.DateField(verbose_name='实施日期')),
                ('applied_until', models.DateField(help_text='历时多日的最后一天。', null=True, verbose_name='实施至')),
                ('description', models.TextField(verbose_name='实施情况')),
                ('competition', models.CharField(blank=True, help_text='同等条件下优先的评审、出让等。', max_length=200, verbose_name='竞争事项')),
                ('business_number', models.CharField(blank=True, help_text='本单位业务系统中的编号。', max_length=60, verbose_name='业务编号')),
                ('backfill_reason', models.TextField(blank=True, verbose_name='补登理由')),
                ('contact', models.CharField(blank=True, help_text='承办科室及办公电话。', max_length=100, verbose_name='联系方式')),
                ('days_saved', models.PositiveIntegerField(null=True, verbose_name='节省天数')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='涉及金额（元）')),
                ('inspections_avoided', models.PositiveIntegerField(null=True, verbose_name='减少检查次数')),
                ('stopped_on', models.DateField(null=True, verbose_name='停止日期')),
                ('act', models.CharField(choices=[('corrected', '更正'), ('stopped', '停止'), ('stop_corrected', '更正停止'), ('supplemented', '补充材料'), ('cancelled', '撤销'), ('handed_over', '转交')], max_length=20, verbose_name='操作')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='操作时间')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('standing', models.ForeignKey(help_text='空即补登：平台当日没有该企业的记录。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.standing', verbose_name='实施当日的激励资格')),
                ('version', models.ForeignKey(help_text='实施当日有效的文本，以后变动不影响。', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incentives.measureversion', verbose_name='措施文本')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='feedback.measureapplication', verbose_name='措施实施')),
                ('advice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.stopadvice', verbose_name='答复的停用建议')),
            ],
            options={
                'verbose_name': '措施实施的更正',
                'verbose_name_plural': '措施实施的更正',
                'ordering': ('pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('act', 'stopped'), ('advice__isnull', False)), _connector='OR'), name='change_has_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('act', 'stop_corrected'), _negated=True), ('advice__isnull', False), _connector='OR'), name='change_of_stop_answers_advice'),
                    models.CheckConstraint(condition=models.Q(('act__in', ['corrected', 'stopped', 'stop_corrected', 'supplemented', 'cancelled', 'handed_over'])), name='change_act_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='39af9d5ac843056c8c74f1c149e9265d38c465af', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ca72f', table='feedback_applicationchange', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='keeps_the_content_before', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT FROM feedback_measureapplication a\n                        WHERE a.id = NEW.application_id AND a.cancelled_at IS NULL\n                            AND (a.version_id, a.standing_id, a.kind, a.sub_item, a.condition_met, a.benefits_person, a.applied_on, a.applied_until, a.description, a.competition, a.business_number, a.backfill_reason, a.contact, a.days_saved, a.amount, a.inspections_avoided, a.stopped_on) IS NOT DISTINCT FROM (NEW.version_id, NEW.standing_id, NEW.kind, NEW.sub_item, NEW.condition_met, NEW.benefits_person, NEW.applied_on, NEW.applied_until, NEW.description, NEW.competition, NEW.business_number, NEW.backfill_reason, NEW.contact, NEW.days_saved, NEW.amount, NEW.inspections_avoided, NEW.stopped_on)\n                    ) THEN\n                        RAISE EXCEPTION 'a change keeps the content before it';\n                    END IF;\n                    RETURN NEW;\n                ", hash='fd08ba91216cf8c368d0ec5bd2ffc605e00e68e2', operation='INSERT', pgid='pgtrigger_keeps_the_content_before_171cd', table='feedback_applicationchange', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='AnswerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('corrected', '更正答复'), ('undone', '撤回答复')], max_length=20, verbose_name='操作')),
                ('reason', models.TextField(verbose_name='理由')),
                ('state', models.CharField(choices=[('stopped', '已停止'), ('kept', '继续适用')], max_length=20, verbose_name='答复')),
                ('stopped_on', models.DateField(null=True, verbose_name='停止日期')),
                ('answer', models.TextField(blank=True, verbose_name='答复说明')),
                ('answered_at', models.DateTimeField(verbose_name='答复时间')),
                ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='操作时间')),
                ('advice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='feedback.stopadvice', verbose_name='停用建议')),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
            ],
            options={
                'verbose_name': '答复的更正',
                'verbose_name_plural': '答复的更正',
                'ordering': ('pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='answer_change_has_reason'),
                    models.CheckConstraint(condition=models.Q(('act__in', ['corrected', 'undone'])), name='answer_change_act_known'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='07af0b3f782f2f19d9f4644185eafda39384a6e4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cbcd7', table='feedback_answerchange', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='keeps_the_answer_before', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT FROM feedback_stopadvice a\n                        JOIN feedback_measureapplication m ON m.id = a.application_id\n                        WHERE a.id = NEW.advice_id AND a.state IN ('stopped', 'kept')\n                            AND (a.state, a.answer, a.answered_by_id, a.answered_at) IS NOT DISTINCT FROM (NEW.state, NEW.answer, NEW.answered_by_id, NEW.answered_at)\n                            AND NEW.stopped_on IS NOT DISTINCT FROM\n                                CASE a.state WHEN 'stopped' THEN m.stopped_on END\n                    ) THEN\n                        RAISE EXCEPTION 'a change keeps the answer before it';\n                    END IF;\n                    RETURN NEW;\n                ", hash='6129c1555d97ec3e1c69f913e9fa2a9e0c7fc456', operation='INSERT', pgid='pgtrigger_keeps_the_answer_before_4e304', table='feedback_answerchange', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='TermChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on_before', models.DateField(verbose_name='原期限')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='变动时间')),
                ('advice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='term_changes', to='feedback.stopadvice', verbose_name='停用建议')),
            ],
            options={
                'verbose_name': '期限的变动',
                'verbose_name_plural': '期限的变动',
                'ordering': ('pk',),
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2419719d53da57c38b803f171d57d11668a36c77', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fe770', table='feedback_termchange', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ViolationReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('facts', models.TextField(verbose_name='违法失信情况')),
                ('severity', models.CharField(blank=True, choices=[('slight', '轻微'), ('ordinary', '一般'), ('serious', '严重')], help_text='为空即尚未认定。', max_length=20, verbose_name='严重程度')),
                ('document_number', models.CharField(blank=True, help_text='行政处罚决定书等材料的文号。', max_length=100, verbose_name='文号')),
                ('reported_at', models.DateTimeField(auto_now_add=True, verbose_name='报送时间')),
                ('state', models.CharField(choices=[('open', '待处理'), ('revoked', '已取消资格'), ('kept', '不予取消')], default='open', max_length=20, verbose_name='状态')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='处理时间')),
                ('decision_reason', models.TextField(blank=True, verbose_name='处理意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violation_reports', to='accounts.department', verbose_name='报送单位')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violation_reports', to='roster.enterprise', verbose_name='企业')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('revocation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='violation_reports', to='screening.revocation', verbose_name='取消资格')),
                ('in_charge', models.ForeignKey(help_text='得知处理结果的单位；机构变动后可能不是报送单位。', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='承办单位')),
            ],
            options={
                'verbose_name': '失信线索',
                'verbose_name_plural': '失信线索',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'revoked', 'kept'])), name='report_state_known'),
                    models.CheckConstraint(condition=models.Q(('severity__in', ['', 'slight', 'ordinary', 'serious'])), name='report_severity_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_by__isnull', False), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='report_decided_with_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), _negated=True), ('revocation__isnull', False), _connector='OR'), name='report_revoked_by_revocation'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='report_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:revoked,open:kept}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='419d84145fdbb943f432e8736b1bc61ea8a51a87', operation='UPDATE', pgid='pgtrigger_report_transition_4602c', table='feedback_violationreport', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'open\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f0adc4bde9cc28652217157c94c9a162620b01a3', operation='UPDATE', pgid='pgtrigger_ended_immutable_090a5', table='feedback_violationreport', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c0063215aeb6c34b2e2dce8a015601a392825443', operation='DELETE', pgid='pgtrigger_never_deleted_3202c', table='feedback_violationreport', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='feedback.measureapplication', verbose_name='措施实施')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='feedback.violationreport', verbose_name='失信线索')),
                ('file', models.FileField(upload_to=feedback.models.evidence.evidence_name, verbose_name='文件')),
                ('filename', models.CharField(max_length=200, verbose_name='文件名')),
                ('added_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='added_evidence', to='feedback.applicationchange', verbose_name='随更正增加')),
                ('removed_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.applicationchange', verbose_name='随更正删去')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='附件人')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='附件时间')),
            ],
            options={
                'verbose_name': '证明材料',
                'verbose_name_plural': '证明材料',
                'ordering': ('pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('application__isnull', True), ('report__isnull', True), _connector='XOR'), name='evidence_of_one_record'),
                    models.CheckConstraint(condition=models.Q(models.Q(('file', ''), _negated=True), models.Q(('filename', ''), _negated=True)), name='evidence_has_file'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='03ff90518c0b4d27f0b3b8248cd84b9f3b916ba1', operation='DELETE', pgid='pgtrigger_never_deleted_088db', table='feedback_evidence', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='evidence_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."added_with_id" IS DISTINCT FROM (NEW."added_with_id") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."report_id" IS DISTINCT FROM (NEW."report_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0326a27305ea623e9c377a5a87c2b64f6fba46ea', operation='UPDATE', pgid='pgtrigger_evidence_immutable_e560f', table='feedback_evidence', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."removed_with_id" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4f256665c6b2a4eaa03fac6af55c32e25ceb1fe1', operation='UPDATE', pgid='pgtrigger_ended_immutable_9da07', table='feedback_evidence', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='changed_with_the_application', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT FROM feedback_applicationchange c\n                        WHERE c.id IN (NEW.added_with_id, NEW.removed_with_id)\n                            AND (c.application_id IS DISTINCT FROM NEW.application_id\n                                OR c.act NOT IN ('corrected', 'supplemented'))\n                    ) THEN\n                        RAISE EXCEPTION 'evidence is added and removed by a correction of its application';\n                    END IF;\n                    RETURN NEW;\n                ", hash='9080a69bcacedccf47badad4eea25fc74769f050', operation='INSERT OR UPDATE', pgid='pgtrigger_changed_with_the_application_bf365', table='feedback_evidence', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', '新增'), ('lost', '资格丧失'), ('restored', '资格恢复'), ('pending', '待核实'), ('cleared', '核实完毕'), ('report', '失信线索'), ('report_decided', '线索已处理'), ('measure', '措施变动'), ('term', '期限变动'), ('reorganisation', '机构变动'), ('newcomers', '新增周报'), ('opportunities', '免申即享月报')], max_length=20, verbose_name='类别')),
                ('params', models.JSONField(default=dict, verbose_name='内容参数')),
                ('covers_from', models.DateField(null=True, verbose_name='期间首日')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='发出时间')),
                ('read_at', models.DateTimeField(null=True, verbose_name='阅读时间')),
                ('announcement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='feedback.announcement', verbose_name='通报')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='accounts.department', verbose_name='接收单位')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='阅读人')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='feedback.violationreport', verbose_name='失信线索')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incentives.measureversion', verbose_name='措施文本')),
            ],
            options={
                'verbose_name': '消息',
                'verbose_name_plural': '消息',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(fields=('announcement', 'department'), name='notice_of_announcement_once'),
                    models.UniqueConstraint(fields=('report', 'department', 'kind'), name='notice_of_report_once'),
                    models.UniqueConstraint(fields=('covers_from', 'department', 'kind'), name='notice_of_digest_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('covers_from__isnull', False), ('kind__in', ('newcomers', 'opportunities'))), models.Q(models.Q(('kind__in', ('newcomers', 'opportunities')), _negated=True), ('covers_from__isnull', True)), _connector='OR'), name='notice_of_digest_has_period'),
                    models.CheckConstraint(condition=models.Q(models.Q(('announcement__isnull', True), ('kind__in', ('report', 'report_decided')), ('report__isnull', False), ('version__isnull', True)), models.Q(('announcement__isnull', True), ('kind', 'measure'), ('report__isnull', True), ('version__isnull', False)), models.Q(('announcement__isnull', True), ('kind__in', ('term', 'reorganisation', 'newcomers', 'opportunities')), ('report__isnull', True), ('version__isnull', True)), models.Q(models.Q(('kind__in', ('report', 'report_decided', 'measure', 'term', 'reorganisation', 'newcomers', 'opportunities')), _negated=True), ('announcement__isnull', False), ('report__isnull', True), ('version__isnull', True)), _connector='OR'), name='notice_has_its_subject'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."read_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4e6d62524137d31f1112cc390db68fdd59a4ced1', operation='UPDATE', pgid='pgtrigger_ended_immutable_8330d', table='feedback_notice', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProcessedStanding',
            fields=[
                ('standing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='processed', serialize=False, to='screening.standing')),
                ('processed_at', models.DateTimeField(auto_now_add=True, verbose_name='处理时间')),
            ],
            options={
                'verbose_name': '资格变动的处理',
                'verbose_name_plural': '资格变动的处理',
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('params', models.JSONField(verbose_name='内容参数')),
                ('announcement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='feedback.announcement', verbose_name='通报')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_changes', to='roster.enterprise', verbose_name='企业')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='主管海关')),
                ('standing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='change', to='screening.standing', verbose_name='激励资格')),
            ],
            options={
                'verbose_name': '资格变动',
                'verbose_name_plural': '资格变动',
                'ordering': ('announcement', 'number'),
                'constraints': [
                    models.UniqueConstraint(fields=('announcement', 'number'), name='change_number_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CorrectionAcknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, verbose_name='说明')),
                ('acknowledged_at', models.DateTimeField(auto_now_add=True, verbose_name='知悉时间')),
                ('acknowledged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='知悉人')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='feedback.measureapplication', verbose_name='措施实施')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='知悉单位')),
                ('standing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.standing', verbose_name='更正后的当日资格')),
            ],
            options={
                'verbose_name': '当日资格更正的知悉',
                'verbose_name_plural': '当日资格更正的知悉',
                'ordering': ('pk',),
                'constraints': [
                    models.UniqueConstraint(fields=('application', 'department', 'standing'), name='correction_acknowledged_once', nulls_distinct=False),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ac9b289de4c9095893f4aa60a254c92cc8bcd9dd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_07463', table='feedback_correctionacknowledgement', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='LookupBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='查询时间')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='名称')),
                ('day', models.DateField(verbose_name='查询哪一天的资格')),
                ('state', models.CharField(choices=[('waiting', '查询中'), ('answered', '已完成'), ('given_up', '未能完成')], default='waiting', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='处理次数')),
                ('asked', models.JSONField(default=list, verbose_name='待查询的内容')),
                ('line_count', models.PositiveIntegerField(verbose_name='行数')),
                ('answered_count', models.PositiveIntegerField(default=0, verbose_name='已查询的行数')),
                ('found_count', models.PositiveIntegerField(default=0, verbose_name='找到的行数')),
                ('eligible_count', models.PositiveIntegerField(default=0, verbose_name='可以适用的行数')),
                ('known_at', models.DateTimeField(null=True, verbose_name='信息截至')),
                ('texts_erased_at', models.DateTimeField(null=True, verbose_name='查询内容删除时间')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='查询人')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='查询单位')),
            ],
            options={
                'verbose_name': '批量查询',
                'verbose_name_plural': '批量查询',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='LookupLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='查询内容')),
                ('match', models.CharField(choices=[('uscc', '统一社会信用代码'), ('customs_code', '海关注册编码'), ('identifier', '组织机构代码、曾用海关编码或注册号'), ('name', '名称'), ('former_name', '曾用名'), ('chosen', '由查询人选定'), ('none', '没有找到'), ('person', '像是自然人，未查询，未保存'), ('unreadable', '没有企业名称或代码，未查询')], max_length=20, verbose_name='匹配依据')),
                ('is_named_differently', models.BooleanField(default=False, verbose_name='名称与代码不一致')),
                ('candidates', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='相近的企业')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='feedback.lookupbatch', verbose_name='批量查询')),
                ('enterprise', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.enterprise', verbose_name='企业')),
                ('standing', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.standing', verbose_name='当日资格')),
            ],
            options={
                'verbose_name': '批量查询的行',
                'verbose_name_plural': '批量查询的行',
                'ordering': ('number',),
            },
        ),
        migrations.AddConstraint(
            model_name='lookupbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'answered', 'given_up'])), name='lookup_state_known'),
        ),
        migrations.AddConstraint(
            model_name='lookupbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('asked', []), ('known_at__isnull', False)), _connector='OR'), name='lookup_answered_as_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookupbatch',
            trigger=pgtrigger.compiler.Trigger(name='lookup_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:answered,waiting:given_up}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='f7ea1dbaafc957564602bb230650f39f5bce895a', operation='UPDATE', pgid='pgtrigger_lookup_transition_f2e1d', table='feedback_lookupbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookupline',
            trigger=pgtrigger.compiler.Trigger(name='references_exist_on_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT batch_id, enterprise_id, standing_id FROM written) one LEFT JOIN feedback_lookupbatch AS batch_ids ON batch_ids.id = batch_id LEFT JOIN roster_enterprise AS enterprise_ids ON enterprise_ids.id = enterprise_id LEFT JOIN screening_standing AS standing_ids ON standing_ids.id = standing_id WHERE batch_ids.id IS NULL OR enterprise_ids.id IS NULL AND one.enterprise_id IS NOT NULL OR standing_ids.id IS NULL AND one.standing_id IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='6424b10514fc11c0dba9bef97931ef5a89edeac2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_references_exist_on_insert_a2f5b', referencing='REFERENCING NEW TABLE AS written ', table='feedback_lookupline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookupline',
            trigger=pgtrigger.compiler.Trigger(name='references_exist_on_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT batch_id, enterprise_id, standing_id FROM written) one LEFT JOIN feedback_lookupbatch AS batch_ids ON batch_ids.id = batch_id LEFT JOIN roster_enterprise AS enterprise_ids ON enterprise_ids.id = enterprise_id LEFT JOIN screening_standing AS standing_ids ON standing_ids.id = standing_id WHERE batch_ids.id IS NULL OR enterprise_ids.id IS NULL AND one.enterprise_id IS NOT NULL OR standing_ids.id IS NULL AND one.standing_id IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='b2c0a78c2219346c580a75184e9d375cf6aa756c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_references_exist_on_update_26c23', referencing='REFERENCING NEW TABLE AS written ', table='feedback_lookupline', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='lookupline',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['enterprise'], name='lookup_by_enterprise', opclasses=['int8_bloom_ops'], pages_per_range=32),
        ),
        migrations.AddConstraint(
            model_name='lookupline',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='lookup_line_once'),
        ),
        migrations.AddConstraint(
            model_name='lookupline',
            constraint=models.CheckConstraint(condition=models.Q(('match__in', ['uscc', 'customs_code', 'identifier', 'name', 'former_name', 'chosen', 'none', 'person', 'unreadable'])), name='lookup_match_known'),
        ),
        migrations.AddConstraint(
            model_name='lookupline',
            constraint=models.CheckConstraint(condition=models.Q(('standing__isnull', True), ('enterprise__isnull', False), _connector='OR'), name='lookup_standing_of_enterprise'),
        ),
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_standing', models.BigIntegerField(default=0, verbose_name='看过的激励资格')),
                ('seen_version', models.BigIntegerField(default=0, verbose_name='看过的企业版本')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followings', to='roster.enterprise', verbose_name='企业')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followings', to=settings.AUTH_USER_MODEL, verbose_name='关注人')),
            ],
            options={
                'verbose_name': '关注',
                'verbose_name_plural': '关注',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('user', 'enterprise'), name='following_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('query', models.CharField(max_length=1000, verbose_name='查询条件')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL, verbose_name='保存人')),
            ],
            options={
                'verbose_name': '保存的查询',
                'verbose_name_plural': '保存的查询',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_search_name_once')],
            },
        ),
    ]
