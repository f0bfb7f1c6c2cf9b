import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import roster.models.list_rules
import uploads.fields
import uploads.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, unique=True, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=200, verbose_name='规范化名称')),
                ('former_keys', models.TextField(blank=True, editable=False, help_text='每行一个；查询企业时也按曾用名查找。', verbose_name='曾用的规范化名称')),
                ('sort_key', models.CharField(db_collation='C', editable=False, max_length=1600, verbose_name='排序键')),
                ('search_keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), editable=False, help_text='现用和曾用名称的键，查询企业时按键读取，再逐字比较（matching/search_keys.py）。', size=None, verbose_name='查询键')),
                ('customs_code', models.CharField(blank=True, db_index=True, max_length=10, verbose_name='海关注册编码')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('blocking_keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='现用和曾用的名称、编码的键；与“黑名单”条目有相同的键，才可能是同一主体。', size=None, verbose_name='比对键')),
            ],
            options={
                'verbose_name': '企业',
                'verbose_name_plural': '企业',
                'ordering': ('sort_key', 'pk'),
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(fields=['search_keys'], name='enterprise_search_keys'),
                    django.contrib.postgres.indexes.GinIndex(fields=['blocking_keys'], name='enterprise_match_keys'),
                    models.Index(django.contrib.postgres.indexes.OpClass('uscc', name='text_pattern_ops'), name='enterprise_uscc_prefix'),
                    models.Index(fields=['sort_key', 'id'], name='enterprise_sort_key'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('uscc__regex', '^[0-9A-HJ-NP-RTUWXY]{18}$')), name='enterprise_uscc_shape'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='enterprise_named'),
                    models.CheckConstraint(condition=models.Q(('sort_key', ''), _negated=True), name='enterprise_sorted'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_enterpriseevent" ("address", "customs_code", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "uscc") VALUES (NEW."address", NEW."customs_code", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."registration_number", NEW."uscc"); RETURN NULL;', hash='4221af33e1c5081fbe40f3ff164dde54928a1dd0', operation='INSERT', pgid='pgtrigger_insert_insert_8963b', table='roster_enterprise', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."customs_code" IS DISTINCT FROM (NEW."customs_code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."registration_number" IS DISTINCT FROM (NEW."registration_number") OR OLD."uscc" IS DISTINCT FROM (NEW."uscc"))', func='INSERT INTO "roster_enterpriseevent" ("address", "customs_code", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "uscc") VALUES (NEW."address", NEW."customs_code", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."registration_number", NEW."uscc"); RETURN NULL;', hash='df982bc1a91a344a8875cae9aeb266a79fc8678f', operation='UPDATE', pgid='pgtrigger_update_update_d79d9', table='roster_enterprise', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='EnterpriseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.enterprise')),
            ],
            options={
                'abstract': False,
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='863fc8cb81017530200a5505ac65f932d4d447e0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f3710', table='roster_enterpriseevent', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ListRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('document_number', models.CharField(max_length=100, verbose_name='文号')),
                ('issued_on', models.DateField(verbose_name='印发日期')),
                ('in_force_from', models.DateField(verbose_name='施行日期')),
                ('file', models.FileField(upload_to=roster.models.list_rules.rules_name, verbose_name='文件')),
                ('filename', models.CharField(max_length=200, verbose_name='文件名')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('withdrawal_reason', models.TextField(blank=True, verbose_name='撤下理由')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_rules', to='accounts.department', verbose_name='海关')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤下人')),
            ],
            options={
                'verbose_name': '名单管理办法',
                'verbose_name_plural': '名单管理办法',
                'ordering': ('-in_force_from', '-pk'),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('office', 'in_force_from'), name='rules_of_one_day_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('document_number', ''), _negated=True), models.Q(('file', ''), _negated=True), models.Q(('filename', ''), _negated=True)), name='rules_with_number_and_file'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='rules_withdrawn_with_reason'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2ed2afc0e48737b78f4ccbfb81c4cff73b2da112', operation='DELETE', pgid='pgtrigger_never_deleted_115df', table='roster_listrules', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0c06b4e1fed13a5a221b2d1afd38c4293d0a62c7', operation='UPDATE', pgid='pgtrigger_ended_immutable_d0f7b', table='roster_listrules', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='RosterHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='表头（比较用）')),
                ('heading', models.CharField(max_length=60, verbose_name='表头')),
                ('set_at', models.DateTimeField(auto_now=True, verbose_name='指定时间')),
                ('key', models.CharField(choices=[('name', '企业名称'), ('uscc', '统一社会信用代码'), ('customs_code', '海关注册编码'), ('certified_on', '认证日期'), ('address', '地址'), ('registration_number', '工商注册号'), ('grade', '认证等级'), ('certificate_number', '证书或决定书文号'), ('first_certified_on', '初次认证日期'), ('recertified_on', '重新认证日期'), ('review_due_on', '下次复核日期'), ('stated_office', '所属海关')], max_length=20, verbose_name='含义')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heading_aliases', to='accounts.department', verbose_name='海关')),
            ],
            options={
                'verbose_name': '记住的名单表头',
                'verbose_name_plural': '记住的名单表头',
                'ordering': ('key', 'title'),
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('office', 'title'), name='roster_heading_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RosterSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to=uploads.models.stored_name, verbose_name='文件')),
                ('filename', models.CharField(max_length=200, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('mode', models.CharField(choices=[('full', '全量'), ('changes', '增量')], max_length=10, verbose_name='方式')),
                ('as_of', models.DateField(verbose_name='截至日期')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('status', models.CharField(choices=[('received', '等待处理'), ('processing', '处理中'), ('checked', '待确认'), ('confirmed', '已确认'), ('failed', '未能处理'), ('withdrawn', '已撤回')], default='received', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='处理次数')),
                ('step', models.CharField(choices=[('waiting', '等待处理'), ('reading', '读取文件'), ('understanding', '识别表头与各行'), ('checking', '逐格校验'), ('comparing', '与现有名单比较'), ('done', '完成')], default='waiting', max_length=20, verbose_name='进度')),
                ('reading', models.JSONField(default=dict, help_text='工作表、表头、各列、说明，以及识别时改写的单元格。', verbose_name='读取方式')),
                ('rows_total', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('layout', models.JSONField(help_text='经办人指定的工作表、表头行和各列；为空即由系统识别。', null=True, verbose_name='指定的表头和列')),
                ('cell_edits', models.JSONField(default=list, verbose_name='在页面上改正的单元格')),
                ('row_decisions', models.JSONField(default=dict, help_text='行号 → 是否企业；为空即由系统识别。', verbose_name='经办人对行的认定')),
                ('sheets_file', models.FileField(blank=True, help_text='去除个人信息之后的内容，供再次读取；含待认定的行，文件办结即删除。', max_length=200, upload_to=uploads.models.stored_name, verbose_name='各工作表')),
                ('redacted_rows', models.PositiveIntegerField(help_text='有值即原文件含自然人或身份证号，已换为去除之后的文件。', null=True, verbose_name='去除的自然人行数')),
                ('error_count', models.PositiveIntegerField(default=0, verbose_name='须改正的问题数')),
                ('confirm_count', models.PositiveIntegerField(default=0, verbose_name='须核实的问题数')),
                ('notice_count', models.PositiveIntegerField(default=0, verbose_name='请留意的问题数')),
                ('failure_code', models.CharField(blank=True, max_length=30, verbose_name='未能处理的原因')),
                ('failure_params', models.JSONField(default=dict, verbose_name='未能处理的原因的参数')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.rostersubmission', verbose_name='比较时最近一次确认的报送')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='accounts.department', verbose_name='报送海关')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
            ],
            options={
                'verbose_name': '名单报送',
                'verbose_name_plural': '名单报送',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('status__in', ['withdrawn', 'confirmed']), _negated=True), fields=('office', 'sha256'), name='roster_same_bytes_once'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['received', 'processing', 'checked', 'confirmed', 'failed', 'withdrawn'])), name='roster_status_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('error_count', 0)), _connector='OR'), name='roster_confirmed_without_refusal'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='roster_status_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{received:processing,received:withdrawn,processing:checked,processing:failed,processing:withdrawn,checked:confirmed,checked:withdrawn,checked:received,failed:withdrawn,failed:received}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='87dc359eea62da0c63921d14b85451ee7d9fe7bf', operation='UPDATE', pgid='pgtrigger_roster_status_moves_5c69b', table='roster_rostersubmission', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='32ff0bc3535a6efd2e93eda840eb069ebc9de395', operation='DELETE', pgid='pgtrigger_never_deleted_b6a96', table='roster_rostersubmission', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='RosterProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('column', models.CharField(blank=True, max_length=3, verbose_name='列')),
                ('code', models.CharField(max_length=30, verbose_name='代码')),
                ('params', models.JSONField(default=dict, verbose_name='参数')),
                ('severity', models.CharField(choices=[('error', '须改正'), ('confirm', '须核实'), ('notice', '请留意')], max_length=10, verbose_name='程度')),
                ('cell', models.TextField(blank=True, verbose_name='单元格内容')),
                ('suggestion', models.TextField(blank=True, help_text='仅供核对后采用，绝不自动改写。', verbose_name='可能应为')),
                ('key', models.CharField(choices=[('name', '企业名称'), ('uscc', '统一社会信用代码'), ('customs_code', '海关注册编码'), ('certified_on', '认证日期'), ('address', '地址'), ('registration_number', '工商注册号'), ('grade', '认证等级'), ('certificate_number', '证书或决定书文号'), ('first_certified_on', '初次认证日期'), ('recertified_on', '重新认证日期'), ('review_due_on', '下次复核日期'), ('stated_office', '所属海关')], max_length=20, verbose_name='字段')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='roster.rostersubmission')),
            ],
            options={
                'verbose_name': '名单的问题',
                'verbose_name_plural': '名单的问题',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RosterRemoval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('certified_on', models.CharField(max_length=10, verbose_name='认证日期')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='退出原因')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='roster.rostersubmission')),
            ],
            options={
                'verbose_name': '将退出的企业',
                'verbose_name_plural': '将退出的企业',
                'ordering': ('pk',),
                'constraints': [
                    models.UniqueConstraint(fields=('submission', 'uscc'), name='roster_removed_once'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='kept_when_confirmed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT submission_id FROM removed) one\n                JOIN roster_rostersubmission submission ON submission.id = one.submission_id\n                WHERE submission.status = 'confirmed'\n            ) THEN\n                RAISE EXCEPTION 'the rows of a confirmed file are kept';\n            END IF;\n            RETURN NULL;\n        ", hash='8fbd97965d54001cc295093b98d77a8ddada448e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_kept_when_confirmed_816b5', referencing='REFERENCING OLD TABLE AS removed ', table='roster_rosterremoval', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('raw', uploads.fields.CellsField(blank=True, default=list, help_text='从A列起的各单元格', verbose_name='原文')),
                ('is_refused', models.BooleanField(default=False, verbose_name='须改正')),
                ('name', models.TextField(blank=True, verbose_name='企业名称')),
                ('uscc', models.TextField(blank=True, verbose_name='统一社会信用代码')),
                ('customs_code', models.TextField(blank=True, verbose_name='海关注册编码')),
                ('certified_on', models.TextField(blank=True, verbose_name='认证日期')),
                ('address', models.TextField(blank=True, verbose_name='地址')),
                ('registration_number', models.TextField(blank=True, verbose_name='工商注册号')),
                ('grade', models.TextField(blank=True, verbose_name='认证等级')),
                ('certificate_number', models.TextField(blank=True, verbose_name='证书或决定书文号')),
                ('first_certified_on', models.TextField(blank=True, verbose_name='初次认证日期')),
                ('recertified_on', models.TextField(blank=True, verbose_name='重新认证日期')),
                ('review_due_on', models.TextField(blank=True, verbose_name='下次复核日期')),
                ('stated_office', models.TextField(blank=True, verbose_name='所属海关')),
                ('kind', models.CharField(blank=True, choices=[('added', '新增'), ('removed', '退出'), ('changed', '变更'), ('unchanged', '不变'), ('transfer', '转入')], help_text='须改正的行没有。', max_length=20, verbose_name='变化')),
                ('before', models.JSONField(help_text='变更的企业在现行名单上的内容。', null=True, verbose_name='原来')),
                ('submission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='roster.rostersubmission')),
            ],
            options={
                'verbose_name': '名单行',
                'verbose_name_plural': '名单行',
                'ordering': ('line',),
                'constraints': [
                    models.UniqueConstraint(fields=('submission', 'line'), name='roster_line_once'),
                    models.CheckConstraint(condition=models.Q(('is_refused', False), ('kind', ''), _connector='OR'), name='roster_refused_changes_nothing'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'changed'), _negated=True), ('before__isnull', False), _connector='OR'), name='roster_change_has_before'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='references_exist_on_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT submission_id FROM written) one LEFT JOIN roster_rostersubmission AS submission_ids ON submission_ids.id = submission_id WHERE submission_ids.id IS NULL\n            ) THEN\n                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='1e37da5a669f6f5045ab2f2be08428b9cbd6540e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_references_exist_on_insert_2170e', referencing='REFERENCING NEW TABLE AS written ', table='roster_rosterrow', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='row_submission_readonly', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."submission_id" IS DISTINCT FROM (NEW."submission_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0fa22e7ec1d37b02d270742959f31fffd28d16b0', operation='UPDATE', pgid='pgtrigger_row_submission_readonly_84412', table='roster_rosterrow', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='kept_when_confirmed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT submission_id FROM removed) one\n                JOIN roster_rostersubmission submission ON submission.id = one.submission_id\n                WHERE submission.status = 'confirmed'\n            ) THEN\n                RAISE EXCEPTION 'the rows of a confirmed file are kept';\n            END IF;\n            RETURN NULL;\n        ", hash='736a95b86df32ece0b52176c5682b8b753368c25', level='STATEMENT', operation='DELETE', pgid='pgtrigger_kept_when_confirmed_26d62', referencing='REFERENCING OLD TABLE AS removed ', table='roster_rosterrow', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Certification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certified_on', models.DateField(verbose_name='认证日期')),
                ('until', models.DateField(null=True, verbose_name='退出日期')),
                ('office', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='accounts.department', verbose_name='主管海关')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='roster.enterprise', verbose_name='企业')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='roster.rosterrow', verbose_name='依据的名单行')),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closed_certifications', to='roster.rostersubmission', verbose_name='使其退出的报送')),
                ('identified_by', models.ForeignKey(db_constraint=False, help_text='名称、编码改变后，须重新比对。', on_delete=django.db.models.deletion.PROTECT, related_name='identified_certifications', to='roster.rostersubmission', verbose_name='载明现名称和编码的报送')),
                ('opened_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opened_certifications', to='roster.rostersubmission', verbose_name='使其列入的报送')),
            ],
            options={
                'verbose_name': '高级认证',
                'verbose_name_plural': '高级认证',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('enterprise',), name='certification_open_once'),
                    models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('certified_on')), _connector='OR'), name='certification_ends_after_start'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('until__isnull', True)), models.Q(('closed_by__isnull', False), ('until__isnull', False)), _connector='OR'), name='certification_closed_by_submission'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='references_exist_on_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT office_id, opened_by_id, identified_by_id FROM written) one LEFT JOIN accounts_department AS office_ids ON office_ids.id = office_id LEFT JOIN roster_rostersubmission AS opened_by_ids ON opened_by_ids.id = opened_by_id LEFT JOIN roster_rostersubmission AS identified_by_ids ON identified_by_ids.id = identified_by_id WHERE office_ids.id IS NULL OR opened_by_ids.id IS NULL OR identified_by_ids.id IS NULL\n            ) THEN\n                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='382cf96a3964e68cb2a216d883a07cd800ef9a4c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_references_exist_on_insert_e04fe', referencing='REFERENCING NEW TABLE AS written ', table='roster_certification', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='references_exist_on_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM (SELECT DISTINCT office_id, opened_by_id, identified_by_id FROM written) one LEFT JOIN accounts_department AS office_ids ON office_ids.id = office_id LEFT JOIN roster_rostersubmission AS opened_by_ids ON opened_by_ids.id = opened_by_id LEFT JOIN roster_rostersubmission AS identified_by_ids ON identified_by_ids.id = identified_by_id WHERE office_ids.id IS NULL OR opened_by_ids.id IS NULL OR identified_by_ids.id IS NULL\n            ) THEN\n                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='87ce8563136b9060cc01ac930ea7016a95173b3c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_references_exist_on_update_c9096', referencing='REFERENCING NEW TABLE AS written ', table='roster_certification', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_certificationevent" ("certified_on", "closed_by_id", "enterprise_id", "id", "identified_by_id", "office_id", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "until") SELECT new_values."certified_on", new_values."closed_by_id", new_values."enterprise_id", new_values."id", new_values."identified_by_id", new_values."office_id", new_values."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."row_id", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f513a58de14667be50c3a22b6df61c55ba9cf0c6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d30af', referencing='REFERENCING NEW TABLE AS new_values ', table='roster_certification', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_certificationevent" ("certified_on", "closed_by_id", "enterprise_id", "id", "identified_by_id", "office_id", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "until") VALUES (NEW."certified_on", NEW."closed_by_id", NEW."enterprise_id", NEW."id", NEW."identified_by_id", NEW."office_id", NEW."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."row_id", NEW."until"); RETURN NULL;', hash='4d480594b9c920d96f007f400032108d9e297f1a', operation='UPDATE', pgid='pgtrigger_update_update_11f4a', table='roster_certification', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '待对方海关同意'), ('done', '已移交'), ('declined', '已退回'), ('withdrawn', '已撤回')], default='waiting', max_length=20, verbose_name='状态')),
                ('requested_at', models.DateTimeField(auto_now_add=True, verbose_name='提出时间')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('certified_on_before', models.DateField(null=True, verbose_name='移交前的认证日期')),
                ('certification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='roster.certification', verbose_name='高级认证')),
                ('from_office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='移出海关')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('row', models.ForeignKey(help_text='移入海关最近一次载有该企业的名单。', on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='roster.rosterrow', verbose_name='移入海关的名单行')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('settled_with', models.ForeignKey(help_text='不再载有该企业的名单；在页面上办理的没有。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled_transfers', to='roster.rostersubmission', verbose_name='随其办结的报送')),
                ('to_office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='移入海关')),
            ],
            options={
                'verbose_name': '企业移交',
                'verbose_name_plural': '企业移交',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('certification',), name='transfer_waiting_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'declined', 'withdrawn'])), name='transfer_state_known'),
                    models.CheckConstraint(condition=models.Q(('from_office', models.F('to_office')), _negated=True), name='transfer_between_two_offices'),
                    models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='transfer_settled_by_person'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'withdrawn']), _negated=True), models.Q(('reason', ''), _negated=True), ('settled_with__isnull', False), _connector='OR'), name='transfer_refused_with_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('certified_on_before__isnull', False), _connector='OR'), name='transfer_done_keeps_day'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='transfer_state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:done,waiting:declined,waiting:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='160d94ee2e4164606d285b955378a1fae65ec1b8', operation='UPDATE', pgid='pgtrigger_transfer_state_moves_54969', table='roster_transfer', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b1f9a3ddb523c0d6d8d1ba5744cea4aa832675d8', operation='DELETE', pgid='pgtrigger_never_deleted_0a56e', table='roster_transfer', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='CertificationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('certified_on', models.DateField(verbose_name='认证日期')),
                ('until', models.DateField(null=True, verbose_name='退出日期')),
                ('office', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='主管海关')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.certification')),
                ('enterprise', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.enterprise', verbose_name='企业')),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('row', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rosterrow', verbose_name='依据的名单行')),
                ('closed_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rostersubmission', verbose_name='使其退出的报送')),
                ('identified_by', models.ForeignKey(db_constraint=False, db_index=False, help_text='名称、编码改变后，须重新比对。', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rostersubmission', verbose_name='载明现名称和编码的报送')),
                ('opened_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rostersubmission', verbose_name='使其列入的报送')),
            ],
            options={
                'abstract': False,
                'triggers': [
                    pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='78118b19601827376f32e1f3794bf7a02f675a96', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6884a', table='roster_certificationevent', when='BEFORE')),
                ],
            },
        ),
        migrations.AddField(
            model_name='rostersubmission',
            name='base_transfer',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.transfer', verbose_name='比较时最近一次办结的移交'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rostersubmission',
            trigger=pgtrigger.compiler.Trigger(name='confirmed_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."attempts" IS DISTINCT FROM (NEW."attempts") OR OLD."base_id" IS DISTINCT FROM (NEW."base_id") OR OLD."base_transfer_id" IS DISTINCT FROM (NEW."base_transfer_id") OR OLD."cell_edits" IS DISTINCT FROM (NEW."cell_edits") OR OLD."confirm_count" IS DISTINCT FROM (NEW."confirm_count") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."error_count" IS DISTINCT FROM (NEW."error_count") OR OLD."failure_code" IS DISTINCT FROM (NEW."failure_code") OR OLD."failure_params" IS DISTINCT FROM (NEW."failure_params") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."layout" IS DISTINCT FROM (NEW."layout") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."notice_count" IS DISTINCT FROM (NEW."notice_count") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."reading" IS DISTINCT FROM (NEW."reading") OR OLD."redacted_rows" IS DISTINCT FROM (NEW."redacted_rows") OR OLD."row_decisions" IS DISTINCT FROM (NEW."row_decisions") OR OLD."rows_total" IS DISTINCT FROM (NEW."rows_total") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id"))', func="\n            IF OLD.status = 'confirmed' THEN\n                RAISE EXCEPTION 'a confirmed file is never edited';\n            END IF;\n            RETURN NEW;\n        ", hash='07da71270897d10c94d5b2d814c8f11926e0cb36', operation='UPDATE', pgid='pgtrigger_confirmed_immutable_cc289', table='roster_rostersubmission', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('former_keys'), models.Value('\n'), function='string_to_array', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)), condition=models.Q(('former_keys', ''), _negated=True), name='enterprise_former_keys'),
        ),
    ]
