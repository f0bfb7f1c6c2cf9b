import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('approvals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_number', models.CharField(max_length=50, verbose_name='文号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('short_name', models.CharField(blank=True, help_text='写在措施的序号之前，如“外贸计划第1项”，不超过12个字，以后不能更改。', max_length=12, verbose_name='简称')),
                ('issued_by', models.CharField(max_length=100, verbose_name='印发机关')),
                ('issued_on', models.DateField(verbose_name='印发日期')),
                ('in_force_from', models.DateField(verbose_name='施行日期')),
                ('ends_on', models.DateField(editable=False, null=True, verbose_name='废止日期')),
                ('parts', models.JSONField(default=list, help_text='各部分的标题与段落，照录原文。', verbose_name='正文')),
                ('state', models.CharField(choices=[('proposed', '待复核'), ('adopted', '已载入'), ('rejected', '已退回'), ('withdrawn', '已撤回')], default='proposed', max_length=20, verbose_name='状态')),
                ('approval', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='待复核的变动')),
            ],
            options={
                'verbose_name': '行动计划',
                'verbose_name_plural': '行动计划',
                'ordering': ('in_force_from', 'pk'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'adopted', 'rejected', 'withdrawn'])), name='plan_state_known'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ('rejected', 'withdrawn')), _negated=True), fields=('document_number',), name='plan_document_number_once'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ('rejected', 'withdrawn')), _negated=True), fields=('short_name',), name='plan_short_name_once'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='plan_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{proposed:adopted,proposed:rejected,adopted:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='278c6407205096d90644b069737b9e0082f61244', operation='UPDATE', pgid='pgtrigger_plan_transition_9e147', table='incentives_actionplan', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'rejected\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9aa4b79812f7429495fe0f4b959291aa68ea015d', operation='UPDATE', pgid='pgtrigger_ended_immutable_ba486', table='incentives_actionplan', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='plan_begins_as_proposal', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_app' AND NEW.state <> 'proposed')", func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='9803f5897b8279e1710778f9948906694898e932', operation='INSERT', pgid='pgtrigger_plan_begins_as_proposal_65a0f', table='incentives_actionplan', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='plan_approved_by_another_user', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> NEW.state AND NEW.state IN ('adopted', 'withdrawn') OR OLD.ends_on IS DISTINCT FROM NEW.ends_on)", func="\n            IF NOT EXISTS (SELECT FROM approvals_approval WHERE id = OLD.approval_id AND state = 'approved' AND subject_type = 'incentives.ActionPlan' AND subject_key = (NEW.id)::text) THEN\n                RAISE EXCEPTION 'a change of incentives.ActionPlan is approved by another user';\n            END IF;\n            RETURN NEW;\n        ", hash='9db1cd220c4f3ac45a7a9ea212723c1131ee1d57', operation='UPDATE', pgid='pgtrigger_plan_approved_by_another_user_803ae', table='incentives_actionplan', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_name', models.CharField(blank=True, editable=False, max_length=12, verbose_name='计划简称')),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('approval', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='待复核的变动')),
            ],
            options={
                'verbose_name': '激励措施',
                'verbose_name_plural': '激励措施',
                'ordering': ('plan_name', 'number'),
            },
        ),
        migrations.CreateModel(
            name='MeasureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('short_title', models.CharField(help_text='不超过16个字，与序号一并显示，如“第31项\u3000增值税发票比照A级纳税人”。', max_length=16, verbose_name='简称')),
                ('beneficiary', models.CharField(choices=[('enterprise', '企业'), ('person', '自然人'), ('either', '企业或自然人')], default='enterprise', help_text='受益人是自然人的，其个人信息一律不公开。', max_length=20, verbose_name='受益人')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('standing', '持续适用'), ('one_off', '按次办理'), ('priority', '优先考虑'), ('tie_break', '同等条件下优先')], max_length=20), help_text='可选多种，登记时选定其一。持续适用的，企业失去资格时须停止；其他的，以后不再适用即可。', size=None, verbose_name='类型')),
                ('wording', models.TextField(verbose_name='措施文本')),
                ('sub_items', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='分项')),
                ('condition', models.CharField(blank=True, help_text='照录文本中的条件，登记时须确认企业符合；没有则留空。', max_length=200, verbose_name='适用条件')),
                ('effects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('days_saved', '节省天数'), ('amount', '涉及金额（元）'), ('inspections_avoided', '减少检查次数')], max_length=20), blank=True, default=list, help_text='登记时可以填写的数字，可不选。', size=None, verbose_name='效果指标')),
                ('legal_basis', models.CharField(max_length=300, verbose_name='依据')),
                ('in_force_from', models.DateField(verbose_name='施行日期')),
                ('status', models.CharField(choices=[('in_force', '施行'), ('suspended', '暂停'), ('abolished', '废止')], default='in_force', max_length=20, verbose_name='状态')),
                ('approval', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='复核')),
                ('departments', models.ManyToManyField(related_name='measure_versions', to='accounts.department', verbose_name='责任单位')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='incentives.measure', verbose_name='激励措施')),
                ('withdrawal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='撤回的复核')),
            ],
            options={
                'verbose_name': '措施文本',
                'verbose_name_plural': '措施文本',
                'ordering': ('measure', '-in_force_from'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('legal_basis__regex', '\\S'), ('wording__regex', '\\S')), name='version_has_text_and_basis'),
                    models.CheckConstraint(condition=models.Q(('kinds__contained_by', ['standing', 'one_off', 'priority', 'tie_break']), ('kinds__len__gt', 0)), name='version_kinds_known'),
                    models.CheckConstraint(condition=models.Q(('effects__contained_by', ['days_saved', 'amount', 'inspections_avoided'])), name='version_effects_known'),
                    models.CheckConstraint(condition=models.Q(('beneficiary__in', ['enterprise', 'person', 'either'])), name='version_beneficiary_known'),
                    models.CheckConstraint(condition=models.Q(('short_title__regex', '\\S')), name='version_has_short_title'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['in_force', 'suspended', 'abolished'])), name='version_status_known'),
                    models.UniqueConstraint(condition=models.Q(('withdrawal__isnull', True)), fields=('measure', 'in_force_from'), name='version_once_a_day'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6ed2cc4a0ca24e3698db71b2e997b2399058a614', operation='DELETE', pgid='pgtrigger_never_deleted_6cf0a', table='incentives_measureversion', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='version_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approval_id" IS DISTINCT FROM (NEW."approval_id") OR OLD."beneficiary" IS DISTINCT FROM (NEW."beneficiary") OR OLD."condition" IS DISTINCT FROM (NEW."condition") OR OLD."effects" IS DISTINCT FROM (NEW."effects") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."in_force_from" IS DISTINCT FROM (NEW."in_force_from") OR OLD."kinds" IS DISTINCT FROM (NEW."kinds") OR OLD."legal_basis" IS DISTINCT FROM (NEW."legal_basis") OR OLD."measure_id" IS DISTINCT FROM (NEW."measure_id") OR OLD."short_title" IS DISTINCT FROM (NEW."short_title") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."sub_items" IS DISTINCT FROM (NEW."sub_items") OR OLD."wording" IS DISTINCT FROM (NEW."wording"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='70124fe4477ccd862e85831b15b54302711bf1e9', operation='UPDATE', pgid='pgtrigger_version_immutable_fef98', table='incentives_measureversion', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawal_id" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='283af1e8b9be9c44b32a0d05e474798cbca722f8', operation='UPDATE', pgid='pgtrigger_ended_immutable_d0c17', table='incentives_measureversion', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='approved_by_another_user', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE own_plan bigint;', func="\n                    SELECT s.plan_id INTO own_plan FROM incentives_measure m\n                    JOIN incentives_section s ON s.id = m.section_id WHERE m.id = NEW.measure_id;\n                    IF EXISTS (\n                        SELECT FROM incentives_measureversion\n                        WHERE measure_id = NEW.measure_id AND withdrawal_id IS NULL\n                    ) THEN\n                        IF NOT EXISTS (\n                            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'incentives.Measure' AND subject_key = (NEW.measure_id)::text\n                        ) AND NOT EXISTS (\n                            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'incentives.ActionPlan' AND subject_key = (own_plan)::text\n                                AND change->>'act' = 'end' AND NEW.status = 'abolished'\n                        ) THEN\n                            RAISE EXCEPTION 'a change of a measure is approved by another user';\n                        END IF;\n                    ELSIF NEW.approval_id IS NOT NULL THEN\n                        IF NOT EXISTS (\n                            SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'incentives.ActionPlan' AND subject_key = (own_plan)::text\n                        ) THEN\n                            RAISE EXCEPTION 'a new measure is approved by another user';\n                        END IF;\n                    END IF;\n                    RETURN NEW;\n                ", hash='90c9ffce7d36398ffecd422d00c7c38063aeae18', operation='INSERT', pgid='pgtrigger_approved_by_another_user_35c3b', table='incentives_measureversion', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='only_reference_unapproved', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_user = 'portal_app' AND NEW.approval_id IS NULL)", func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='5c99a4389f2d2ee3c5ebc91f94127cf08a0b9f47', operation='INSERT', pgid='pgtrigger_only_reference_unapproved_0801c', table='incentives_measureversion', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='withdrawal_approved_by_another_user', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."withdrawal_id" IS NOT NULL)', declare='DECLARE own_plan bigint;', func="\n                    SELECT s.plan_id INTO own_plan FROM incentives_measure m\n                    JOIN incentives_section s ON s.id = m.section_id WHERE m.id = NEW.measure_id;\n                    IF NOT EXISTS (\n                        SELECT FROM approvals_approval WHERE id = NEW.withdrawal_id AND state = 'approved' AND subject_type = 'incentives.Measure' AND subject_key = (NEW.measure_id)::text\n                            AND change->>'act' = 'withdraw'\n                    ) AND NOT EXISTS (\n                        SELECT FROM approvals_approval WHERE id = NEW.withdrawal_id AND state = 'approved' AND subject_type = 'incentives.ActionPlan' AND subject_key = (own_plan)::text\n                            AND change->>'act' = 'withdraw'\n                    ) THEN\n                        RAISE EXCEPTION 'the withdrawal of a version is approved by another user';\n                    END IF;\n                    RETURN NEW;\n                ", hash='48bab4f59bae61b3bf78f65ed0c57545741cd38e', operation='INSERT OR UPDATE', pgid='pgtrigger_withdrawal_approved_by_another_user_823f0', table='incentives_measureversion', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('label', models.CharField(max_length=10, verbose_name='编号')),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='incentives.actionplan', verbose_name='行动计划')),
            ],
            options={
                'verbose_name': '措施类别',
                'verbose_name_plural': '措施类别',
                'ordering': ('plan', 'number'),
                'constraints': [
                    models.UniqueConstraint(fields=('plan', 'number'), name='section_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='measure',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='incentives.section', verbose_name='类别'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='number_once_in_plan', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE own_plan incentives_actionplan;', func="\n                    SELECT p.* INTO own_plan\n                    FROM incentives_section s JOIN incentives_actionplan p ON p.id = s.plan_id\n                    WHERE s.id = NEW.section_id FOR UPDATE OF p;\n                    IF EXISTS (\n                        SELECT 1 FROM incentives_measure m JOIN incentives_section s ON s.id = m.section_id\n                        WHERE s.plan_id = own_plan.id AND m.number = NEW.number AND m.id <> NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'the plan already has a measure %', NEW.number\n                            USING ERRCODE = 'unique_violation';\n                    END IF;\n                    NEW.plan_name := own_plan.short_name;\n                    RETURN NEW;\n                ", hash='b6391a66326896a2df3cd33370a860d74e3b2681', operation='INSERT OR UPDATE', pgid='pgtrigger_number_once_in_plan_4d0bd', table='incentives_measure', when='BEFORE')),
        ),
    ]
